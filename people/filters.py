"""Filters above tables of the ground floor; an invalid value shows its error and no rows."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from people import clock, queries
from people.letters import queries as letters
from people.models import Affiliation, Message, Role, RoleGrant, User
from people.text import folded

BLOCKED = "geblokkeerd"


class Optional(forms.Form):
    """A form of which every field may stay empty."""

    all_optional = True


class PersonFilter(django_filters.FilterSet):
    """Which persons; every choice is optional."""

    zoek = django_filters.CharFilter(label=_("Naam, e-mail of organisatie"), method="named", max_length=100)
    rol = django_filters.ChoiceFilter(
        label=_("Rol"), choices=Role.choices, method="holding", empty_label=_("alle rollen")
    )
    toegang = django_filters.ChoiceFilter(
        label=_("Toegang"),
        choices=[(BLOCKED, _("geblokkeerd"))],
        method="blocked",
        empty_label=_("iedereen"),
    )

    class Meta:
        model = User
        fields: list[str] = []
        form = Optional

    def __init__(self, data: Any) -> None:
        super().__init__(data, queryset=queries.people_with_rights(clock.today()))

    def named(self, people: QuerySet[User], _name: str, words: str) -> QuerySet[User]:
        """Every word occurs in the name, the address or an organisation of today."""
        for word in folded(words).split():
            jobs = Affiliation.objects.on(clock.today()).filter(
                user=OuterRef("pk"), organisation__search_key__contains=word
            )
            people = people.filter(Q(search_key__contains=word) | Q(Exists(jobs)))
        return people

    def holding(self, people: QuerySet[User], _name: str, role: str) -> QuerySet[User]:
        return people.filter(Exists(RoleGrant.objects.on(clock.today()).filter(user=OuterRef("pk"), role=role)))

    def blocked(self, people: QuerySet[User], _name: str, _value: str) -> QuerySet[User]:
        return people.filter(is_active=False)


class LetterFilter(django_filters.FilterSet):
    """Which mails; every choice is optional."""

    zoek = django_filters.CharFilter(label=_("Naam, e-mail, onderwerp of code"), method="named", max_length=100)
    stand = django_filters.ChoiceFilter(
        label=_("Stand"), field_name="state", choices=Message.State.choices, empty_label=_("alle standen")
    )
    soort = django_filters.ChoiceFilter(
        label=_("Soort"), field_name="kind", choices=list(settings.MAIL_KINDS.items()), empty_label=_("alle soorten")
    )

    class Meta:
        model = Message
        fields: list[str] = []
        form = Optional

    def __init__(self, data: Any) -> None:
        super().__init__(data, queryset=letters.letters())

    def named(self, found: QuerySet[Message], _name: str, words: str) -> QuerySet[Message]:
        """Every word occurs in the name, the address or the subject; a word with a digit also in the text.

        So the code of an edition finds the mails about it.
        """
        for word in folded(words).split():
            named = Q(recipient__search_key__contains=word) | Q(address__icontains=word) | Q(subject__icontains=word)
            is_code = any(mark.isdigit() for mark in word)
            found = found.filter(named | Q(body__icontains=word) if is_code else named)
        return found
