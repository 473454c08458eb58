"""A planner does something for several participants: who, what, what would happen to each, and then what did."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Edition
from courses.permissions import edition_planners_only
from enrolments import mails
from enrolments.desk import actions
from enrolments.desk.forms import DeskForm
from enrolments.desk.rules import Deed, Outcome, foresee
from enrolments.errors import WithdrawalRefused
from enrolments.filters import ParticipantFilter
from people import clock, once
from people.errors import OtherDeed
from people.letters import texts
from people.permissions import UserRequest, is_planner
from people.text import euros

TOLD = "desk"  # in the session: what came of the last time


@dataclass(frozen=True)
class Row:
    """One participant on the page: what becomes, or became, of them."""

    name: str
    organisation: str
    standing: str
    why_not: str
    cost: str = ""  # of leaving on request


@edition_planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: UserRequest, code: str) -> HttpResponse:
    """POST asks what is needed, shows what would happen, or does it; GET says what came of the last time."""
    edition = get_object_or_404(Edition.objects.planned_by(request.user).select_related("course"), code=code)
    if request.method != "POST":
        told = _told(request)
        return _page(request, edition, **told) if told else redirect("enrolments:participants", edition.code)
    chosen = ParticipantFilter(request.GET, edition=edition)
    form = DeskForm(edition, chosen.qs if chosen.is_valid() else None, is_planner(request.user), request.POST)
    if not form.is_valid():
        return _page(request, edition, form=form, deed=form.deed, status=400)
    if form.step == form.DO:
        return _do(request, edition, form)
    return _page(request, edition, form=form, deed=form.deed, **_foreseen(edition, form))


def _do(request: UserRequest, edition: Edition, form: DeskForm) -> HttpResponse:
    outcomes: list[Outcome] = []
    own = f"{reverse('enrolments:desk', args=[edition.code])}?uitkomst={secrets.token_hex(4)}"

    def deed() -> str:
        words = form.cleaned_data
        if form.deed == Deed.MAIL:
            held = {"is_held": bool(words.get("draft"))}
            outcomes.extend(
                actions.write(form.people, edition, words["subject"], words["body"], by=request.user, **held)
            )
        else:
            terms: dict[str, Any] = {"on_request": form.is_on_request, "seen": words.get("seen") or 0}
            outcomes.extend(actions.withdraw(form.people, edition, words["remark"], by=request.user, **terms))
        return own

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as other:
        return _page(request, edition, form=form, deed=form.deed, refused=str(other), status=409)
    except WithdrawalRefused as refusal:
        told = _foreseen(edition, form) | {"refused": str(refusal)}
        return _page(request, edition, form=form, deed=form.deed, status=409, **told)
    if address == own:  # what a twin of this form found was undone: it leads to what the first one told
        rows = [asdict(row) for row in _rows(outcomes)]
        request.session[TOLD] = {"address": own, "deed": form.deed, "draft": form.is_draft, "rows": rows}
    return redirect(address)


def _foreseen(edition: Edition, form: DeskForm) -> dict[str, Any]:
    """What would happen to each; once the words are there, also the mail as its first reader gets it."""
    for one in form.people:
        one.edition = edition
    outcomes = foresee(form.deed, form.people, on=clock.today(), on_request=form.is_on_request)
    first = next((one.enrolment for one in outcomes if not one.why_not), None)
    letter = None
    if form.step and form.deed == Deed.MAIL and first:
        words = form.cleaned_data["subject"], form.cleaned_data["body"]
        context = mails.letter_context(first, *words)
        letter = texts.write(mails.PLANNER_LETTER, context, first.user.language), first.user
    return {"foreseen": _rows(outcomes), "cents": sum(one.cents for one in outcomes), "letter": letter}


def _rows(outcomes: Iterable[Outcome]) -> list[Row]:
    return [_row(one) for one in outcomes]


def _row(one: Outcome) -> Row:
    enrolment, cost = one.enrolment, ""
    if one.cost:
        cost = f"{euros(one.cost.amount)} ({one.cost.percentage}%)" if one.cost.amount else _("kosteloos")
    organisation, standing = str(enrolment.organisation or ""), str(enrolment.get_status_display())
    return Row(enrolment.user.list_name, organisation, standing, one.why_not, cost)


def _told(request: UserRequest) -> dict[str, Any]:
    told = request.session.get(TOLD, {})
    if told.get("address") != request.get_full_path():
        return {}
    return {"done": [Row(**row) for row in told["rows"]], "deed": told["deed"], "is_draft": told["draft"]}


def _page(request: UserRequest, edition: Edition, *, status: int = 200, **shown: Any) -> HttpResponse:
    context = {
        "edition": edition,
        "can": sum(not row.why_not for row in shown.get("foreseen", [])),
        "did": sum(not row.why_not for row in shown.get("done", [])),
        "query": request.GET.urlencode() if request.method == "POST" else "",
    }
    return render(request, "enrolments/desk.html", context | shown, status=status)
