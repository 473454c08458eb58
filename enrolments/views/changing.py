"""How a planner changes one session: fill in, see what follows, save."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses import changes, dates, rules
from courses import queries as course_queries
from courses.changes import SessionChange
from courses.errors import EditionRefused
from courses.forms import SessionForm
from courses.models import Edition, Session
from courses.permissions import edition_planners_only
from enrolments import actions, touched
from enrolments import rules as enrolment_rules
from people import clock, meanwhile, once
from people.errors import OtherDeed
from people.permissions import UserRequest


@edition_planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def change_session(request: UserRequest, pk: int) -> HttpResponse:
    """Day, time, place and trainers of one session. The button pressed is `deed`: check, edit or save.

    `check` shows what would follow; nothing is saved before somebody saw that.
    """
    session = _planned(request, pk)
    if request.method != "POST":
        return _page(request, session, SessionForm(session))
    form, deed = SessionForm(session, request.POST), request.POST.get("deed", "")
    if not form.is_valid():
        return _page(request, session, form, status=400)
    if deed == "edit":
        return _page(request, session, form)
    if deed != "save":
        return _preview(request, session, form)
    return _save(request, session, form)


def _save(request: UserRequest, session: Session, form: SessionForm) -> HttpResponse:
    page = reverse("courses:planned_edition", args=[session.edition.code])

    def deed() -> str:
        actions.change_session(session, form.wish(), seen=form.cleaned_data["seen"], by=request.user)
        return page

    try:
        address = once.act(request, request.user, deed)
    except (EditionRefused, OtherDeed) as refusal:
        now = _planned(request, session.pk)
        sent, newer = meanwhile.again(request.POST, partial(SessionForm, now))
        return _page(request, now, sent, status=409, refused=str(refusal), newer=newer)
    told = _("De bijeenkomst is gewijzigd. Wie het aangaat, krijgt een mail.")
    messages.success(request, told if session.edition.is_ahead else _("De bijeenkomst is gewijzigd."))
    return redirect(address)


def _planned(request: UserRequest, pk: int) -> Session:
    sessions = Session.objects.filter(edition__in=Edition.objects.planned_by(request.user))
    return get_object_or_404(course_queries.with_all(sessions), pk=pk)


def _preview(request: UserRequest, session: Session, form: SessionForm) -> HttpResponse:
    """What would follow, or the form again when nothing would, or may."""
    change = SessionChange(session, changes.as_it_is(session), form.wish())
    why_not = rules.why_not_become(session, change.slot, now=clock.now()) or enrolment_rules.why_not_teach(change)
    if why_not or not change:
        return _page(request, session, form, refused=why_not or _("Er is niets gewijzigd."), status=409)
    clashes = rules.clashes_of(session, change.slot)
    context: dict[str, Any] = {
        "change": change,
        "clashes": clashes,
        "moving": (moving := dates.sentences(session.edition, dates.after(change))),
        "frees": bool(moving and session.edition.course.terms.steps(session.edition.starts_on)),
        "touched": touched.count(change),
        "may_save": not rules.stopping(clashes, session.edition),
    }
    return _page(request, session, form, **context)


def _page(
    request: UserRequest,
    session: Session,
    form: SessionForm,
    *,
    refused: str = "",
    status: int = 200,
    **preview: Any,
) -> HttpResponse:
    context = {
        "session": session,
        "edition": session.edition,
        "form": form,
        "refused": refused,
        "why_not": rules.why_not_change(session, now=clock.now()),
        "declined": [one for one in session.assignments.all() if one.status == one.Status.DECLINED],
        **preview,
    }
    return render(request, "enrolments/change_session.html", context, status=status)
