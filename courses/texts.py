"""Which words the mails of this floor may have filled in."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from people.letters.texts import Placeholder, Text
from people.texts import NAME

COURSE = Placeholder("opleiding", _("de titel van de opleiding"), _("Brandveiligheid van gebouwen"))
EDITION = Placeholder("uitvoering", _("de code van de uitvoering"), "BRAND-2026-1")
WHEN_AND_WHERE = Placeholder(
    "wanneer_en_waar",
    _("de lijst van de bijeenkomsten waar het om gaat"),
    _("- maandag 13 april 2026, 09:00-17:00, Sprinklers, Zaal 3, Arnhem"),
    is_block=True,
    is_required=True,
)
CHANGE = Placeholder(
    "wijziging",
    _("wat er veranderde; bij meer bijeenkomsten per bijeenkomst"),
    _("De dag is verplaatst van vrijdag 10 april naar maandag 13 april."),
    is_block=True,
    is_required=True,
)
DAY = Placeholder("dag", _("de dag van de eerste bijeenkomst, zonder jaar"), _("13 april"))
THESE = Placeholder("deze_bijeenkomsten", _("deze bijeenkomst, of deze bijeenkomsten"), _("deze bijeenkomst"))
ANSWER_PAGE = Placeholder(
    "pagina",
    _("link naar de pagina waar de docent toezegt of afzegt"),
    f"{settings.ADDRESS}/mijn/docent/BRAND-2026-1/",
    is_required=True,
    is_link=True,
)
COMMON = (NAME, COURSE, EDITION)

TEXTS = {
    "trainer_asked": Text(
        "courses/mails/trainer_asked",
        (
            *(*COMMON, DAY, THESE, WHEN_AND_WHERE, ANSWER_PAGE),
            Placeholder("uiterlijk", _("de laatste dag om te antwoorden"), _("zondag 12 april 2026")),
        ),
    ),
    "trainer_changed": Text(
        "courses/mails/trainer_changed",
        (
            *(*COMMON, CHANGE, WHEN_AND_WHERE, ANSWER_PAGE),
            Placeholder(
                "wat_nu",
                _("dat de docent kan afzeggen, of nog moet antwoorden"),
                _("Kunt u zo niet? Zeg dan af, dan zoekt de planner iemand anders:"),
                is_block=True,
            ),
        ),
    ),
    "trainer_answered": Text(
        "courses/mails/trainer_answered",
        (
            *(*COMMON, ANSWER_PAGE),
            Placeholder("antwoord", _("dat de docent lesgeeft, of afzegde"), _("U geeft les")),
            Placeholder(
                "toegezegd",
                _("waar de docent komt, en dat er agenda-uitnodigingen bij zitten; leeg als dat er niet is"),
                format_lazy(
                    "{words}\n\n{list}\n\n{calendar}",
                    words=_("Dank u. In Brandveiligheid van gebouwen (uitvoering BRAND-2026-1) hebt u toegezegd:"),
                    list=WHEN_AND_WHERE.example,
                    calendar=_("Bij deze mail zitten agenda-uitnodigingen."),
                ),
                is_block=True,
                is_required=True,
            ),
            Placeholder(
                "afgezegd",
                _("waar de docent niet komt, en dat de bijlage het uit de agenda haalt; leeg als dat er niet is"),
                "",
                is_block=True,
                is_required=True,
            ),
        ),
    ),
    "trainer_taken_off": Text("courses/mails/trainer_taken_off", (*COMMON, DAY, WHEN_AND_WHERE)),
    "trainer_cancelled": Text("courses/mails/trainer_cancelled", (*COMMON, DAY, THESE, WHEN_AND_WHERE)),
    "trainer_reminder": Text(
        "courses/mails/trainer_reminder",
        (COURSE, EDITION, DAY, THESE, WHEN_AND_WHERE, ANSWER_PAGE),
        label=_("Herinnering aan een docent"),
        is_part=True,
    ),
}
