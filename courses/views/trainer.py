"""What a trainer does on this floor: say yes or no to the sessions of an edition."""

from collections.abc import Collection

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.errors import AnswerRefused
from courses.models import TrainerAssignment
from courses.trainers import actions, queries, rules
from courses.trainers.forms import AnswerForm
from people import clock, once
from people.errors import OtherDeed
from people.permissions import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def teaching(request: UserRequest, code: str) -> HttpResponse:
    """The sessions of one edition that the reader was asked for, and the answer; others do not find it."""
    assignments = _asked(request, code)
    if request.method != "POST":
        return _page(request, AnswerForm(_open(assignments)), assignments)
    form = AnswerForm(_open(assignments, also=request.POST), request.POST)
    if not form.is_valid():
        return _page(request, form, assignments, status=400)
    page = reverse("courses:teaching", args=[code])

    def deed() -> str:
        edition = assignments[0].session.edition
        actions.answer(edition, form.answers, form.cleaned_data["reason"], by=request.user)
        return page

    try:
        address = once.act(request, request.user, deed)
    except (AnswerRefused, OtherDeed) as refusal:
        now = _asked(request, code)
        return _page(request, AnswerForm(_open(now), request.POST), now, refused=str(refusal), status=409)
    messages.success(request, _("Uw antwoord is opgeslagen."))
    return redirect(address)


def _asked(request: UserRequest, code: str) -> list[TrainerAssignment]:
    found = list(queries.asked_of(request.user).filter(session__edition__code=code))
    if not found:
        raise Http404
    return found


def _open(assignments: list[TrainerAssignment], *, also: Collection[str] = ()) -> list[TrainerAssignment]:
    """What can still be answered; `also` what the page that was sent showed, so that the action refuses it aloud."""
    now = clock.now()
    return [one for one in assignments if f"seen{one.pk}" in also or not rules.why_not_answer(one, now=now)]


def _page(
    request: UserRequest,
    form: AnswerForm,
    assignments: list[TrainerAssignment],
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    closed = [one for one in assignments if one not in form.assignments]
    context = {
        "edition": assignments[0].session.edition,
        "form": form,
        "closed": closed,
        "why_not": rules.why_not_answer(closed[0], now=clock.now()) if closed and not form.assignments else "",
        "refused": refused,
    }
    return render(request, "courses/teaching.html", context, status=status)
