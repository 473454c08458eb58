"""Administration: what somebody holds, and for whom somebody works."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import actions
from people.forms import AffiliationForm, GrantForm, LastDayForm
from people.models import Affiliation, RoleGrant, User
from people.permissions import UserRequest, administrators_only
from people.views.persons import change


@require_POST
@administrators_only
def grant_role(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    form = GrantForm(request.POST, prefix="rol")

    def deed() -> RoleGrant:
        return actions.grant_role(found, form.wish(), by=request.user)

    return change(request, found, deed, _("De rol is gegeven."), grant_form=form)


@require_POST
@administrators_only
def withdraw_role(request: UserRequest, pk: int, grant: int) -> HttpResponse:
    held = get_object_or_404(RoleGrant.objects.select_related("user"), pk=grant, user=pk)
    done = _("De rol is ingetrokken.")
    return change(request, held.user, lambda: actions.withdraw_role(held, by=request.user), done)


@require_POST
@administrators_only
def add_affiliation(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    form = AffiliationForm(request.POST, prefix="werk")

    def deed() -> Affiliation:
        return actions.add_affiliation(found, form.wish(), by=request.user)

    return change(request, found, deed, _("Het dienstverband is toegevoegd."), affiliation_form=form)


@require_POST
@administrators_only
def end_affiliation(request: UserRequest, pk: int, bond: int) -> HttpResponse:
    held = get_object_or_404(Affiliation.objects.select_related("user", "organisation"), pk=bond, user=pk)
    form = LastDayForm(request.POST)

    def deed() -> None:
        actions.end_affiliation(held, **form.cleaned_data, by=request.user)

    done = _("Het dienstverband eindigt op die dag.")
    return change(request, held.user, deed, done, last_day_form=form)
