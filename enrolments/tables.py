"""Lists that people sort."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from enrolments.models import Enrolment


class ParticipantTable(tables.Table):
    """Who sits, waits or has left in one edition."""

    number = tables.Column(verbose_name=_("Volgnummer"))
    name = tables.Column(_("Naam"), accessor="user__list_name", order_by="user__sort_key")
    email = tables.Column(_("E-mail"), accessor="user__email")
    organisation = tables.Column(_("Organisatie"), order_by="organisation__search_key", default="")
    status = tables.TemplateColumn(template_name="enrolments/status_cell.html", verbose_name=_("Stand"))
    enrolled_at = tables.DateTimeColumn(verbose_name=_("Ingeschreven op"), format="j b Y H:i")

    class Meta:
        model = Enrolment
        fields = ("number", "name", "organisation", "status", "email", "enrolled_at")
        empty_text = _("Niemand gevonden.")


def participant_row(enrolment: Enrolment) -> list[Any]:
    """The same columns for a file, in the order of `PARTICIPANT_HEADERS`."""
    return [
        enrolment.number,
        enrolment.user.list_name,
        enrolment.user.email,
        str(enrolment.organisation or ""),
        str(enrolment.get_status_display()),
        enrolment.enrolled_at,
    ]


PARTICIPANT_HEADERS = [_("Volgnummer"), _("Naam"), _("E-mail"), _("Organisatie"), _("Stand"), _("Ingeschreven op")]
