"""A training contact enrols several colleagues in one go: first what would happen to each, then what did."""

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

from courses import queries as course_queries
from courses.models import Edition
from enrolments import actions, rules
from enrolments.cancelling import rules as cancelling
from enrolments.errors import EnrolmentRefused
from enrolments.group import queries
from enrolments.group.forms import GroupForm
from enrolments.group.rules import Outcome, enrols_colleagues, foresee
from people import clock, once
from people.errors import OtherDeed
from people.permissions import UserRequest, only

TOLD = "enrolled_colleagues"  # in the session: what came of the last time


@dataclass(frozen=True)
class Row:
    """One colleague on the page: what becomes, or became, of them."""

    name: str
    status: str  # empty: it cannot be
    place: int | None
    reasons: list[str]


@only(enrols_colleagues)
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_colleagues(request: UserRequest, code: str) -> HttpResponse:
    """GET asks who, and says what came of the last time; POST shows what would happen, or does it."""
    edition = get_object_or_404(Edition.objects.public().select_related("course"), code=code)
    colleagues = list(queries.colleagues_of(request.user))
    if request.method != "POST":
        return _page(request, edition, GroupForm(request.user, colleagues), done=_told(request))
    form = GroupForm(request.user, colleagues, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, edition, form, status=400)
    if form.deed == form.ENROL:
        return _enrol(request, edition, form)
    return _page(request, edition, form, foreseen=[] if form.deed == form.SEARCH else _foreseen(request, edition, form))


def _enrol(request: UserRequest, edition: Edition, form: GroupForm) -> HttpResponse:
    outcomes: list[Outcome] = []
    own = f"{reverse('enrolments:enrol_colleagues', args=[edition.code])}?uitkomst={secrets.token_hex(4)}"

    def deed() -> str:
        terms = {"cost_centre": form.cleaned_data["kostenplaats"], "seen": form.cleaned_data["gezien"]}
        outcomes.extend(actions.enrol_colleagues(form.people, edition, by=request.user, **terms))
        return own

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as other:
        return _page(request, edition, form, status=409, refused=str(other))
    except EnrolmentRefused as refusal:
        edition.refresh_from_db()
        foreseen = _foreseen(request, edition, form)
        return _page(request, edition, form, status=409, refused=str(refusal), foreseen=foreseen)
    if address == own:  # what a twin of this form found was undone: it leads to what the first one told
        request.session[TOLD] = {"address": own, "rows": [asdict(row) for row in _rows(outcomes)]}
    return redirect(address)


def _foreseen(request: UserRequest, edition: Edition, form: GroupForm) -> list[Row]:
    sessions = course_queries.plenary_sessions(edition)
    rows = _rows(foresee(form.people, edition, list(sessions), by=request.user, on=clock.today()))
    strangers = [Row(one.name, "", None, [one.reason]) for one in form.strangers]
    own = [_("Uzelf schrijft u in op de pagina van de uitvoering.")] if form.names_contact else []
    return [*rows, *(Row(str(request.user), "", None, [sentence]) for sentence in own), *strangers]


def _rows(outcomes: Iterable[Outcome]) -> list[Row]:
    return [
        Row(str(one.user), one.status or "", one.place, [obstacle.of_colleague for obstacle in one.obstacles])
        for one in outcomes
    ]


def _told(request: UserRequest) -> list[Row]:
    told = request.session.get(TOLD, {})
    return [Row(**row) for row in told["rows"]] if told.get("address") == request.get_full_path() else []


def _page(request: UserRequest, edition: Edition, form: GroupForm, *, status: int = 200, **shown: Any) -> HttpResponse:
    foreseen = shown.get("foreseen", [])
    context = {
        "edition": edition,
        "form": form,
        "mark": cancelling.mark(edition),
        "terms": cancelling.terms_sentence(edition, on=clock.today()),
        "free": True,  # what leaving costs, as for who gets a seat
        "closed": rules.obstacles_for_anyone(edition, on=clock.today()),
        "welcome": sum(bool(row.status) for row in foreseen),
        "enrolled": sum(bool(row.status) for row in shown.get("done", [])),
    }
    return render(request, "enrolments/enrol_colleagues.html", context | shown, status=status)
