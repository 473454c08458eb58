"""All work that returns by itself, in one place: what it is for and how often.

`people/queue.py` gives each its turn, and /beheer/achtergrondwerk/ tells how it went.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from people.jobs import Job

JOBS = {
    "seal_audit": Job(
        "people.tasks.seal_audit",
        timedelta(minutes=5),
        _("logboek verzegelen"),
        _("Daarna kan niemand meer ongemerkt iets in het logboek veranderen."),
    ),
    "prune": Job(
        "people.tasks.prune",
        timedelta(days=1),
        _("opruimen wat verlopen is"),
        _("Sessies, tellingen en afgeronde taken die niemand meer nodig heeft."),
    ),
    "watch_days": Job(
        "people.tasks.watch_days",
        timedelta(days=1),
        _("waarschuwen voor wat gaat verlopen"),
        _("Een regel in de log voor elke dag waarvoor de dienst iets moet doen."),
    ),
    "follow_editions": Job(
        "courses.tasks.follow_editions",
        timedelta(minutes=15),
        _("uitvoeringen laten beginnen en afronden"),
        _("Op de eerste dag loopt een uitvoering, na de laatste is zij afgerond."),
    ),
    "lapse_requests": Job(
        "enrolments.tasks.lapse_requests",
        timedelta(minutes=15),
        _("aanvragen beëindigen die niet op tijd zijn goedgekeurd"),
        _("De plaats die werd vastgehouden, komt weer vrij."),
    ),
    "lapse_offers": Job(
        "enrolments.tasks.lapse_offers",
        timedelta(minutes=5),
        _("aanbod van een plaats beëindigen dat niet op tijd is aangenomen"),
        _("De plaats gaat door naar wie daarna op de wachtlijst staat."),
    ),
    "release_seats": Job(
        "enrolments.tasks.release_seats",
        timedelta(minutes=15),
        _("vrijgehouden plaatsen vrijgeven"),
        _("Wat op zijn dag niet meer wordt vrijgehouden, gaat naar wie het langst wacht."),
    ),
    "forget_needs": Job(
        "enrolments.tasks.forget_needs",
        timedelta(hours=6),
        _("dieet- en toegankelijkheidswensen wissen"),
        _("Wat deelnemers nodig hadden, hoort na afloop niemand meer te kunnen lezen."),
    ),
    "forget_attendants": Job(
        "enrolments.tasks.forget_attendants",
        timedelta(hours=6),
        _("lijsten van aanwezigen wissen"),
        _("Een maand na een netwerkdag staat nergens meer wie er op de lijst stond."),
    ),
    "remind": Job(
        "config.tasks.remind",
        timedelta(minutes=15),
        _("herinneren en bedanken"),
        _("Wie iets moet doen of weten, leest dat op tijd: hooguit één keer per dag, alles in één mail."),
    ),
    "open_rounds": Job(
        "evaluations.tasks.open_rounds",
        timedelta(minutes=15),
        _("evaluaties openen en eraan herinneren"),
        _("Wie er was, krijgt na afloop de vragen en voor het sluiten een herinnering."),
    ),
    "close_rounds": Job(
        "evaluations.tasks.close_rounds",
        timedelta(minutes=5),
        _("evaluaties sluiten en tellen"),
        _("Na de laatste dag worden de antwoorden geteld en gepubliceerd."),
    ),
    "count_response": Job(
        "evaluations.tasks.count_response",
        timedelta(hours=1),
        _("de respons van open evaluaties bijwerken"),
        _("Eén keer per dag, zodat niemand ziet wanneer iemand antwoordde."),
    ),
    "care_for_keys": Job(
        "evaluations.tasks.care_for_keys",
        timedelta(hours=1),
        _("sleutels van stembussen bewaken en opruimen"),
        _("Een verloren kopie komt terug, een sleutel die heeft gediend wordt vernietigd."),
    ),
}
