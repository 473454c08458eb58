"""A planner closes an edition but for who is invited, invites people, and sees who came."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import Edition
from enrolments.errors import InvitationRefused
from enrolments.invitations import actions, queries, rules
from enrolments.invitations.actions import Answered
from enrolments.invitations.forms import InviteForm
from enrolments.models import Enrolment, Invited
from people import clock, once
from people.errors import OtherDeed
from people.permissions import UserRequest, planners_only

TOLD = "invited_people"  # in the session: what came of the last time


@dataclass(frozen=True)
class Row:
    """What came of one person or address."""

    name: str
    said: str
    is_new: bool


@planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: UserRequest, code: str) -> HttpResponse:
    """Who is invited and who enrolled. POST searches, or invites."""
    edition = _edition(code)
    if request.method != "POST":
        return _page(request, edition, InviteForm(), done=_told(request))
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, edition, form, status=400)
    return _page(request, edition, form) if form.deed == form.SEARCH else _invite(request, edition, form)


@planners_only
@require_POST
def set_by_invitation(request: UserRequest, code: str) -> HttpResponse:
    """Close the edition but for who is invited, or open it to everybody."""
    edition, wish = _edition(code), request.POST.get("deed", "")
    if wish not in ("close", "open"):
        return _page(request, edition, InviteForm(), refused=_("Kies of de uitvoering besloten is."), status=400)
    closed = wish == "close"

    def deed() -> str:
        actions.set_by_invitation(edition, closed, by=request.user)
        return reverse("enrolments:invitations", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as refusal:
        return _page(request, edition, InviteForm(), refused=str(refusal), status=409)
    told = _("De uitvoering is nu besloten.") if closed else _("De uitvoering is nu voor iedereen.")
    messages.success(request, told)
    return redirect(address)


@planners_only
@require_POST
def take_invitation_back(request: UserRequest, code: str, pk: int) -> HttpResponse:
    """Invite somebody no more."""
    edition = _edition(code)
    taken: list[Invited] = []

    def deed() -> str:  # the second of a double click finds it gone, and is answered as the first
        invited = get_object_or_404(Invited.objects.select_related("user", "edition"), pk=pk, edition=edition)
        actions.take_back(invited, by=request.user)
        taken.append(invited)
        return reverse("enrolments:invitations", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except (InvitationRefused, OtherDeed) as refusal:
        return _page(request, edition, InviteForm(), refused=str(refusal), status=409)
    for invited in taken:
        messages.success(request, _("%(name)s is niet meer uitgenodigd.") % {"name": invited.user})
    return redirect(address)


def _invite(request: UserRequest, edition: Edition, form: InviteForm) -> HttpResponse:
    answers: list[Answered] = []
    own = f"{reverse('enrolments:invitations', args=[edition.code])}?uitkomst={secrets.token_hex(4)}"

    def deed() -> str:
        answers.extend(actions.invite(form.people, edition, by=request.user))
        return own

    try:
        address = once.act(request, request.user, deed)
    except (InvitationRefused, OtherDeed) as refusal:
        return _page(request, edition, form, refused=str(refusal), status=409)
    if address == own:  # a twin of this form leads to what the first one told
        request.session[TOLD] = {"address": own, "rows": [asdict(row) for row in _rows(answers, form)]}
    return redirect(address)


def _rows(answers: list[Answered], form: InviteForm) -> list[Row]:
    return [
        *(Row(str(one.user), _said(one), one.is_new) for one in answers),
        *(Row(one.name, one.reason, is_new=False) for one in form.strangers),
    ]


def _said(one: Answered) -> str:
    if one.is_in:
        return _("doet al mee")
    return _("uitgenodigd") if one.is_new else _("was al uitgenodigd")


def _told(request: UserRequest) -> list[Row]:
    told = request.session.get(TOLD, {})
    return [Row(**row) for row in told["rows"]] if told.get("address") == request.get_full_path() else []


def _edition(code: str) -> Edition:
    return get_object_or_404(Edition.objects.select_related("course"), code=code)


def _page(request: UserRequest, edition: Edition, form: InviteForm, *, status: int = 200, **shown: Any) -> HttpResponse:
    guests = queries.guests(edition) if edition.by_invitation else []
    context = {
        "edition": edition,
        "form": form,
        "why_not": rules.why_not_invite(edition, on=clock.today()),
        "guests": [(one.invited, one.standing, not rules.why_not_take_back(one)) for one in guests],
        "came": sum(one.is_in for one in guests),
        "others": _others(edition) if edition.by_invitation else 0,
        "fresh": sum(row.is_new for row in shown.get("done", [])),
    }
    return render(request, "enrolments/invitations.html", context | shown, status=status)


def _others(edition: Edition) -> int:
    """How many are in it who were not invited: since before it was closed."""
    invited = Invited.objects.filter(edition=edition)
    return Enrolment.objects.active().filter(edition=edition).exclude(user__in=invited.values("user")).count()
