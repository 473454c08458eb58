"""Administration: the organisations, and one that ends or goes over into another."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import clock, merging, once, queries
from people.errors import ChangeRefused, OtherDeed
from people.forms import EndingForm, PaperForm
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
    return page(request, found(pk))


@require_POST
@administrators_only
def end_organisation(request: UserRequest, pk: int) -> HttpResponse:
    ending, form = found(pk), EndingForm(request.POST)
    if not form.is_valid():
        return page(request, ending, ending_form=form, status=400)

    def deed() -> str:
        merging.end_organisation(ending, form.cleaned_data["last_day"], form.cleaned_data["successor"], by=request.user)
        return ending.get_absolute_url()

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
    return page(request, found(pk), ending_form=form, status=409)


def found(pk: int) -> Organisation:
    """With how many people work there now, or 404."""
    return get_object_or_404(queries.organisations(clock.today()), pk=pk)


def page(request: UserRequest, organisation: Organisation, *, status: int = 200, **typed: forms.Form) -> HttpResponse:
    """The page of one organisation; `typed` are the forms that somebody sent."""
    context = {
        "organisation": organisation,
        "predecessors": organisation.predecessors.all(),
        "papers": queries.papers(organisation),
        "ending_form": EndingForm(initial={"last_day": clock.today()}),
        "paper_form": PaperForm(),
    }
    return render(request, "people/organisation.html", context | typed, status=status)
