"""What a training contact or line manager sees of the own people, and answers several requests of at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enrolments import actions, queries
from enrolments.approval import queries as approval_queries
from enrolments.approval import rules as approval_rules
from enrolments.approval.forms import DecisionForm, TogetherForm
from enrolments.approval.rules import Decided
from enrolments.models import Enrolment, Status
from enrolments.substitution import rules as substitution
from enrolments.why import why
from people import clock, once
from people.errors import OtherDeed
from people.models import User
from people.permissions import UserRequest, organisations_only
from people.text import local

LATEST = 50  # how many past enrolments the page shows
LONGEST_ID = 18  # digits; a longer number is no id
TOLD = "decided_together"  # in the session: what came of the last time


@dataclass(frozen=True)
class Row:
    """One request on the page after it was answered together with others."""

    name: str
    course: str
    status: str
    label: str
    why_not: str


@organisations_only
def region(request: UserRequest) -> HttpResponse:
    """Requests that wait for the reader, and colleagues' enrolments by organisation, ahead and past.

    Never another organisation's.
    """
    told = request.session.get(TOLD, {})
    done = [Row(**row) for row in told["rows"]] if told.get("address") == request.get_full_path() else []
    return _page(request, None, done=done)


@require_POST
@organisations_only
def decide_together(request: UserRequest) -> HttpResponse:
    """Approve or decline the requests that are ticked, and say what came of each."""
    form = TogetherForm(_in_reach(request), request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    outcomes: list[Decided] = []
    own = f"{reverse('enrolments:region')}?uitkomst={secrets.token_hex(4)}"

    def deed() -> str:
        outcomes.extend(actions.decide_together(form.requests, form.why, by=request.user))
        return own

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as other:
        return _page(request, form, status=409, refused=str(other))
    if address == own:  # what a twin of this form found was undone: it leads to what the first one told
        request.session[TOLD] = {"address": own, "rows": [asdict(row) for row in _rows(outcomes)]}
    return redirect(address)


def _in_reach(request: UserRequest) -> list[Enrolment]:
    """Of what is ticked: those the reader has a say in, also when somebody else was quicker."""
    ticked = [
        int(one) for one in request.POST.getlist("wie") if one.isascii() and one.isdecimal() and len(one) < LONGEST_ID
    ]
    near = approval_queries.enrolments_near(request.user, ticked)
    mine = approval_rules.approver_of_each(request.user, near)
    return [one for one in near if one.pk in mine]


def _rows(outcomes: Iterable[Decided]) -> list[Row]:
    return [
        Row(
            name=str(one.enrolment.user),
            course=local(one.enrolment.edition.course, "title"),
            status="" if one.why_not else one.enrolment.status,
            label=_("niets veranderd") if one.why_not else str(one.enrolment.get_status_display()),
            why_not=one.why_not,
        )
        for one in outcomes
    ]


def _page(request: UserRequest, form: TogetherForm | None, *, status: int = 200, **told: Any) -> HttpResponse:
    today = clock.today()
    groups = queries.colleagues(request.user, today, past=LATEST)
    ahead = [enrolment for group in groups for enrolment in group.ahead]
    requests = approval_queries.requests_for(request.user, today)
    asked = approval_queries.open_approvals(requests) if requests else {}
    context = {
        "groups": groups,
        "whys": why(enrolment for group in groups for enrolment in (*group.ahead, *group.past)),
        "requests": [
            (one, DecisionForm(one), approval_rules.last_day(asked[one.pk])) for one in requests if one.pk in asked
        ],
        "together": form or TogetherForm(requests),
        "to_hand_over": _to_hand_over(request.user, ahead, today),
        "requested": sum(enrolment.status == Status.REQUESTED for enrolment in ahead),
        "seated": sum(enrolment.status == Status.ENROLLED for enrolment in ahead),
        "offered": sum(enrolment.status == Status.OFFERED for enrolment in ahead),
        "waiting": sum(enrolment.status == Status.WAITING for enrolment in ahead),
        "colleagues": len({enrolment.user_id for enrolment in ahead}),
    }
    return render(request, "enrolments/region.html", context | told, status=status)


def _to_hand_over(user: User, enrolments: Iterable[Enrolment], today: date) -> set[int]:
    """Whose seats `user` may give to a colleague: a training contact may, a line manager may not."""
    return {one.pk for one in enrolments if not substitution.why_not_hand_over(one, by=user, on=today)}
