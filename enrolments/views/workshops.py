"""Workshops: who has a seat chooses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrolments import queries
from enrolments.errors import ChoiceRefused
from enrolments.models import Enrolment
from enrolments.workshops import actions, rules
from enrolments.workshops import queries as workshop_queries
from enrolments.workshops.forms import ChoiceForm
from people import clock, once
from people.errors import OtherDeed
from people.permissions import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def choose_workshops(request: UserRequest, code: str) -> HttpResponse:
    """One workshop, or none, for each moment; until a workshop begins it can be changed."""
    edition = get_object_or_404(queries.editions_open_to(request.user).only("code"), code=code)
    enrolment = queries.active_enrolment(request.user, edition)
    if enrolment is None:
        messages.info(request, _("U bent niet (meer) ingeschreven voor deze uitvoering."))
        return redirect(edition)
    if request.method != "POST":
        return _page(request, enrolment)
    form = ChoiceForm(_moments(enrolment), request.POST)
    if not form.is_valid():
        return _page(request, enrolment, request.POST, status=400)

    def deed() -> str:
        actions.choose(enrolment, form.wanted(), by=request.user)
        return reverse("enrolments:choose_workshops", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except ChoiceRefused as refusal:
        return _page(request, enrolment, request.POST, refused=refusal.reasons, status=409)
    except OtherDeed as other:
        return _page(request, enrolment, request.POST, refused=[str(other)], status=409)
    messages.success(request, _("Uw keuze is bewaard. U kunt haar veranderen tot een workshop begint."))
    return redirect(address)


def _moments(enrolment: Enrolment) -> list[rules.Moment]:
    workshops = workshop_queries.workshops(enrolment.edition, enrolment)
    return rules.moments(workshops, now=clock.now(), busy=list(queries.beside_workshops(enrolment)))


def _page(
    request: UserRequest,
    enrolment: Enrolment,
    sent: QueryDict | None = None,
    *,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The workshops as they are now, with what was chosen or sent."""
    workshops, now = workshop_queries.workshops(enrolment.edition, enrolment), clock.now()
    moments = rules.moments(workshops, now=now, busy=list(queries.beside_workshops(enrolment)))
    form = ChoiceForm(moments, sent)
    context = {
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "form": form,
        "moments": [(moment, form.picked(moment)) for moment in moments],
        "begun": [one.session for one in workshops if one.is_own and one.session.starts_at <= now],
        "why_not": rules.why_not_choose(
            enrolment, by=request.user, now=now, workshops=[one.session for one in workshops]
        ),
        "refused": refused,
    }
    return render(request, "enrolments/choose_workshops.html", context, status=status)
