"""Filters above tables; an invalid value shows its error and no rows."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Edition
from enrolments.models import Enrolment, Status
from people.models import Organisation
from people.text import folded


class _Optional(forms.Form):
    all_optional = True


class ParticipantFilter(django_filters.FilterSet):
    """Which participants of one edition; every choice is optional."""

    zoek = django_filters.CharFilter(label=_("Naam of e-mail"), method="named", max_length=100)
    stand = django_filters.ChoiceFilter(
        label=_("Stand"), field_name="status", choices=Status.choices, empty_label=_("alle standen")
    )
    organisatie = django_filters.ModelChoiceFilter(
        label=_("Organisatie"),
        field_name="organisation",
        queryset=Organisation.objects.all(),
        empty_label=_("alle organisaties"),
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []
        form = _Optional

    def __init__(self, data: Any, *, edition: Edition) -> None:
        everyone = Enrolment.objects.filter(edition=edition).select_related("user", "organisation").order_by("number")
        super().__init__(data, queryset=everyone)
        here = Organisation.objects.filter(enrolment__edition=edition).distinct()
        cast(django_filters.ModelChoiceFilter, self.filters["organisatie"]).queryset = here

    def named(self, enrolments: QuerySet[Enrolment], _name: str, words: str) -> QuerySet[Enrolment]:
        for word in folded(words).split():
            enrolments = enrolments.filter(user__search_key__contains=word)
        return enrolments
