"""Answering an offer of a seat: on the own pages, or by a personal link without signing in. Opening changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import queries as course_queries
from enrolments import actions
from enrolments import queries as enrolment_queries
from enrolments.errors import OfferRefused
from enrolments.models import Enrolment, Status
from enrolments.seat_offer import queries, rules
from enrolments.seat_offer.forms import OfferForm
from enrolments.views.catalogue import edition_page
from enrolments.why import why
from people import clock, limits, once
from people.errors import OtherDeed
from people.permissions import AnyRequest, UserRequest


@require_POST
def accept_offer(request: UserRequest, code: str) -> HttpResponse:
    """Take the seat that is offered to the reader; what came of it is told as after enrolling."""
    receipt = reverse("enrolments:enrol", args=[code])
    return _answer(request, code, lambda own: actions.accept_offer(own, by=request.user), to=receipt)


@require_POST
def refuse_offer(request: UserRequest, code: str) -> HttpResponse:
    """Leave it to whoever waits next."""
    there = reverse("enrolments:edition", args=[code])

    def refuse(own: Enrolment) -> None:
        actions.refuse_offer(own, by=request.user)
        messages.success(request, _("U hebt het aanbod afgeslagen. De plaats gaat naar wie na u wacht."))

    return _answer(request, code, refuse, to=there)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def offer_by_link(request: AnyRequest, token: str) -> HttpResponse:
    """The same for whom a mail brought here."""
    enrolment = queries.offer_of(token)
    if enrolment is None:
        limits.guess(request)
        return _gone(request, "")
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():  # also by a used link: the same press, arriving twice, gets the answer of the first
        return _answer_by_link(request, enrolment, form)
    if why_not := rules.why_not_answer(enrolment, now=clock.now()):
        return _gone(request, why_not, enrolment)
    return _page(request, enrolment, status=400 if form.is_bound else 200)


@login_not_required
@require_safe
def offer_thanks(request: HttpRequest) -> HttpResponse:
    """The same words for everybody who answered by link."""
    return render(request, "enrolments/offer_thanks.html")


def _answer(request: UserRequest, code: str, answer: Callable[[Enrolment], object], *, to: str) -> HttpResponse:
    edition = get_object_or_404(enrolment_queries.editions_open_to(request.user).only("code"), code=code)
    own = enrolment_queries.latest_enrolment(request.user, edition)
    if own is None:
        return redirect(edition)

    def deed() -> str:
        answer(own)
        return to

    try:
        return redirect(once.act(request, request.user, deed))
    except (OfferRefused, OtherDeed) as refusal:
        return edition_page(request, code, status=409, refused=str(refusal))


@sensitive_variables()
def _answer_by_link(request: AnyRequest, enrolment: Enrolment, form: OfferForm) -> HttpResponse:
    answer = actions.accept_offer if form.accepts else actions.refuse_offer

    def deed() -> str:
        answer(enrolment, by=enrolment.user)
        return reverse("enrolments:offer_thanks")

    try:
        return redirect(once.act(request, enrolment.user, deed))
    except (OfferRefused, OtherDeed) as refusal:
        enrolment.refresh_from_db(fields=["status", "offered_until"])
        if rules.why_not_answer(enrolment, now=clock.now()):
            return _gone(request, str(refusal), enrolment)
        return _page(request, enrolment, status=409, refused=str(refusal))


def _page(request: AnyRequest, enrolment: Enrolment, *, status: int, refused: str = "") -> HttpResponse:
    context = {
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "sessions": course_queries.plenary_sessions(enrolment.edition),
        "refused": refused,
    }
    return render(request, "enrolments/offer_by_link.html", context, status=status)


def _gone(request: AnyRequest, why_not: str, enrolment: Enrolment | None = None) -> HttpResponse:
    """What became of it is said as to who looks after somebody: a link may have been passed on."""
    own = Enrolment.objects.filter(pk=enrolment.pk, status=Status.WITHDRAWN).explained() if enrolment else []
    said = [one.about_another for one in why(own).values()]
    return render(request, "enrolments/offer_gone.html", {"why_not": why_not, "said": said}, status=410)
