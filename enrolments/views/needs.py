"""Dietary and access needs: who takes part says them, who plans the edition reads them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.models import Edition
from courses.permissions import edition_planners_only
from enrolments import queries
from enrolments.errors import NeedsRefused
from enrolments.needs import actions
from enrolments.needs import queries as needs_queries
from enrolments.needs.forms import NeedsForm
from enrolments.views.participant import receipt_page
from people import once
from people.errors import OtherDeed
from people.permissions import UserRequest


@require_POST
def say_needs(request: UserRequest, code: str) -> HttpResponse:
    """What the reader eats or needs there; nothing typed takes it back."""
    edition = get_object_or_404(queries.editions_open_to(request.user).only("code"), code=code)
    enrolment = queries.active_enrolment(request.user, edition)
    if enrolment is None:
        messages.info(request, _("U bent niet (meer) ingeschreven voor deze uitvoering."))
        return redirect(edition)
    form = NeedsForm(request.POST)
    if not form.is_valid():
        return receipt_page(request, enrolment, needs=form, status=400)

    def deed() -> str:
        actions.say(enrolment, form.cleaned_data["words"], by=request.user)
        return reverse("enrolments:enrol", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except (NeedsRefused, OtherDeed) as refusal:
        messages.error(request, str(refusal))
        return redirect("enrolments:enrol", code)
    is_said = bool(form.cleaned_data["words"])
    messages.success(request, _("De planner weet het nu.") if is_said else _("Uw wens is weggehaald."))
    return redirect(address)


@edition_planners_only
def needs(request: UserRequest, code: str) -> HttpResponse:
    """What the participants of one edition need, for who plans it."""
    edition = get_object_or_404(Edition.objects.planned_by(request.user).select_related("course"), code=code)
    context = {"edition": edition, "needs": needs_queries.needs_of(edition)}
    return render(request, "enrolments/needs.html", context)
