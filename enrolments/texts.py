"""Which words the mails of this floor may have filled in."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.texts import CHANGE, COURSE, EDITION, WHEN_AND_WHERE
from people.letters.texts import Placeholder, Text
from people.texts import NAME

FIRST_DAY = Placeholder("begin", _("de dag waarop het begint"), _("13 april 2026"))
SHORT_DAY = Placeholder("dag", _("dezelfde dag in het kort, voor het onderwerp"), _("13 april"))
PAGE = Placeholder(
    "pagina", _("link naar de pagina van de uitvoering"), f"{settings.ADDRESS}/uitvoeringen/BRAND-2026-1/", is_link=True
)
SESSIONS = Placeholder(
    "bijeenkomsten",
    _("wanneer en waar elke bijeenkomst is; leeg als er geen zijn"),
    format_lazy("{words}\n{list}", words=_("Wanneer en waar:"), list=WHEN_AND_WHERE.example),
    is_block=True,
)
OTHERS = Placeholder(
    "andere",
    _("waar de andere uitvoeringen staan; leeg als de opleiding niet meer wordt aangeboden"),
    format_lazy(
        "{words}\n{link}",
        words=_("Wilt u op een ander moment komen? Hier staan alle uitvoeringen:"),
        link=f"{settings.ADDRESS}/opleidingen/brandveiligheid/",
    ),
    is_block=True,
)
CALLED_OFF = Placeholder(
    "vervalt",
    _("wat er nog zou komen en nu vervalt; leeg als er nog niets was geweest"),
    format_lazy(
        "{words}\n{list}", words=_("Wat al is geweest, blijft staan. Dit vervalt:"), list=WHEN_AND_WHERE.example
    ),
    is_block=True,
)
OUT_OF_CALENDAR = Placeholder(
    "uit_agenda",
    _("dat de bijlage de opleiding uit de agenda haalt; leeg als zij er niet in stond"),
    _("Stond de opleiding in uw agenda, dan haalt de bijlage haar daar weer uit."),
    is_block=True,
)
BRING = Placeholder(
    "meenemen",
    _("wat deelnemers meenemen; leeg als dat bij de opleiding niet staat"),
    format_lazy("{words}\n{what}", words=_("Wat u meeneemt:"), what=_("een laptop en een geldig legitimatiebewijs")),
    is_block=True,
)
PARTICIPANT = Placeholder("deelnemer", _("wie wil deelnemen"), "Anna de Vries")
ORGANISATION = Placeholder("organisatie", _("voor wie de deelnemer werkt"), _("Omgevingsdienst Voorbeeld"))
STANDS_IN = Placeholder(
    "waarneming",
    _("voor wie de ontvanger waarneemt; leeg als dat niet zo is"),
    _("U krijgt deze mail omdat u waarneemt voor Bas Jansen."),
    is_block=True,
)
LINK = Placeholder(
    "link",
    _("de persoonlijke link om te antwoorden"),
    f"{settings.ADDRESS}/goedkeuring/voorbeeld/",
    is_required=True,
    is_link=True,
)
LAST_DAY = Placeholder("tot_en_met", _("de laatste dag om zich in te schrijven"), _("zondag 12 april 2026"))
ANSWER_BY = Placeholder("tot_en_met", _("de laatste dag om te antwoorden"), _("zondag 12 april 2026"))
ANSWER_BY_SHORT = Placeholder("uiterlijk", _("dezelfde dag in het kort, voor het onderwerp"), _("12 april"))
UNTIL = Placeholder("aangeboden_tot", _("tot wanneer de plaats wordt vastgehouden"), _("woensdag 1 april 2026, 14:30"))
UNTIL_SHORT = Placeholder("antwoord_voor", _("hetzelfde moment in het kort, voor het onderwerp"), _("1 april, 14:30"))
OFFER_LINK = Placeholder(
    "link",
    _("de persoonlijke link om te antwoorden"),
    f"{settings.ADDRESS}/plaats/voorbeeld/",
    is_required=True,
    is_link=True,
)
ENROLLED_BY = Placeholder(
    "ingeschreven_door",
    _("wie de deelnemer inschreef; leeg voor wie dat zelf deed"),
    _("Ingeschreven door Bas Jansen, namens Omgevingsdienst Voorbeeld."),
    is_block=True,
)
SALUTATION = Placeholder("aanhef", _("de groet, met de naam als we die weten"), _("Beste leidinggevende,"))
SELF_PACED = Placeholder("eigen_tempo", _("van wanneer tot wanneer; leeg als er bijeenkomsten zijn"), "", is_block=True)
PRICE = Placeholder("kosten", _("wat deelname kost"), _("Aan deelname zijn geen kosten verbonden."))
LINK_WORKS = Placeholder(
    "link_werkt",
    _("hoe lang de link werkt"),
    _("De link werkt één keer, 30 dagen lang. Stuur hem niet door."),
    is_required=True,
)
SIGNED_IN = Placeholder(
    "ingelogd",
    _("waar de aanvraag staat voor wie een account heeft; anders leeg"),
    format_lazy("{words}\n{link}", words=_("Ingelogd vindt u de aanvraag hier:"), link=f"{settings.ADDRESS}/regio/"),
    is_block=True,
)
FROM = Placeholder("vanaf", _("vanaf wanneer men zich kan inschrijven: nu, of een dag"), _("13 april 2026"))
COSTS = Placeholder(
    "kosten_van_uitschrijven",
    _("wat uitschrijven kost; leeg voor wie nog geen plaats had"),
    _("Hiervoor krijgt uw organisatie een rekening van € 450 (50%)."),
    is_block=True,
)
OTHER_DATES = Placeholder(
    "andere_data",
    _("de uitvoeringen van deze opleiding met een vrije plaats, of waar zij zullen staan"),
    format_lazy(
        "{words}\n- {day}: {link}",
        words=_("Op deze data is er nog plaats:"),
        day=_("13 april 2026"),
        link=f"{settings.ADDRESS}/uitvoeringen/BRAND-2026-2/",
    ),
    is_block=True,
)
WORKSHOPS = Placeholder(
    "workshops",
    _("dat er workshops te kiezen zijn, en waar; leeg als die er niet zijn"),
    format_lazy(
        "{words}\n{link}",
        words=_("Er zijn workshops waaruit u kiest."),
        link=f"{settings.ADDRESS}/uitvoeringen/BRAND-2026-1/workshops/",
    ),
    is_block=True,
)
CHOOSE_WORKSHOPS = Placeholder(
    "workshops_kiezen",
    _("link naar de pagina waar men workshops kiest"),
    f"{settings.ADDRESS}/uitvoeringen/BRAND-2026-1/workshops/",
    is_required=True,
    is_link=True,
)
INTO_CALENDAR = Placeholder(
    "agenda_bij",
    _("dat de bijlage de agenda aanpast; leeg voor wie geen plaats heeft"),
    _("De bijlage past uw agenda aan."),
    is_block=True,
)
COMMON = (NAME, COURSE, EDITION)
REQUEST = (COURSE, EDITION, FIRST_DAY, SHORT_DAY, SESSIONS, PARTICIPANT, ORGANISATION, STANDS_IN, LINK)
TO_APPROVE = (*REQUEST, ANSWER_BY, ANSWER_BY_SHORT, SALUTATION, LINK_WORKS, SIGNED_IN)

TEXTS = {
    "enrolment_requested": Text(
        "enrolments/mails/requested",
        (
            *(*COMMON, FIRST_DAY, SHORT_DAY, PAGE, ENROLLED_BY, ANSWER_BY, WORKSHOPS),
            Placeholder(
                "goedkeurders",
                _("wie er om goedkeuring is gevraagd, of dat de planner het overneemt"),
                _("Goedkeuring is gevraagd aan:\n- Bas Jansen, leidinggevende"),
                is_block=True,
            ),
        ),
    ),
    "enrolment_enrolled": Text(
        "enrolments/mails/enrolled",
        (
            *(*COMMON, FIRST_DAY, SHORT_DAY, PAGE, ENROLLED_BY, SESSIONS, BRING, WORKSHOPS),
            Placeholder(
                "agenda",
                _("dat er agenda-uitnodigingen bij zitten; leeg als er geen bijeenkomsten zijn"),
                _("Bij deze mail zitten agenda-uitnodigingen."),
                is_block=True,
            ),
        ),
    ),
    "enrolment_waiting": Text(
        "enrolments/mails/waiting",
        (
            *(*COMMON, FIRST_DAY, SHORT_DAY, PAGE, ENROLLED_BY),
            Placeholder("plaats", _("het nummer op de wachtlijst"), "2"),
            Placeholder(
                "aanbod",
                _("hoe lang iemand heeft om een vrije plaats aan te nemen; leeg als die meteen wordt gegeven"),
                _("De plaats wordt u dan aangeboden: u hebt 48 uur om haar aan te nemen."),
                is_block=True,
            ),
            Placeholder(
                "waarom_wachten",
                _("de plaats op de wachtlijst, en welke plaatsen voor anderen worden vrijgehouden"),
                _("U staat op plaats 2 van de wachtlijst, als eerste van Omgevingsdienst Voorbeeld."),
            ),
            Placeholder(
                "goedkeuring",
                _("dat de organisatie eerst om goedkeuring wordt gevraagd; leeg als dat niet hoeft"),
                _("Dan vragen we eerst uw organisatie om goedkeuring."),
                is_block=True,
            ),
        ),
    ),
    "enrolment_offered": Text(
        "enrolments/mails/offered",
        (
            *(*COMMON, FIRST_DAY, SHORT_DAY, PAGE, UNTIL, UNTIL_SHORT, OFFER_LINK),
            Placeholder(
                "goedkeuring_daarna",
                _("dat de organisatie daarna om goedkeuring wordt gevraagd; leeg als dat niet hoeft"),
                _("Uw organisatie moet dit goedkeuren. Dat vragen we zodra u het aanbod aanneemt."),
                is_block=True,
            ),
        ),
    ),
    "enrolment_lapsed": Text("enrolments/mails/lapsed", (*COMMON, OTHERS, UNTIL)),
    "offer_reminder": Text(
        "enrolments/mails/offer_reminder",
        (COURSE, EDITION, SHORT_DAY, FIRST_DAY, UNTIL, UNTIL_SHORT, OFFER_LINK),
        label=_("Herinnering aan een aanbod"),
        is_part=True,
    ),
    "enrolment_declined": Text(
        "enrolments/mails/declined",
        (
            *(*COMMON, OTHERS),
            Placeholder("besluit", _("niet goedgekeurd, of vervallen"), _("Niet goedgekeurd")),
            Placeholder(
                "reden",
                _("wie het niet goedkeurde en waarom, of waarom de aanvraag verviel"),
                _("Uw aanvraag is niet goedgekeurd door Bas Jansen. De reden:\n\nWe zijn die week te druk."),
                is_block=True,
                is_required=True,
            ),
        ),
    ),
    "enrolment_withdrawn": Text(
        "enrolments/mails/withdrawn",
        (
            *(*COMMON, OTHERS, OUT_OF_CALENDAR, COSTS),
            Placeholder("uitschrijving", _("uitgeschreven, of aanvraag ingetrokken"), _("U bent uitgeschreven")),
            Placeholder(
                "toelichting",
                _("waarom een planner iemand uitschreef; leeg voor wie dat zelf deed"),
                _("Een planner heeft dit voor u gedaan. De reden:\n\nU bent ziek gemeld."),
                is_block=True,
                is_required=True,
            ),
            Placeholder(
                "vervanging",
                _("dat een collega de plaats overneemt, en wie dat regelde; leeg als dat niet zo is"),
                _("Een collega neemt uw plaats over. Dat regelde Bas Jansen."),
                is_block=True,
            ),
        ),
    ),
    "enrolment_moved": Text(
        "enrolments/mails/moved",
        (
            *(*COMMON, FIRST_DAY, SHORT_DAY, PAGE, SESSIONS, BRING, WORKSHOPS),
            Placeholder(
                "vorige",
                _("de uitvoering die is verlaten, en vanaf wanneer die is"),
                _("uitvoering BRAND-2026-1, vanaf 13 april 2026"),
                is_required=True,
            ),
            Placeholder(
                "verplaatst_door",
                _("wie de plaats verplaatste; leeg voor wie dat zelf deed"),
                _("Dat deed Bas Jansen."),
            ),
            Placeholder(
                "agenda_om",
                _("dat de bijlagen de agenda aanpassen; leeg als er geen bijeenkomsten zijn"),
                _("De bijlagen halen de oude bijeenkomsten uit uw agenda en zetten de nieuwe erin."),
                is_block=True,
            ),
        ),
    ),
    "edition_invitation": Text(
        "enrolments/mails/edition_invitation",
        (
            *(*COMMON, FIRST_DAY, SHORT_DAY, PAGE, SESSIONS, FROM, LAST_DAY),
            Placeholder("uitgenodigd_door", _("de planner die uitnodigt"), "Bas Jansen"),
        ),
    ),
    "enrolment_cancelled": Text(
        "enrolments/mails/cancelled",
        (
            *(*COMMON, CALLED_OFF, OTHERS, OTHER_DATES, OUT_OF_CALENDAR),
            Placeholder(
                "waarom",
                _("waarom de uitvoering niet doorgaat; leeg als de planner dat niet schreef"),
                _("Er waren te weinig inschrijvingen."),
                is_block=True,
            ),
        ),
    ),
    "cost_waived": Text(
        "enrolments/mails/waived",
        (
            *(*COMMON, FIRST_DAY),
            Placeholder("bedrag", _("wat niet meer hoeft te worden betaald"), "€ 450"),
            Placeholder(
                "reden",
                _("waarom dit is kwijtgescholden"),
                _("U werd opgeroepen voor een incident."),
                is_block=True,
                is_required=True,
            ),
        ),
    ),
    "planner_letter": Text(
        "enrolments/mails/planner_letter",
        (
            *(*COMMON, PAGE),
            Placeholder("onderwerp", _("het onderwerp dat de planner schreef"), _("Andere ingang")),
            Placeholder(
                "bericht",
                _("wat de planner schreef"),
                _("De hoofdingang is die dag dicht. Kom binnen aan de achterkant."),
                is_block=True,
                is_required=True,
            ),
        ),
    ),
    "session_changed": Text(
        "enrolments/mails/session_changed",
        (
            *(*COMMON, PAGE, CHANGE, WHEN_AND_WHERE),
            Placeholder(
                "gewijzigd",
                _("naar welke dag het is verplaatst, dat er andere dagen zijn, of alleen: gewijzigd"),
                _("Gewijzigd"),
            ),
            Placeholder("uw_plaats", _("dat de plaats of aanvraag van de ontvanger blijft"), _("U houdt uw plaats.")),
            INTO_CALENDAR,
            Placeholder(
                "wat_nu",
                _("wat de ontvanger kan doen die dan niet kan: zich uitschrijven, of de planner vragen"),
                _("Komt u dit niet uit? Schrijf u dan uit, zodat een ander uw plaats krijgt:"),
                is_block=True,
            ),
        ),
    ),
    "workshops_chosen": Text(
        "enrolments/mails/workshops_chosen",
        (
            *(*COMMON, PAGE, INTO_CALENDAR, CHOOSE_WORKSHOPS),
            Placeholder(
                "gekozen",
                _("welke workshops men koos, of dat het er geen is"),
                format_lazy(
                    "{words}\n{list}",
                    words=_("In Brandveiligheid van gebouwen (uitvoering BRAND-2026-1) koos u:"),
                    list=WHEN_AND_WHERE.example,
                ),
                is_block=True,
                is_required=True,
            ),
        ),
    ),
    "workshop_lost": Text(
        "enrolments/mails/workshop_lost",
        (*COMMON, PAGE, INTO_CALENDAR, CHOOSE_WORKSHOPS, WHEN_AND_WHERE),
    ),
    "workshop_dropped": Text(
        "enrolments/mails/workshop_dropped",
        (*COMMON, PAGE, INTO_CALENDAR, CHOOSE_WORKSHOPS, WHEN_AND_WHERE),
    ),
    "edition_published": Text(
        "enrolments/mails/edition_published",
        (
            *(*COMMON, FIRST_DAY, SHORT_DAY, PAGE, SESSIONS),
            FROM,
            LAST_DAY,
            Placeholder(
                "uitzetten",
                _("link naar de opleiding, waar de ontvanger zulke mail uitzet"),
                f"{settings.ADDRESS}/aanbod/brandveiligheid/",
                is_required=True,
            ),
        ),
    ),
    "start_reminder": Text(
        "enrolments/mails/start_reminder",
        (COURSE, EDITION, SHORT_DAY, FIRST_DAY, PAGE, SESSIONS, BRING, WORKSHOPS),
        label=_("Herinnering aan het begin"),
        is_part=True,
    ),
    "approval_reminder": Text(
        "enrolments/mails/approval_reminder",
        (
            *(COURSE, EDITION, SHORT_DAY, FIRST_DAY, PARTICIPANT, ORGANISATION, STANDS_IN, LINK, ANSWER_BY),
            Placeholder("gevraagd_op", _("sinds wanneer de aanvraag wacht"), _("23 maart")),
        ),
        label=_("Herinnering aan een aanvraag"),
        is_part=True,
    ),
    "approval_request": Text("enrolments/mails/approval_request", (*TO_APPROVE, SELF_PACED, PRICE)),
    "approval_moved": Text("enrolments/mails/approval_moved", (*TO_APPROVE, CHANGE)),
}
