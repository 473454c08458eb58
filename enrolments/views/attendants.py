"""The list of attendants of a network day: who wants stands on it, who comes and who plans reads it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Edition
from enrolments import queries
from enrolments.attendants import actions, rules
from enrolments.attendants import queries as list_queries
from enrolments.attendants.forms import ListForm
from enrolments.errors import ListRefused
from enrolments.models import Enrolment
from people import clock, once
from people.errors import OtherDeed
from people.permissions import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def attendants(request: UserRequest, code: str) -> HttpResponse:
    """Who chose to be on it; POST of who has a seat puts the own name on it, or takes it off."""
    edition = get_object_or_404(queries.editions_open_to(request.user).select_related("course"), code=code)
    enrolment = queries.latest_enrolment(request.user, edition)
    if not rules.may_read(request.user, edition, enrolment, on=clock.today()):
        raise Http404
    own = enrolment if enrolment and rules.may_join(enrolment, on=clock.today()) else None
    if request.method != "POST":
        return _page(request, edition, own)
    if own is None:  # who only plans it
        return redirect("enrolments:attendants", code)
    form = ListForm(request.POST)
    if not form.is_valid():
        return _page(request, edition, own, form=form, status=400)
    joins = form.cleaned_data["lijst"] == ListForm.ON

    def deed() -> str:
        (actions.join if joins else actions.leave)(own, by=request.user)
        return reverse("enrolments:attendants", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except (ListRefused, OtherDeed) as refusal:
        return _page(request, edition, own, refused=str(refusal), status=409)
    messages.success(request, _("U staat op de lijst.") if joins else _("U staat niet meer op de lijst."))
    return redirect(address)


def _page(
    request: UserRequest,
    edition: Edition,
    own: Enrolment | None,
    *,
    form: ListForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    listed = list(list_queries.attendants_of(edition))
    context = {
        "edition": edition,
        "enrolment": own,
        "attendants": listed,
        "is_listed": own is not None and any(one.enrolment_id == own.pk for one in listed),
        "gone_on": edition.ends_on + settings.ATTENDANTS_KEPT,
        "form": form,
        "refused": refused,
    }
    return render(request, "enrolments/attendants.html", context, status=status)
