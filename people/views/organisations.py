"""Administration: the organisations, and one that ends or goes over into another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import clock, merging, once, queries
from people.errors import ChangeRefused, OtherDeed
from people.forms import EndingForm
from people.models import Organisation
from people.permissions import UserRequest, administrators_only
from people.tables import OrganisationTable, arrange

PER_PAGE = 100


@require_safe
@administrators_only
def organisations(request: UserRequest) -> HttpResponse:
    """All of them, with their area, their days and how many people work there."""
    table = OrganisationTable(queries.organisations(clock.today()))
    arrange(request, table, per_page=PER_PAGE)
    return render(request, "people/organisations.html", {"table": table})


@require_safe
@administrators_only
def organisation(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk), EndingForm(initial={"last_day": clock.today()}))


@require_POST
@administrators_only
def end_organisation(request: UserRequest, pk: int) -> HttpResponse:
    found, form = _found(pk), EndingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)

    def deed() -> str:
        merging.end_organisation(found, form.cleaned_data["last_day"], form.cleaned_data["successor"], by=request.user)
        return found.get_absolute_url()

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as refusal:
        form.add_error(None, str(refusal))
    except ChangeRefused as refusal:
        for field, fault in refusal.faults.items():
            form.add_error(field or None, fault)
    else:
        messages.success(request, _("Vastgelegd. Wat er was, blijft staan."))
        return redirect(address)
    return _page(request, _found(pk), form, status=409)


def _found(pk: int) -> Organisation:
    return get_object_or_404(queries.organisations(clock.today()), pk=pk)


def _page(request: UserRequest, found: Organisation, form: EndingForm, *, status: int = 200) -> HttpResponse:
    context = {"organisation": found, "form": form, "predecessors": found.predecessors.all()}
    return render(request, "people/organisation.html", context, status=status)
