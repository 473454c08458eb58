"""The filter above the lines for invoicing."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from enrolments.cancelling.queries import Outcome, invoice_lines
from enrolments.models import Enrolment
from people.filters import Optional
from people.forms import DayField
from people.models import Organisation


class DayFilter(django_filters.Filter):
    """By a day, typed as everywhere."""

    field_class = DayField


class InvoiceFilter(django_filters.FilterSet):
    """Which lines; every choice is optional."""

    vanaf = DayFilter(label=_("Vanaf"), field_name="billed_on", lookup_expr="gte")
    tot_en_met = DayFilter(label=_("Tot en met"), field_name="billed_on", lookup_expr="lte")
    organisatie = django_filters.ModelChoiceFilter(
        label=_("Organisatie"),
        field_name="organisation",
        queryset=Organisation.objects.all(),
        empty_label=_("alle organisaties"),
    )
    financiering = django_filters.ChoiceFilter(
        label=_("Financiering"), field_name="funding", choices=Course.Funding.choices, empty_label=_("alle")
    )
    waarvoor = django_filters.ChoiceFilter(
        label=_("Waarvoor"), field_name="outcome", choices=Outcome.choices, empty_label=_("alles")
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []
        form = Optional

    def __init__(self, data: Any) -> None:
        super().__init__(data, queryset=invoice_lines())
        billed = Organisation.objects.filter(pk__in=invoice_lines().values("organisation"))
        cast(django_filters.ModelChoiceFilter, self.filters["organisatie"]).queryset = billed

    @property
    def lines(self) -> QuerySet[Enrolment]:
        """Those that fit; none when something typed is wrong."""
        found: QuerySet[Enrolment] = self.qs if self.is_valid() else invoice_lines().none()
        return found
