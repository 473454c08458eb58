"""Administration: the people, one person, who may sign in and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from people import actions, clock, meanwhile, once, queries, rules, scopes
from people.deputies import queries as deputy_queries
from people.errors import ChangeRefused, OtherDeed
from people.filters import PersonFilter
from people.forms import AffiliationForm, CorrectNameForm, DeputyOfAnotherForm, GrantForm, LastDayForm
from people.letters import queries as letters
from people.meanwhile import Newer
from people.models import User
from people.permissions import UserRequest, administrators_only
from people.tables import PersonTable, arrange

PER_PAGE = 50
USUAL_GRANT = timedelta(days=365)


@require_safe
@administrators_only
@vary_on_headers("HX-Request")
def persons(request: UserRequest) -> HttpResponse:
    """Everybody; searched, filtered, sorted."""
    chosen = PersonFilter(request.GET)
    fine = chosen.is_valid()
    table = PersonTable(chosen.qs if fine else User.objects.none())
    arrange(request, table, per_page=PER_PAGE)
    context = {"filter": chosen, "table": table}
    return render(request, "people/persons.html", context, status=200 if fine else 400)


@require_safe
@administrators_only
def person(request: UserRequest, pk: int) -> HttpResponse:
    """What is known about somebody, and what can be done with it."""
    return page(request, get_object_or_404(User, pk=pk))


@require_POST
@administrators_only
def correct_name(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    form = CorrectNameForm(found, request.POST)
    done = _("De naam is gewijzigd.")
    return change(
        request, found, lambda: actions.correct_name(found, **form.cleaned_data, by=request.user), done, name_form=form
    )


@require_POST
@administrators_only
def block(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    done = _("Geblokkeerd. Wie was ingelogd, is nu uitgelogd.")
    return change(request, found, lambda: actions.set_active(found, active=False, by=request.user), done)


@require_POST
@administrators_only
def unblock(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    done = _("Deze persoon kan weer inloggen.")
    return change(request, found, lambda: actions.set_active(found, active=True, by=request.user), done)


def change(
    request: UserRequest, found: User, deed: Callable[[], object], done: str, **form: forms.Form
) -> HttpResponse:
    """Do `deed` once when its form is right, and go back to the person; else the page with what is wrong."""
    for typed in form.values():
        if not typed.is_valid():
            return page(request, found, form, status=400)

    def and_back() -> str:
        deed()
        return reverse("people:person", args=[found.pk])

    try:
        address = once.act(request, request.user, and_back)
    except OtherDeed as refusal:
        return page(request, found, status=409, refused=str(refusal))
    except ChangeRefused as refusal:
        newer: list[Newer] = []
        if "name_form" in form:
            found = User.objects.get(pk=found.pk)
            form["name_form"], newer = meanwhile.again(request.POST, partial(CorrectNameForm, found))
        return page(request, found, form, newer=newer, status=409, refused=told(refusal, *form.values()))
    messages.success(request, done)
    return redirect(address)


def page(
    request: UserRequest,
    found: User,
    typed: Mapping[str, forms.Form] | None = None,
    *,
    newer: Sequence[Newer] = (),
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    """The page of `found`; `typed` is the form that was sent and is not right, `newer` what another saved."""
    today = clock.today()
    usual = {"valid_from": today, "valid_until": today + USUAL_GRANT}
    bonds = list(found.affiliations.select_related("organisation", "manager").order_by("-valid_from", "pk"))
    works = any(bond.valid_until is None or bond.valid_until >= today for bond in bonds)
    hint = None if works else queries.hinted_organisation(found.email)
    fresh: dict[str, forms.Form] = {
        "grant_form": GrantForm(initial=usual, prefix="rol"),
        "affiliation_form": AffiliationForm(initial={"valid_from": today, "organisation": hint}, prefix="werk"),
        "deputy_form": DeputyOfAnotherForm(initial={"valid_from": today}, prefix="waarneming"),
        "last_day_form": LastDayForm(initial={"last_day": today}),
        "name_form": CorrectNameForm(found),
    }
    context: dict[str, Any] = {
        "person": found,
        "hint": hint,
        "affiliations": bonds,
        "role_grants": scopes.named(
            found.role_grants.select_related("organisation", "area", "granted_by").order_by("-valid_from", "pk")
        ),
        "deputies": deputy_queries.of(found, today),
        "letters": letters.last_to(found),
        "may_change_rights": rules.may_change_rights_of(found, request.user),
        "today": today,
        "refused": refused,
        "newer": newer,
        **fresh,
        **(typed or {}),
    }
    return render(request, "people/person.html", context, status=status)


def told(refusal: ChangeRefused, *typed: forms.Form) -> str:
    """Each fault at its field; what belongs to no field is what the page says itself."""
    rest = dict(refusal.faults)
    for form in typed:
        for name in form.fields.keys() & rest.keys():
            form.add_error(name, rest.pop(name))
    return " ".join(rest.values())
