"""Which words the mails of this floor may have filled in."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.texts import COURSE, EDITION
from people.letters.texts import Placeholder, Text
from people.texts import NAME

QUESTIONNAIRE = Placeholder("vragenlijst", _("de titel van de vragenlijst"), _("Evaluatie van een opleiding"))
UNTIL = Placeholder("tot_en_met", _("de laatste dag om te antwoorden"), _("vrijdag 24 april 2026"))
SHORT_DAY = Placeholder("dag", _("dezelfde dag in het kort, voor het onderwerp"), _("24 april"))
LINK = Placeholder(
    "link",
    _("de persoonlijke link om te antwoorden"),
    f"{settings.ADDRESS}/evaluatie/voorbeeld/",
    is_required=True,
    is_link=True,
)

TEXTS = {
    "evaluation_invitation": Text(
        "evaluations/mails/invitation",
        (
            *(NAME, QUESTIONNAIRE, UNTIL, SHORT_DAY, LINK),
            Placeholder(
                "aanleiding",
                _("waarover het gaat: een opleiding of het traineeship"),
                _("U was bij Brandveiligheid van gebouwen (uitvoering BRAND-2026-1). Wat vond u ervan?"),
                is_block=True,
                is_required=True,
            ),
            Placeholder(
                "wie_het_ziet",
                _("of de antwoorden anoniem zijn of op naam"),
                _("Uw antwoorden zijn anoniem: niemand kan zien wie wat antwoordde, en ook niet óf u antwoordde."),
                is_block=True,
                is_required=True,
            ),
        ),
    ),
    "evaluation_reminder": Text(
        "evaluations/mails/reminder",
        (
            *(NAME, QUESTIONNAIRE, UNTIL, SHORT_DAY, LINK),
            Placeholder(
                "aan_iedereen",
                _("waarom de herinnering naar iedereen gaat"),
                _("Omdat niemand kan zien wie al antwoordde, gaat deze herinnering naar iedereen."),
                is_block=True,
                is_required=True,
            ),
        ),
        label=_("Herinnering aan een anonieme evaluatie"),
    ),
    "named_reminder": Text(
        "evaluations/mails/named_reminder",
        (
            *(QUESTIONNAIRE, UNTIL, LINK),
            Placeholder(
                "waarop",
                _("waarop antwoord wordt gevraagd, en namens wie"),
                _("namens Omgevingsdienst Voorbeeld: Evaluatie van een opleiding"),
            ),
            Placeholder(
                "waarover",
                _("waarover het gaat: een opleiding of het traineeship"),
                _("het traineeship omgevingsveiligheid (lichting 2025)"),
            ),
            Placeholder(
                "doorsturen",
                _("dat doorsturen mag; leeg voor wie niet namens een organisatie antwoordt"),
                _("U mag deze mail doorsturen aan wie voor uw organisatie antwoordt."),
                is_block=True,
            ),
        ),
        label=_("Herinnering aan een evaluatie op naam"),
        is_part=True,
    ),
    "thanks": Text(
        "evaluations/mails/thanks",
        (
            *(COURSE, EDITION),
            Placeholder(
                "materiaal",
                _("waar het materiaal staat; leeg als dat er niet is"),
                format_lazy(
                    "{words}\n{link}",
                    words=_("Het materiaal om na te lezen staat hier:"),
                    link="https://opleidingen.example/brandveiligheid",
                ),
                is_block=True,
            ),
            Placeholder(
                "evaluatie",
                _("dat er een evaluatie komt, en waar de uitkomst staat; leeg als er geen komt"),
                _(
                    "Zodra van iedereen bekend is wie er was, vragen wij in een aparte mail wat u ervan vond. "
                    "Dat antwoord is anoniem; wat eruit kwam, leest u daarna bij Evaluaties, als ten minste vijf "
                    "mensen antwoordden."
                ),
                is_block=True,
            ),
        ),
        label=_("Dank na afloop"),
        is_part=True,
    ),
}
