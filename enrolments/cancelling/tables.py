"""The lines for invoicing, as a page and as a file."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from enrolments.cancelling.queries import Outcome, line_number
from enrolments.models import Enrolment, Withdrawal
from people.tables import DAY
from people.text import euros, local


class InvoiceTable(tables.Table):
    """One line for each seat that costs something."""

    line = tables.Column(_("Regel"), accessor="pk", order_by="pk")
    billed_on = tables.DateColumn(verbose_name=_("Datum"), format=DAY)
    organisation = tables.Column(_("Organisatie"), order_by="organisation__search_key", default="-")
    cost_centre = tables.Column(_("Kostenplaats"), default="-")
    name = tables.Column(_("Naam"), accessor="user__list_name", order_by="user__sort_key")
    edition = tables.Column(_("Uitvoering"), accessor="edition__code", order_by="edition__code")
    funding = tables.Column(_("Financiering"), accessor="get_funding_display", order_by="funding")
    outcome = tables.Column(_("Waarvoor"))
    amount = tables.Column(_("Bedrag"))

    class Meta:
        model = Enrolment
        fields = (
            *("line", "billed_on", "organisation", "cost_centre", "name", "edition", "funding", "outcome", "amount"),
        )
        empty_text = _("Geen regels gevonden.")

    def __init__(self, lines: QuerySet[Enrolment], *, may_waive: bool) -> None:
        super().__init__(lines)
        self.may_waive = may_waive

    def render_outcome(self, record: Any) -> str:
        shown = {"record": record, "label": Outcome(record.outcome).label, "may_waive": self.may_waive}
        return render_to_string("enrolments/invoice_outcome.html", shown)

    def render_line(self, record: Enrolment) -> str:
        return line_number(record)

    def render_amount(self, value: Any) -> str:
        return euros(value).replace(" ", "\u00a0")  # on one line, however narrow the column


INVOICE_HEADERS = [
    *(_("Regel"), _("Datum"), _("Organisatie"), _("Code organisatie"), _("Kostenplaats"), _("Financiering")),
    *(_("Uitvoering"), _("Opleiding"), _("Naam"), _("E-mail"), _("Waarvoor"), _("Prijs"), _("Procent"), _("Bedrag")),
    _("Kwijtgescholden"),
]


def invoice_row(line: Any) -> list[Any]:
    """One line in a file, in the order of `INVOICE_HEADERS`; amounts as numbers."""
    withdrawal = getattr(line, "withdrawal", None)
    organisation = line.organisation
    return [
        line_number(line),
        line.billed_on,
        str(organisation or ""),
        organisation.code if organisation else "",
        line.cost_centre,
        str(Course.Funding(line.funding).label),
        line.edition.code,
        local(line.edition.course, "title"),
        line.user.list_name,
        line.user.email,
        str(Outcome(line.outcome).label),
        line.price,
        withdrawal.percentage if withdrawal else 100,
        line.amount,
        _why_nothing(line, withdrawal),
    ]


def _why_nothing(line: Any, withdrawal: Withdrawal | None) -> str:
    if withdrawal is None:
        return ""
    if withdrawal.is_waived:
        return str(_("ja"))
    return str(_("kwam terug")) if line.came_back else ""
