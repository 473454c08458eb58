"""Filters above tables; an invalid value shows its error and no rows."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Edition
from enrolments.models import HOLDING, Enrolment, Status
from enrolments.notes.queries import noted_enrolments, open_notes
from enrolments.workshops.forms import NONE
from enrolments.workshops.queries import held_in
from people.filters import Optional
from people.models import Area, Organisation
from people.text import folded, local

OPEN = "open"


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

    gebied = django_filters.ModelChoiceFilter(
        label=_("Gebied"),
        field_name="organisation__area",
        queryset=Area.objects.all(),
        to_field_name="code",
        empty_label=_("alle gebieden"),
    )
    workshop = django_filters.ChoiceFilter(label=_("Workshop"), method="choosing", empty_label=_("iedereen"))
    notitie = django_filters.ChoiceFilter(
        label=_("Notitie"), choices=[(OPEN, _("met een open notitie"))], method="noted", empty_label=_("iedereen")
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []
        form = Optional

    def __init__(self, data: Any, *, edition: Edition) -> None:
        self.workshops = held_in(edition)
        everyone = Enrolment.objects.filter(edition=edition).order_by("number")
        everyone = everyone.explained().select_related("moved_from__edition", "substitute_for__user")
        if self.workshops:
            everyone = everyone.prefetch_related("choices__session")
        super().__init__(data, queryset=everyone.annotate(open_notes=open_notes()))
        here = Organisation.objects.filter(enrolment__edition=edition).distinct()
        cast(django_filters.ModelChoiceFilter, self.filters["organisatie"]).queryset = here
        areas = Area.objects.filter(organisations__in=here).distinct()
        cast(django_filters.ModelChoiceFilter, self.filters["gebied"]).queryset = areas
        if self.workshops:
            held = [
                (str(one.pk), f"{timezone.localtime(one.starts_at):%H:%M} {local(one, 'title')}")
                for one in self.workshops
            ]
            cast(django_filters.ChoiceFilter, self.filters["workshop"]).extra["choices"] = [
                *held,
                (NONE, _("geen workshop")),
            ]
        else:
            del self.filters["workshop"]

    def named(self, enrolments: QuerySet[Enrolment], _name: str, words: str) -> QuerySet[Enrolment]:
        for word in folded(words).split():
            enrolments = enrolments.filter(user__search_key__contains=word)
        return enrolments

    def choosing(self, enrolments: QuerySet[Enrolment], _name: str, value: str) -> QuerySet[Enrolment]:
        if value == NONE:
            return enrolments.filter(choices=None, status__in=HOLDING)
        return enrolments.filter(choices__session=int(value))

    def noted(self, enrolments: QuerySet[Enrolment], _name: str, _value: str) -> QuerySet[Enrolment]:
        return enrolments.filter(pk__in=noted_enrolments())
