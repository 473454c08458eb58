"""Calling an edition off, waiving what leaving cost, and the lines for invoicing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from courses import rules as course_rules
from courses.errors import EditionRefused
from courses.models import Edition
from courses.permissions import edition_planners_only
from courses.views.planning import planned
from enrolments import actions, queries, touched
from enrolments.cancelling import actions as cancelling_actions
from enrolments.cancelling import queries as cancelling
from enrolments.cancelling import rules
from enrolments.cancelling.filters import InvoiceFilter
from enrolments.cancelling.forms import CallOffForm, WaiverForm
from enrolments.cancelling.tables import INVOICE_HEADERS, InvoiceTable, invoice_row
from enrolments.errors import WaiverRefused
from enrolments.models import Withdrawal
from enrolments.touched import Touched
from people import assurance, audit, clock, once, sheets
from people.errors import OtherDeed
from people.permissions import UserRequest, is_planner, only
from people.tables import arrange

invoicers_only = only(rules.sees_invoice_lines)
waivers_only = only(rules.waives_costs)


@edition_planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_edition(request: UserRequest, code: str) -> HttpResponse:
    """GET shows what calling an edition off means and for whom; POST does it."""
    edition = planned(request, code)
    if request.method != "POST":
        return _call_off_page(request, edition)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return _call_off_page(request, edition, form, status=400)
    seen = {name: form.cleaned_data[name] for name in ("enrolled", "requested", "waiting", "offered", "trainers")}

    def deed() -> str:
        actions.cancel_edition(edition, by=request.user, reason=form.cleaned_data["reason"], seen=Touched(**seen))
        return reverse("courses:planned_edition", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except (EditionRefused, OtherDeed) as refusal:
        return _call_off_page(request, planned(request, code), form, refused=str(refusal), status=409)
    messages.success(request, _("De uitvoering is geannuleerd. Wie het aangaat, krijgt een mail."))
    return redirect(address)


@invoicers_only
@require_safe
@vary_on_headers("HX-Request")
def invoice_lines(request: UserRequest) -> HttpResponse:
    """What is to be invoiced; filtered, sorted, and as filtered to a file (`?export=xlsx|csv`)."""
    chosen = InvoiceFilter(request.GET)
    lines = chosen.lines
    if chosen.is_valid() and (kind := request.GET.get("export")) in sheets.KINDS:
        assurance.confirm(request)
        audit.record(request.user, "export_invoice_lines")
        headers = [str(header) for header in INVOICE_HEADERS]
        return sheets.answer(str(kind), f"facturatieregels-{clock.today()}", headers, map(invoice_row, lines))
    table = InvoiceTable(lines, may_waive=rules.waives_costs(request.user))
    arrange(request, table, per_page=50)
    context = {
        "filter": chosen,
        "table": table,
        "total": cancelling.total(lines),
        "query": _without_paging(request),
        "plans": is_planner(request.user),
    }
    return render(request, "enrolments/invoice_lines.html", context, status=200 if chosen.is_valid() else 400)


@waivers_only
@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: UserRequest, pk: int) -> HttpResponse:
    """GET shows what one person's leaving cost, and why they left; POST waives it."""
    due = Withdrawal.objects.select_related("enrolment__edition__course", "enrolment__organisation", "waived_by")
    withdrawal = get_object_or_404(due.select_related("enrolment__user"), enrolment=pk, amount__gt=0)
    if request.method != "POST":
        return _waiver_page(request, withdrawal)
    form = WaiverForm(request.POST)
    if not form.is_valid():
        return _waiver_page(request, withdrawal, form, status=400)

    def deed() -> str:
        cancelling_actions.waive(withdrawal, form.cleaned_data["reason"], by=request.user)
        return reverse("enrolments:invoice_lines")

    try:
        address = once.act(request, request.user, deed)
    except (WaiverRefused, OtherDeed) as refusal:
        withdrawal.refresh_from_db()
        return _waiver_page(request, withdrawal, form, refused=str(refusal), status=409)
    messages.success(request, _("De kosten zijn kwijtgescholden. De deelnemer krijgt een mail."))
    return redirect(address)


def _call_off_page(
    request: UserRequest, edition: Edition, form: CallOffForm | None = None, *, refused: str = "", status: int = 200
) -> HttpResponse:
    """Always with the numbers of now, also after somebody came or left."""
    concerned = touched.by_cancelling(edition)
    typed = form["reason"].value() if form else ""
    context: dict[str, Any] = {
        "edition": edition,
        "form": form if form and form.errors else CallOffForm(initial=vars(concerned) | {"reason": typed}),
        "touched": concerned,
        "others": queries.other_dates(edition, clock.today()),
        "why_not": course_rules.why_not_cancel(edition),
        "refused": refused,
    }
    return render(request, "enrolments/cancel_edition.html", context, status=status)


def _waiver_page(
    request: UserRequest,
    withdrawal: Withdrawal,
    form: WaiverForm | None = None,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "withdrawal": withdrawal,
        "enrolment": withdrawal.enrolment,
        "edition": withdrawal.enrolment.edition,
        "form": form or WaiverForm(),
        "why_not": rules.why_not_waive(withdrawal, request.user),
        "refused": refused,
    }
    return render(request, "enrolments/waive.html", context, status=status)


def _without_paging(request: UserRequest) -> str:
    """The query of this page, for links that ask the same as a file."""
    query = request.GET.copy()
    for name in ("export", "page"):
        query.pop(name, None)
    return query.urlencode()
