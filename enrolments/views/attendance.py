"""Marking who was at a session, and the whole of an edition."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Edition, Session
from courses.permissions import edition_planners_only, may_plan
from enrolments.attendance import actions, queries, rules
from enrolments.attendance.forms import AttendanceForm
from enrolments.errors import AttendanceRefused
from enrolments.tables import attendance_headers, attendance_row
from people import assurance, clock, once, sheets
from people.errors import OtherDeed
from people.permissions import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: UserRequest, pk: int) -> HttpResponse:
    """The list of one session, for its trainers and the planner; nobody else finds it."""
    session = get_object_or_404(queries.sessions_seen_by(request.user), pk=pk)
    attendees = list(queries.attendees(session))
    if request.method != "POST":
        return _page(request, session, AttendanceForm(attendees))
    form = AttendanceForm(attendees, request.POST)
    if not form.is_valid():
        return _page(request, session, form, status=400)

    def deed() -> str:
        actions.mark(session, form.marks, seen=form.seen, by=request.user)
        return reverse("enrolments:attendance", args=[session.pk])

    try:
        address = once.act(request, request.user, deed)
    except AttendanceRefused as refusal:
        now = AttendanceForm(list(queries.attendees(session)), request.POST, conflicts=refusal.conflicts)
        return _page(request, session, now, status=409, refused=str(refusal))
    except OtherDeed as other:
        return _page(request, session, form, status=409, refused=str(other))
    messages.success(request, _("De aanwezigheid is opgeslagen."))
    return redirect(address)


@edition_planners_only
def attendance_of_edition(request: UserRequest, code: str) -> HttpResponse:
    """Everybody in an edition and all its sessions; to a file with `?export=xlsx|csv`."""
    edition = get_object_or_404(Edition.objects.planned_by(request.user).select_related("course"), code=code)
    sessions = list(edition.sessions.filter(by_choice=False))
    lines = queries.lines(edition)
    if request.GET.get("export") in sheets.KINDS:
        assurance.confirm(request)
        rows = (attendance_row(line, sessions) for line in lines)
        return sheets.answer(request.GET["export"], f"aanwezigheid-{code}", attendance_headers(sessions), rows)
    context = {
        "edition": edition,
        "sessions": sessions,
        "lines": [(line, [(session, line.mark_of(session)) for session in sessions]) for line in lines],
        "labels": dict(AttendanceForm.CHOICES),
    }
    return render(request, "enrolments/attendance_of_edition.html", context)


def _page(
    request: UserRequest, session: Session, form: AttendanceForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "session": session,
        "edition": session.edition,
        "form": form,
        "why_not": rules.why_not_mark(request.user, session, on=clock.today()),
        "refused": refused,
        "shows_history": may_plan(request.user, session.edition),
    }
    return render(request, "enrolments/attendance.html", context, status=status)
