"""How a planner divides the seats of an edition: how many there are, and which are kept for whom until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import queries as course_queries
from courses import rules as course_rules
from courses.models import Edition
from courses.permissions import edition_planners_only
from courses.views.planning import planned
from enrolments import queries
from enrolments.errors import SeatsRefused
from enrolments.seats import actions, rules
from enrolments.seats import queries as seat_queries
from enrolments.seats.forms import CapacityForm, KeepForm, ReservationForm
from people import clock, meanwhile, once
from people.errors import OtherDeed
from people.meanwhile import Newer
from people.permissions import UserRequest

Again = dict[str, Any]  # what the page gets: a form as it was sent, and what is newer


@edition_planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: UserRequest, code: str) -> HttpResponse:
    """The seats of an edition; POST lets it have more or fewer."""
    edition = planned(request, code)
    if request.method != "POST":
        return _page(request, edition)
    form = CapacityForm(edition, request.POST)

    def again(now: Edition) -> Again:
        sent, newer = meanwhile.again(request.POST, partial(CapacityForm, now))
        return {"capacity": sent, "newer": newer}

    def deed() -> object:
        cleaned = form.cleaned_data
        return actions.set_capacity(edition, cleaned["capacity"], seen=cleaned["seen"], by=request.user)

    return _do(request, edition, form, deed, told=_("Het aantal plaatsen is gewijzigd."), again=again, capacity=form)


@edition_planners_only
@require_POST
def keep_seats(request: UserRequest, code: str) -> HttpResponse:
    """Keep seats for some people."""
    edition = planned(request, code)
    form = KeepForm(edition, request.POST)

    def deed() -> object:
        return actions.keep_seats(form.reservation(), by=request.user)

    return _do(request, edition, form, deed, told=_("De plaatsen worden vrijgehouden."), keep=form)


@edition_planners_only
@require_POST
def change_reservation(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Keep more or fewer seats, or until another day."""
    edition = planned(request, code)
    reservation = get_object_or_404(edition.reservations, pk=pk)
    form = ReservationForm(reservation, request.POST)

    def again(now: Edition) -> Again:
        found = now.reservations.filter(pk=pk).first()
        if found is None:
            return {}
        sent, newer = meanwhile.again(request.POST, partial(ReservationForm, found))
        return {"changed": (pk, sent), "newer": newer}

    def deed() -> object:
        wanted = form.cleaned_data
        return actions.change_reservation(
            reservation, wanted["seats"], wanted["released_on"], seen=wanted["seen"], by=request.user
        )

    return _do(request, edition, form, deed, told=_("De reservering is gewijzigd."), again=again, changed=(pk, form))


@edition_planners_only
@require_POST
def remove_reservation(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Keep nothing for these people any more."""
    edition = planned(request, code)

    def deed() -> object:  # the second of a double click finds it gone, and is answered as the first
        return actions.remove_reservation(get_object_or_404(edition.reservations, pk=pk), by=request.user)

    return _do(request, edition, None, deed, told=_("De reservering is opgeheven. Wie wacht en past, schuift door."))


def _do(
    request: UserRequest,
    edition: Edition,
    form: Form | None,
    deed: Callable[[], object],
    *,
    told: str,
    again: Callable[[Edition], Again] | None = None,
    **filled: Any,
) -> HttpResponse:
    """Do it once and go back to the page; or show the page with what was filled in, and what was wrong with it.

    `again` gives the form for who now sees how it is, of what others change too.
    """
    if form is not None and not form.is_valid():
        return _page(request, edition, status=400, **filled)

    def once_only() -> str:
        deed()
        return reverse("enrolments:seats", args=[edition.code])

    try:
        address = once.act(request, request.user, once_only)
    except SeatsRefused as refusal:
        now = planned(request, edition.code)
        if again and (beside := again(now)).get("newer"):
            return _page(request, now, refused=str(refusal), status=409, **beside)
        if form is not None and refusal.at:
            form.add_error(refusal.at, str(refusal))
            return _page(request, now, status=409, **filled)
        return _page(request, now, refused=str(refusal), status=409)
    except OtherDeed as other:
        return _page(request, edition, refused=str(other), status=409)
    messages.success(request, told)
    return redirect(address)


def _page(
    request: UserRequest,
    edition: Edition,
    *,
    capacity: CapacityForm | None = None,
    keep: KeepForm | None = None,
    changed: tuple[int, ReservationForm] | None = None,
    newer: Sequence[Newer] = (),
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """`changed` is the form of one reservation as it was sent."""
    sessions = list(course_queries.sessions_of(edition))
    standing = queries.standing(edition)
    counted = standing.seats(edition, sessions)
    found = list(seat_queries.reservations_of(edition))
    names = seat_queries.named(found)
    forms = dict([changed] if changed else [])
    context: dict[str, Any] = {
        "edition": edition,
        "free": counted.free(),
        "fewest": max(counted.fewest(), edition.minimum, 1),
        "waiting": queries.waiting_list(edition).count() if standing.somebody_waits else 0,
        "reservations": [(one, names[one.pk], forms.get(one.pk) or ReservationForm(one)) for one in found],
        "opened": changed[0] if changed else None,
        "today": clock.today(),
        "capacity": capacity or CapacityForm(edition),
        "keep": keep or KeepForm(edition),
        "why_not": rules.why_not_keep(edition),
        "too_small": course_rules.too_small_rooms(sessions),
        "refused": refused,
        "newer": newer,
    }
    return render(request, "enrolments/seats_of_edition.html", context, status=status)
