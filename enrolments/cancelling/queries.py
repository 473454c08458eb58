"""What is to be invoiced: one line for each seat that costs something, taken or given back too late.

We are not the ledger: a line says what, for whom and how much. Its number never changes, so that whoever invoices can
see what was invoiced already (docs/decisions/0045).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from courses.models import Edition
from enrolments.models import Attendance, Enrolment, Status, came_back

RESULTS = [Status.COMPLETED, Status.NOT_COMPLETED]
THERE = [Attendance.Status.PRESENT, Attendance.Status.PART]


class Outcome(TextChoices):
    """What a line is for."""

    COMPLETED = "completed", _("afgerond")
    NOT_COMPLETED = "not_completed", _("niet afgerond")
    NO_SHOW = "no_show", _("niet verschenen")
    UNMARKED = "unmarked", _("aanwezigheid nog niet ingevuld")
    CANCELLED_LATE = "cancelled_late", _("te laat uitgeschreven")


@dataclass(frozen=True)
class Total:
    """How many lines, and what they come to."""

    lines: int
    amount: Decimal


def invoice_lines() -> QuerySet[Enrolment]:
    """Seats that cost something, in editions that are over or given back too late, the latest first. One query.

    Each with `outcome`, `billed_on` (the last day of the edition, or the day of leaving) and `amount`, which is 0 once
    it was waived, and for who came back (`came_back`).
    """
    over = Q(edition__status=Edition.Status.COMPLETED, status__in=[Status.ENROLLED, *RESULTS])
    late = Q(status=Status.WITHDRAWN, withdrawal__amount__gt=0)
    lines = (
        Enrolment.objects.filter(over | late, price__gt=0)
        .annotate(came_back=came_back())
        .annotate(
            outcome=_outcome(),
            billed_on=Case(
                When(late, then=F("withdrawal__left_on")), default=F("edition__ends_on"), output_field=DateField()
            ),
            amount=_amount(),
        )
    )
    shown = lines.select_related("user", "organisation", "edition__course", "withdrawal")
    return shown.order_by("-billed_on", "edition__code", "number")


def total(lines: QuerySet[Enrolment]) -> Total:
    """One query."""
    found = lines.order_by().aggregate(lines=models.Count("pk"), due=models.Sum("amount"))
    return Total(found["lines"], found["due"] or Decimal(0))


def line_number(enrolment: Enrolment) -> str:
    """What a line is called wherever it goes: INS-42. The same at every export, whatever became of it since."""
    return f"INS-{enrolment.pk}"


def _outcome() -> Case:
    was_there = Attendance.objects.filter(enrolment=OuterRef("pk"), status__in=THERE)
    marked = Attendance.objects.filter(enrolment=OuterRef("pk"))
    return Case(
        When(status=Status.WITHDRAWN, then=Value(Outcome.CANCELLED_LATE.value)),
        When(status=Status.COMPLETED, then=Value(Outcome.COMPLETED.value)),
        When(Q(Exists(marked), ~Exists(was_there), status=Status.NOT_COMPLETED), then=Value(Outcome.NO_SHOW.value)),
        When(status=Status.NOT_COMPLETED, then=Value(Outcome.NOT_COMPLETED.value)),
        default=Value(Outcome.UNMARKED.value),
        output_field=models.CharField(),
    )


def _amount() -> Case:
    return Case(
        When(
            Q(withdrawal__waived_at__isnull=False) | Q(status=Status.WITHDRAWN, came_back=True), then=Value(Decimal(0))
        ),
        When(status=Status.WITHDRAWN, then=F("withdrawal__amount")),
        default=F("price"),
        output_field=models.DecimalField(max_digits=8, decimal_places=2),
    )
