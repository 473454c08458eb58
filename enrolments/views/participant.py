"""What a participant does: enrol, withdraw, see the own enrolments and calendar."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import queries as course_queries
from courses.models import Edition
from enrolments import actions, queries, rules
from enrolments.attendants import rules as list_rules
from enrolments.cancelling import rules as cancelling
from enrolments.cancelling.forms import CostCentreForm, WithdrawForm
from enrolments.errors import EnrolmentRefused, WithdrawalRefused
from enrolments.interest import queries as interest
from enrolments.models import Enrolment, Status
from enrolments.moving import rules as moving
from enrolments.needs import queries as needs_queries
from enrolments.needs.forms import NeedsForm
from enrolments.seat_offer import rules as offer_rules
from enrolments.substitution import rules as substitution
from enrolments.views.catalogue import edition_page
from enrolments.why import why
from enrolments.workshops import queries as workshop_queries
from enrolments.workshops import rules as workshop_rules
from people import calendars, clock, once
from people.errors import OtherDeed
from people.models import CalendarFeed
from people.permissions import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: UserRequest, code: str) -> HttpResponse:
    """POST from the edition page enrols; GET is the second screen: what came of it."""
    if request.method == "POST":
        return _enrol(request, get_object_or_404(Edition.objects.public().only("code"), code=code))
    edition = get_object_or_404(queries.editions_open_to(request.user).only("code"), code=code)
    enrolment = queries.active_enrolment(request.user, edition)
    if enrolment is None or enrolment.status == Status.OFFERED:
        return redirect(edition)
    return receipt_page(request, enrolment)


def receipt_page(
    request: UserRequest, enrolment: Enrolment, *, needs: NeedsForm | None = None, status: int = 200
) -> HttpResponse:
    """What came of an enrolment; with `needs` as they were typed, when something is wrong with them."""
    context = _receipt(enrolment)
    if rules.may_say_needs(enrolment, on=clock.today()):
        context["needs"] = needs or NeedsForm(initial={"words": needs_queries.words_of(enrolment)})
        context["kept"] = settings.NEEDS_KEPT.days
    return render(request, "enrolments/receipt.html", context, status=status)


def _enrol(request: UserRequest, edition: Edition) -> HttpResponse:
    receipt = reverse("enrolments:enrol", args=[edition.code])
    form = CostCentreForm(request.POST)
    if not form.is_valid():
        return edition_page(request, edition.code, status=400, cost_centre=form)

    def deed() -> str:
        actions.enrol(request.user, edition, by=request.user, **form.cleaned_data)
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
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return edition_page(request, edition.code, status=400, withdraw_form=form)
    cause, seen = form.cleaned_data["cause"], form.cleaned_data["seen"] or 0

    def deed() -> str:
        actions.withdraw(enrolment, by=request.user, cause=cause, seen=seen)
        return edition.get_absolute_url()

    try:
        address = once.act(request, request.user, deed)
    except (WithdrawalRefused, OtherDeed) as refusal:
        return edition_page(request, edition.code, status=409, refused=str(refusal))
    had_asked = enrolment.status == Status.REQUESTED
    messages.success(request, _("Uw aanvraag is ingetrokken.") if had_asked else _("U bent uitgeschreven."))
    return redirect(address)


def mine(request: UserRequest) -> HttpResponse:
    """Everything the reader is or was enrolled in, and is interested in."""
    today = clock.today()
    enrolments = list(queries.enrolments_of(request.user))
    ahead = [e for e in enrolments if e.is_active and e.edition.ends_on >= today]
    whys, of_each = why(enrolments), workshop_rules.own_of_each(ahead, now=clock.now())
    context = {
        "ahead": [(e, whys[e.pk], _why_not_answer(e), of_each.get(e.pk)) for e in reversed(ahead)],
        "past": [(e, whys[e.pk]) for e in enrolments if e not in ahead],
        "interests": interest.interests_of(request.user),
    }
    return render(request, "enrolments/mine.html", context)


def _why_not_answer(enrolment: Enrolment) -> str:
    is_offered = enrolment.status == Status.OFFERED
    return offer_rules.why_not_answer(enrolment, now=clock.now()) if is_offered else ""


@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: UserRequest) -> HttpResponse:
    """The private feed: POST makes a new secret address and shows it this once."""
    token = calendars.new_feed_token(request.user) if request.method == "POST" else None
    address = request.build_absolute_uri(reverse("private_feed", args=[token])) if token else None
    return _calendar_page(request, address=address)


@require_POST
def end_my_calendar(request: UserRequest) -> HttpResponse:
    """The private feed of the reader opens nothing any more."""

    def deed() -> str:
        calendars.end(CalendarFeed, user=request.user)
        return reverse("enrolments:my_calendar")

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as refusal:
        return _calendar_page(request, refused=str(refusal), status=409)
    messages.success(request, _("De agendalink is beëindigd."))
    return redirect(address)


def _calendar_page(request: UserRequest, *, status: int = 200, **told: str | None) -> HttpResponse:
    context = {"feed": calendars.feed_for(request.user)} | told
    return render(request, "enrolments/my_calendar.html", context, status=status)


def _receipt(enrolment: Enrolment) -> dict[str, object]:
    edition, leaving = enrolment.edition, cancelling.leaving(enrolment, on=clock.today())
    sessions = course_queries.all_sessions(edition)
    plenary = [session for session in sessions if not session.by_choice]
    workshops = workshop_queries.workshops(edition, enrolment) if len(plenary) < len(sessions) else []
    return {
        "enrolment": enrolment,
        "edition": edition,
        "sessions": plenary,
        "chosen": [one.session for one in workshops if one.is_own],
        "may_choose": workshop_rules.may_choose(enrolment, [one.session for one in workshops], now=clock.now()),
        "why": why([enrolment])[enrolment.pk],
        "may_join_list": list_rules.may_join(enrolment, on=clock.today()),
        "may_withdraw": rules.may_withdraw(enrolment, on=clock.today()),
        "may_hand_over": not substitution.why_not_hand_over(enrolment, by=enrolment.user, on=clock.today()),
        "may_move": not moving.why_not_leave(enrolment, by=enrolment.user, on=clock.today()),
        "leaving": leaving,
        "withdraw_form": WithdrawForm(cents=leaving.cents),
    }
