"""What a participant does: enrol, withdraw, see the own enrolments and calendar."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import Edition
from enrolments import actions, queries, rules
from enrolments.approval import queries as approval_queries
from enrolments.approval import rules as approval
from enrolments.errors import EnrolmentRefused, WithdrawalRefused
from enrolments.models import Enrolment, Status
from enrolments.views.catalogue import edition_page
from people import calendars, clock, once
from people.errors import OtherDeed
from people.permissions import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: UserRequest, code: str) -> HttpResponse:
    """POST from the edition page enrols; GET is the second screen: what came of it."""
    if request.method == "POST":
        return _enrol(request, get_object_or_404(Edition.objects.public().only("code"), code=code))
    edition = get_object_or_404(queries.editions_open_to(request.user).only("code"), code=code)
    enrolment = queries.active_enrolment(request.user, edition)
    if enrolment is None:
        return redirect(edition)
    return render(request, "enrolments/receipt.html", _receipt(enrolment))


def _enrol(request: UserRequest, edition: Edition) -> HttpResponse:
    receipt = reverse("enrolments:enrol", args=[edition.code])

    def deed() -> str:
        actions.enrol(request.user, edition, by=request.user)
        return receipt

    try:
        return redirect(once.act(request, request.user, deed))
    except EnrolmentRefused as refusal:
        if refusal.is_in_already:  # the same answer as the first time
            return redirect(receipt)
        return edition_page(request, edition.code, status=409, refused=str(refusal))
    except OtherDeed as other:
        return edition_page(request, edition.code, status=409, refused=str(other))


@require_POST
def withdraw(request: UserRequest, code: str) -> HttpResponse:
    """Give the own seat, or place in line, back."""
    edition = get_object_or_404(queries.editions_open_to(request.user).only("code"), code=code)
    enrolment = queries.active_enrolment(request.user, edition)
    if enrolment is None:
        messages.info(request, _("U bent niet (meer) ingeschreven voor deze uitvoering."))
        return redirect(edition)

    def deed() -> str:
        actions.withdraw(enrolment, by=request.user)
        return edition.get_absolute_url()

    try:
        address = once.act(request, request.user, deed)
    except (WithdrawalRefused, OtherDeed) as refusal:
        return edition_page(request, edition.code, status=409, refused=str(refusal))
    had_asked = enrolment.status == Status.REQUESTED
    messages.success(request, _("Uw aanvraag is ingetrokken.") if had_asked else _("U bent uitgeschreven."))
    return redirect(address)


def mine(request: UserRequest) -> HttpResponse:
    """Everything the reader is or was enrolled in."""
    today = clock.today()
    enrolments = list(queries.enrolments_of(request.user))
    ahead = [e for e in enrolments if e.is_active and e.edition.ends_on >= today]
    places = queries.places_in_line(e for e in ahead if e.status == Status.WAITING)
    past = [e for e in enrolments if e not in ahead]
    waits_for, refusals = approval.why_requests_wait(ahead), approval_queries.refusals(past)
    context = {
        "ahead": [(e, places.get(e.pk), waits_for.get(e.pk)) for e in reversed(ahead)],
        "past": [(e, refusals.get(e.pk)) for e in past],
    }
    return render(request, "enrolments/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: UserRequest) -> HttpResponse:
    """The private feed: POST makes a new secret address and shows it this once."""
    token = calendars.new_feed_token(request.user) if request.method == "POST" else None
    address = request.build_absolute_uri(reverse("private_feed", args=[token])) if token else None
    feed = calendars.feed_for(request.user)
    return render(request, "enrolments/my_calendar.html", {"address": address, "feed": feed})


def _receipt(enrolment: Enrolment) -> dict[str, object]:
    edition = enrolment.edition
    return {
        "enrolment": enrolment,
        "edition": edition,
        "sessions": edition.sessions.filter(by_choice=False).select_related("room__location"),
        "place": queries.place_in_line(enrolment) if enrolment.status == Status.WAITING else None,
        "waits_for": approval.why_requests_wait([enrolment]).get(enrolment.pk),
        "may_withdraw": rules.may_withdraw(enrolment, on=clock.today()),
    }
