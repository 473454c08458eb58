"""Workshops: who has a seat chooses; who plans sees how many did, and says how many can."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions as course_actions
from courses.errors import EditionRefused
from courses.models import Edition, Session
from courses.permissions import edition_planners_only
from courses.views.planning import planned
from enrolments import queries
from enrolments.errors import ChoiceRefused
from enrolments.models import Enrolment
from enrolments.workshops import actions, rules
from enrolments.workshops import queries as workshop_queries
from enrolments.workshops.forms import ChoiceForm, OwnSeatsForm
from people import clock, meanwhile, once
from people.errors import OtherDeed
from people.meanwhile import Newer
from people.permissions import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def choose_workshops(request: UserRequest, code: str) -> HttpResponse:
    """One workshop, or none, for each moment; until a workshop begins it can be changed."""
    edition = get_object_or_404(queries.editions_open_to(request.user).only("code"), code=code)
    enrolment = queries.active_enrolment(request.user, edition)
    if enrolment is None:
        messages.info(request, _("U bent niet (meer) ingeschreven voor deze uitvoering."))
        return redirect(edition)
    if request.method != "POST":
        return _page(request, enrolment)
    form = ChoiceForm(_moments(enrolment), request.POST)
    if not form.is_valid():
        return _page(request, enrolment, request.POST, status=400)

    def deed() -> str:
        actions.choose(enrolment, form.wanted(), by=request.user)
        return reverse("enrolments:choose_workshops", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except ChoiceRefused as refusal:
        return _page(request, enrolment, request.POST, refused=refusal.reasons, status=409)
    except OtherDeed as other:
        return _page(request, enrolment, request.POST, refused=[str(other)], status=409)
    messages.success(request, _("Uw keuze is bewaard. U kunt haar veranderen tot een workshop begint."))
    return redirect(address)


def _moments(enrolment: Enrolment) -> list[rules.Moment]:
    workshops = workshop_queries.workshops(enrolment.edition, enrolment)
    return rules.moments(workshops, now=clock.now(), busy=list(queries.beside_workshops(enrolment)))


def _page(
    request: UserRequest,
    enrolment: Enrolment,
    sent: QueryDict | None = None,
    *,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The workshops as they are now, with what was chosen or sent."""
    workshops, now = workshop_queries.workshops(enrolment.edition, enrolment), clock.now()
    moments = rules.moments(workshops, now=now, busy=list(queries.beside_workshops(enrolment)))
    form = ChoiceForm(moments, sent)
    context = {
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "form": form,
        "moments": [(moment, form.picked(moment)) for moment in moments],
        "begun": [one.session for one in workshops if one.is_own and one.session.starts_at <= now],
        "why_not": rules.why_not_choose(
            enrolment, by=request.user, now=now, workshops=[one.session for one in workshops]
        ),
        "refused": refused,
    }
    return render(request, "enrolments/choose_workshops.html", context, status=status)


@edition_planners_only
def workshops_of_edition(request: UserRequest, code: str) -> HttpResponse:
    """How many chose each workshop, and how many can."""
    return _planners_page(request, planned(request, code))


@edition_planners_only
@require_POST
def set_own_seats(request: UserRequest, pk: int) -> HttpResponse:
    """More or fewer seats in a workshop; in a concept, whether a session is one."""
    session = _planned_session(request, pk)
    form = OwnSeatsForm(session, request.POST)
    if not form.is_valid():
        return _planners_page(request, planned(request, session.edition.code), (pk, form), status=400)
    seats, seen = form.cleaned_data["seats"], form.cleaned_data["seen"]

    def deed() -> str:
        course_actions.set_own_seats(session, seats, seen=seen, by=request.user)
        return reverse("enrolments:workshops_of_edition", args=[session.edition.code])

    try:
        address = once.act(request, request.user, deed)
    except (EditionRefused, OtherDeed) as refusal:
        return _seats_again(request, session, str(refusal))
    messages.success(request, _("Het aantal plaatsen is gewijzigd."))
    _warn_of_too_many(request, workshop_queries.how_many(session), seats)
    return redirect(address)


def _seats_again(request: UserRequest, session: Session, refused: str) -> HttpResponse:
    """The page as it is now, with what was typed and, beside it, what another saved meanwhile."""
    edition = planned(request, session.edition.code)
    told: dict[str, Any] = {"refused": refused, "status": 409}
    if (now := edition.sessions.filter(pk=session.pk).first()) is None:
        return _planners_page(request, edition, **told)
    form, newer = meanwhile.again(request.POST, partial(OwnSeatsForm, now))
    return _planners_page(request, edition, (now.pk, form), newer=newer, **told)


@edition_planners_only
@require_POST
def drop_workshop(request: UserRequest, pk: int) -> HttpResponse:
    """A workshop that is not held after all; who chose it is told."""

    def deed() -> str:  # the second of a double click finds it gone, and is answered as the first
        session = _planned_session(request, pk)
        actions.drop(session, by=request.user)
        return reverse("enrolments:workshops_of_edition", args=[session.edition.code])

    try:
        address = once.act(request, request.user, deed)
    except (EditionRefused, OtherDeed) as refusal:
        code = _planned_session(request, pk).edition.code
        return _planners_page(request, planned(request, code), refused=str(refusal), status=409)
    messages.success(request, _("De workshop vervalt."))  # in a concept nobody is told
    return redirect(address)


def _planned_session(request: UserRequest, pk: int) -> Session:
    sessions = Session.objects.filter(edition__in=Edition.objects.planned_by(request.user))
    return get_object_or_404(sessions.select_related("edition"), pk=pk)


def _warn_of_too_many(request: UserRequest, chosen: int, seats: int | None) -> None:
    if seats is not None and chosen > seats:
        told = ngettext(
            "%(chosen)s deelnemer koos deze workshop al. Niemand gaat eruit; er kan ook niemand meer bij.",
            "%(chosen)s deelnemers kozen deze workshop al. Niemand gaat eruit; er kan ook niemand meer bij.",
            chosen,
        )
        messages.warning(request, told % {"chosen": chosen})


def _planners_page(
    request: UserRequest,
    edition: Edition,
    sent: tuple[int, OwnSeatsForm] | None = None,
    *,
    newer: Sequence[Newer] = (),
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """`sent` is the form of one session that is not right yet."""
    is_concept = edition.status == Edition.Status.CONCEPT
    found = {one.session.pk: one for one in workshop_queries.workshops(edition)}
    forms = dict([sent] if sent else [])
    now, marked = clock.now(), workshop_queries.marked_sessions(edition)
    sessions = list(edition.sessions.all())
    rows = [
        (
            session,
            found.get(session.pk),
            forms.get(session.pk) or OwnSeatsForm(session),
            not rules.why_not_drop(session, now=now, out_of=len(sessions), marked=marked),
        )
        for session in sessions
        if session.by_choice or is_concept
    ]
    context = {"edition": edition, "rows": rows, "is_concept": is_concept, "refused": refused, "newer": newer}
    return render(request, "enrolments/workshops_of_edition.html", context, status=status)
