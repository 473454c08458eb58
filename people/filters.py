"""Filters above tables of the ground floor; an invalid value shows its error and no rows."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from people import clock, queries
from people.models import Affiliation, Role, RoleGrant, User
from people.text import folded

BLOCKED = "geblokkeerd"


class _Optional(forms.Form):
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
        form = _Optional

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
