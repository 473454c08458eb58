"""What becomes of a seat that its owner does not use: a colleague takes it, or it moves to another edition."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrolments import actions
from enrolments.errors import MoveRefused, SubstitutionRefused
from enrolments.models import Enrolment, Status
from enrolments.moving import rules as moving
from enrolments.moving.forms import MoveForm
from enrolments.moving.rules import Choice
from enrolments.substitution import rules as substitution
from enrolments.substitution.forms import SubstituteForm
from people import clock, once
from people.errors import OtherDeed
from people.models import User
from people.permissions import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: UserRequest, pk: int) -> HttpResponse:
    """Let a colleague take the seat; for its owner and the training contact, nobody else finds it."""
    enrolment = get_object_or_404(substitution.given_by(request.user), pk=pk)
    form = _substitute_form(request, enrolment)
    if request.method != "POST":
        return _substitute_page(request, enrolment, form)
    if not form.is_valid() or form.newcomer is None:
        return _substitute_page(request, enrolment, form, status=400)
    newcomer, taken = form.newcomer, []

    def deed() -> str:
        taken.append(actions.substitute(enrolment, newcomer, by=request.user))
        return _back(request.user, enrolment)

    try:
        address = once.act(request, request.user, deed)
    except (SubstitutionRefused, OtherDeed) as refusal:
        now = get_object_or_404(substitution.given_by(request.user), pk=pk)
        return _substitute_page(request, now, form, status=409, refused=str(refusal))
    messages.success(request, _told(taken[-1] if taken else None, newcomer))
    return redirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: UserRequest, pk: int) -> HttpResponse:
    """Let the seat move to another edition of the course; for its owner and who plans, nobody else finds it."""
    enrolment = get_object_or_404(moving.moved_by(request.user), pk=pk)
    choices = moving.choices(enrolment, by=request.user, on=clock.today())
    form = MoveForm([one.edition for one in choices], request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _move_page(request, enrolment, form, choices, status=400 if form.is_bound else 200)

    def deed() -> str:
        actions.move(enrolment, form.edition, by=request.user)
        return _after(request.user, enrolment, form.edition.code)

    try:
        address = once.act(request, request.user, deed)
    except (MoveRefused, OtherDeed) as refusal:
        now = get_object_or_404(moving.moved_by(request.user), pk=pk)
        anew = moving.choices(now, by=request.user, on=clock.today())
        return _move_page(request, now, form, anew, status=409, refused=str(refusal))
    messages.success(
        request,
        _("Verplaatst naar %(edition)s. De mail met de nieuwe dagen is onderweg.") % {"edition": form.edition.code},
    )
    return redirect(address)


def _substitute_form(request: UserRequest, enrolment: Enrolment) -> SubstituteForm:
    colleagues = substitution.colleagues(enrolment, by=request.user, on=clock.today())
    data = request.POST if request.method == "POST" else None
    return SubstituteForm(colleagues, data, is_listed=substitution.speaks_for(request.user, enrolment))


def _told(taken: Enrolment | None, newcomer: User) -> str:
    if taken and taken.status == Status.REQUESTED:
        return _("De plaats wordt vastgehouden voor %(name)s, tot uw organisatie het goedkeurt.") % {"name": newcomer}
    return _("%(name)s neemt de plaats over. Beiden krijgen een mail.") % {"name": newcomer}


def _back(user: User, enrolment: Enrolment) -> str:
    own = enrolment.user == user
    return enrolment.edition.get_absolute_url() if own else reverse("enrolments:region")


def _after(user: User, enrolment: Enrolment, code: str) -> str:
    """The own new seat; a planner goes back to the list that the participant left."""
    if enrolment.user == user:
        return reverse("enrolments:enrol", args=[code])
    return reverse("enrolments:participants", args=[enrolment.edition.code])


def _substitute_page(
    request: UserRequest, enrolment: Enrolment, form: SubstituteForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "is_own": enrolment.user == request.user,
        "why_not": substitution.why_not_hand_over(enrolment, by=request.user, on=clock.today()),
        "form": form,
        "colleagues": form.colleagues.order_by("sort_key", "pk") if form.is_listed else [],
        "refused": refused,
    }
    return render(request, "enrolments/substitute.html", context, status=status)


def _move_page(
    request: UserRequest,
    enrolment: Enrolment,
    form: MoveForm,
    choices: list[Choice],
    *,
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "is_own": enrolment.user == request.user,
        "why_not": moving.why_not_leave(enrolment, by=request.user, on=clock.today()),
        "choices": choices,
        "may_move": any(not one.why_not for one in choices),
        "form": form,
        "refused": refused,
    }
    return render(request, "enrolments/move.html", context, status=status)
