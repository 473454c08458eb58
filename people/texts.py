"""Which words the mails of this floor may have filled in."""

from django.utils.translation import gettext_lazy as _

from people.letters.texts import Placeholder, Text

NAME = Placeholder("naam", _("hoe de ontvanger heet"), "Anna de Vries")

TEXTS = {
    "deputy_named": Text(
        "people/mails/deputy_named",
        (
            NAME,
            Placeholder("wie_voor_wie", _("in één zin wie voor wie waarneemt"), _("U neemt waar voor Bas Jansen")),
            Placeholder("waarnemer", _("wie waarneemt"), "Anna de Vries"),
            Placeholder("afwezige", _("voor wie"), "Bas Jansen"),
            Placeholder("van", _("de eerste dag"), _("13 april 2026")),
            Placeholder("tot_en_met", _("de laatste dag"), _("24 april 2026")),
            Placeholder("rechten", _("waarvoor de waarneming geldt"), _("aanvragen goedkeuren")),
            Placeholder("geregeld_door", _("wie het regelde"), "Bas Jansen"),
            Placeholder(
                "wat_nu",
                _("wat de ontvanger ermee kan, met de link daarvoor"),
                _("Ingelogd ziet u bovenaan voor wie u waarneemt."),
                is_block=True,
            ),
        ),
    ),
}
