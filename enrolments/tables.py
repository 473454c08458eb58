"""Lists that people sort."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Session
from enrolments.attendance.queries import Line
from enrolments.models import Attendance, Enrolment
from people.text import local


class ParticipantTable(tables.Table):
    """Who sits, waits or has left in one edition."""

    chosen = tables.TemplateColumn(template_name="enrolments/choose_cell.html", verbose_name=_("Kies"), orderable=False)
    number = tables.Column(verbose_name=_("Volgnummer"))
    name = tables.TemplateColumn(
        template_name="enrolments/name_cell.html", verbose_name=_("Naam en e-mail"), order_by="user__sort_key"
    )
    workshops = tables.TemplateColumn(
        template_name="enrolments/workshops_cell.html",
        verbose_name=_("Workshops"),
        orderable=False,
        attrs={"td": {"class": "ll-small"}},
    )
    organisation = tables.Column(_("Organisatie"), order_by="organisation__search_key", default="")
    status = tables.TemplateColumn(template_name="enrolments/status_cell.html", verbose_name=_("Stand"))
    enrolled_at = tables.DateTimeColumn(verbose_name=_("Ingeschreven op"), format="j b Y H:i")
    notes = tables.TemplateColumn(
        template_name="enrolments/notes_cell.html", verbose_name=_("Notities"), order_by=("-open_notes",)
    )

    class Meta:
        model = Enrolment
        fields = ("chosen", "number", "name", "organisation", "status", "workshops", "enrolled_at", "notes")
        empty_text = _("Niemand gevonden.")


def participant_headers(workshops: Sequence[Session]) -> list[str]:
    """What stands above the rows in a file; a column for each of the `workshops`."""
    return [
        *map(str, PARTICIPANT_HEADERS),
        *(f"{timezone.localtime(one.starts_at):%H:%M} {local(one, 'title')}" for one in workshops),
    ]


def participant_row(enrolment: Enrolment, workshops: Sequence[Session] = ()) -> list[Any]:
    """The same columns for a file, in the order of `participant_headers`; a chosen workshop is marked."""
    chosen = {choice.session_id for choice in enrolment.choices.all()} if workshops else set()
    return [
        enrolment.number,
        enrolment.user.list_name,
        enrolment.user.email,
        str(enrolment.organisation or ""),
        str(enrolment.get_status_display()),
        enrolment.enrolled_at,
        *(str(_("ja")) if one.pk in chosen else "" for one in workshops),
    ]


PARTICIPANT_HEADERS = [_("Volgnummer"), _("Naam"), _("E-mail"), _("Organisatie"), _("Stand"), _("Ingeschreven op")]


def attendance_headers(sessions: Sequence[Session]) -> list[str]:
    days = [f"{timezone.localtime(session.starts_at):%d-%m-%Y}" for session in sessions]
    return [str(_("Naam")), str(_("Organisatie")), *days, str(_("Stand"))]


def attendance_row(line: Line, sessions: Sequence[Session]) -> list[Any]:
    """One participant in a file, in the order of `attendance_headers`; empty is not marked, or not theirs."""
    marks = [line.mark_of(session) for session in sessions]
    words = [str(Attendance.Status(mark).label) if mark else "" for mark in marks]
    enrolment = line.enrolment
    return [enrolment.user.list_name, str(enrolment.organisation or ""), *words, str(enrolment.get_status_display())]
