"""What a planner does on this floor: look at an edition, and say where its material is."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses import actions, queries, rules
from courses.errors import EditionRefused
from courses.forms import MaterialsForm
from courses.models import Edition
from courses.permissions import edition_planners_only
from courses.slot import of_session
from people import clock, meanwhile, once
from people.errors import OtherDeed
from people.meanwhile import Newer
from people.permissions import UserRequest, is_planner


@edition_planners_only
def planned_edition(request: UserRequest, code: str) -> HttpResponse:
    """One edition as its planner sees it: sessions, trainers and their answers, what still clashes."""
    edition = planned(request, code)
    return edition_page(request, edition)


@edition_planners_only
@require_POST
def set_materials(request: UserRequest, code: str) -> HttpResponse:
    """Say where those who were there find the material."""
    edition = planned(request, code)
    form = MaterialsForm(edition, request.POST)
    if not form.is_valid():
        return edition_page(request, edition, materials=form, status=400)

    def deed() -> str:
        typed = form.cleaned_data
        actions.set_materials(edition, typed["materials_url"], seen=typed["seen"], by=request.user)
        return reverse("courses:planned_edition", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except (EditionRefused, OtherDeed) as refusal:
        now = planned(request, code)
        form, newer = meanwhile.again(request.POST, partial(MaterialsForm, now))
        return edition_page(request, now, materials=form, newer=newer, refused=str(refusal), status=409)
    messages.success(request, _("Het adres van het materiaal is bewaard."))
    return redirect(address)


def planned(request: UserRequest, code: str) -> Edition:
    """The edition, or 404 for who does not plan it."""
    return get_object_or_404(Edition.objects.planned_by(request.user).select_related("course"), code=code)


def edition_page(
    request: UserRequest,
    edition: Edition,
    *,
    materials: MaterialsForm | None = None,
    newer: Sequence[Newer] = (),
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of an edition for its planner; `refused` says why a button did nothing, `newer` what another saved."""
    sessions = list(queries.sessions_of(edition))
    changeable = {session.pk for session in sessions if not rules.why_not_change(session, now=clock.now())}
    context: dict[str, Any] = {
        "edition": edition,
        "sessions": sessions,
        "changeable": changeable,
        "has_workshops": edition.status == Edition.Status.CONCEPT or any(one.by_choice for one in sessions),
        "plans_everything": is_planner(request.user),  # who plans one edition does not see rooms
        "materials": materials or MaterialsForm(edition),
        "newer": newer,
        "why_not_edit": rules.why_not_cancel(edition),
        "refused": refused,
    }
    if rules.may_publish(edition):
        slots = [of_session(session) for session in sessions]
        context |= {"may_publish": True, "clashes": rules.clashes(slots, edition=edition)}
    elif edition.status == Edition.Status.CONCEPT:
        context["why_not"] = rules.why_not_publish(edition)
    return render(request, "courses/planned_edition.html", context, status=status)
