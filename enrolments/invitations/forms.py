"""Whom a planner invites. Shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.forms import choose_from
from enrolments.forms import TOO_LONG
from enrolments.group.forms import BETWEEN_ADDRESSES, MOST_LISTED, SHORTEST, Stranger
from enrolments.group.rules import MOST
from enrolments.group.sheet import bare
from enrolments.invitations.queries import people_at, people_named
from people.forms import LineField, PlainField
from people.models import User
from people.text import folded


class InviteForm(forms.Form):
    """Whom a planner invites: addresses that were pasted, and people who were found by name and ticked."""

    all_optional = True

    SEARCH = "search"  # any other button invites

    adressen = PlainField(
        label=_("E-mailadressen"),
        help_text=_("Eén per regel, of met een komma of puntkomma ertussen."),
        required=False,
        widget=forms.Textarea({"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )
    zoek = LineField(label=_("Zoek op naam"), required=False, max_length=100, error_messages=TOO_LONG)
    wie = forms.MultipleChoiceField(
        label=_("Gevonden"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Kies alleen mensen uit de lijst.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.deed = data.get("deed", "") if data is not None else ""
        self.people: list[User] = []  # each once: the addresses first, in the order given
        self.strangers: list[Stranger] = []
        ticked = _users(data.getlist("wie")) if data is not None else []
        named = data.get("zoek", "") if self.deed == self.SEARCH else ""
        found = people_named(named, most=MOST_LISTED) if len(folded(named)) >= SHORTEST else []
        self.is_cut = len(found) > MOST_LISTED
        self.known = {str(one.pk): one for one in [*ticked, *found[:MOST_LISTED]]}
        choose_from(self, "wie", [(pk, f"{one.list_name} ({one.email})") for pk, one in self.known.items()])

    def clean_adressen(self) -> str:
        typed: str = self.cleaned_data["adressen"]
        given = list(dict.fromkeys(bare(part) for part in BETWEEN_ADDRESSES.split(typed) if part.strip()))
        if len(given) > MOST:
            raise forms.ValidationError(
                _("Plak hoogstens %(most)d adressen tegelijk; dit zijn er %(number)d."),
                params={"most": MOST, "number": len(given)},
            )
        if self.deed != self.SEARCH:
            found = people_at(given)
            self.people = [found[one] for one in given if one in found]
            self.strangers = [Stranger(one, one, _why_no_account(one)) for one in given if one not in found]
        return typed

    def clean_zoek(self) -> str:
        words: str = self.cleaned_data["zoek"]
        if self.deed == self.SEARCH and len(folded(words)) < SHORTEST:
            raise forms.ValidationError(_("Zoek met minstens %(number)d tekens."), params={"number": SHORTEST})
        return words

    def clean(self) -> None:
        ticked = [self.known[pk] for pk in self.cleaned_data.get("wie", [])]
        self.people = list(dict.fromkeys([*self.people, *ticked]))
        if self.deed == self.SEARCH or self.errors:
            return
        if len(self.people) > MOST:
            raise forms.ValidationError(
                _("Nodig hoogstens %(most)d mensen tegelijk uit; dit zijn er %(number)d."),
                params={"most": MOST, "number": len(self.people)},
            )
        if not (self.people or self.strangers):
            raise forms.ValidationError(_("Plak adressen, of zoek mensen en vink ze aan."))


def _users(pks: Iterable[str]) -> list[User]:
    """Who was ticked before; what is no key of anybody is no choice."""
    numbers = [int(pk) for pk in pks if pk.isdecimal() and pk.isascii() and len(pk) < 19]
    return list(User.objects.filter(pk__in=numbers[: MOST + 1], is_active=True).order_by("sort_key", "pk"))


def _why_no_account(said: str) -> str:
    if "@" not in said:
        return gettext("Dit is geen e-mailadres.")
    facts = {"address": f"{settings.ADDRESS}{reverse('account_signup')}"}
    return (
        gettext("Heeft nog geen account. Dat maakt deze persoon zelf op %(address)s; nodig daarna opnieuw uit.") % facts
    )
