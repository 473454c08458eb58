"""What leaving costs, who may waive it and who sees what is to be invoiced (docs/decisions/0045)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Edition
from enrolments.models import Enrolment, EnrolmentChange, Status, Withdrawal, came_back
from people import clock
from people.models import Role, User


@dataclass(frozen=True)
class Leaving:
    """What leaving takes on one day, and the sentence that says so."""

    percentage: int
    amount: Decimal
    sentence: str

    @property
    def cents(self) -> int:
        """What a page showed, for its form to say back."""
        return int(self.amount * 100)


def agreed(edition: Edition) -> dict[str, Any]:
    """The fields by which an enrolment that comes in now keeps what its course asks now. No query."""
    course = edition.course
    return {
        "price": course.price,
        "funding": course.funding,
        "cancellation_tiers": course.cancellation_tiers,
        "leave_days_before": course.leave_days_before,
        "first_day": edition.starts_on,
    }


def taken_over(enrolment: Enrolment, edition: Edition) -> dict[str, Any]:
    """The fields by which the terms of a seat stay with it: with a colleague, or in another edition of the course.

    Only the first day is the one of now: nobody moved that on who comes for it.
    """
    kept = ("price", "funding", "cancellation_tiers", "leave_days_before", "cost_centre")
    return {name: getattr(enrolment, name) for name in kept} | {"first_day": edition.starts_on}


def mark(edition: Edition) -> str:
    """By which the form of a page says which terms it showed."""
    return hashlib.sha256(repr(sorted(agreed(edition).items())).encode()).hexdigest()[:16]


def leaving(enrolment: Enrolment, *, on: date, just_moved_up: bool | None = None) -> Leaving:
    """What `enrolment` costs when it ends on day `on`. At most one query; none when it is known who `just_moved_up`.

    Nothing while there is no seat; nothing when the organiser moved the first day since, for what was agreed on is
    not what is offered; nothing shortly after moving up, for nobody asked then.
    """
    if why_free := _why_free(enrolment, just_moved_up):
        return Leaving(0, Decimal(0), why_free)
    first_day, terms = enrolment.first_day or enrolment.edition.starts_on, enrolment.terms
    step = terms.step(first_day, on)
    return Leaving(step.percentage, step.amount, terms.sentence(first_day, on))


def last_day_to_leave(enrolment: Enrolment) -> date:
    """Until and including this day the participant may give the seat back; it moves along with the first day."""
    return enrolment.terms.last_day(enrolment.edition.starts_on)


def terms_sentence(edition: Edition, *, on: date) -> str:
    """What leaving will cost whoever enrols on day `on`; empty where there is nothing to pay."""
    return edition.course.terms.sentence(edition.starts_on, on) if edition.course.price else ""


def why_not_waive(withdrawal: Withdrawal, by: User) -> str:
    """What keeps coordinator `by` from waiving a cost; empty: nothing does."""
    if withdrawal.enrolment.user_id == by.pk:
        return _("Uw eigen kosten scheldt een andere coördinator kwijt.")
    if not withdrawal.amount:
        return _("Er is niets te betalen.")
    if withdrawal.is_waived:
        return _("Deze kosten zijn al kwijtgescholden.")
    if Enrolment.objects.filter(came_back(), pk=withdrawal.enrolment_id).exists():
        return _("Er is niets te betalen: de deelnemer kreeg daarna weer een plaats.")
    return ""


def waives_costs(user: User) -> bool:
    return user.has_role(Role.COORDINATOR)


def sees_invoice_lines(user: User) -> bool:
    return user.has_role(Role.PLANNER, Role.COORDINATOR)


def just_moved_up(enrolments: Iterable[Enrolment]) -> set[int]:
    """Those of `enrolments` who shortly ago got, or accepted, a seat that came free. One query."""
    since, reasons = clock.now() - settings.FREE_AFTER_MOVING_UP, EnrolmentChange.Reason
    lately = EnrolmentChange.objects.filter(reason__in=[reasons.MOVED_UP, reasons.ACCEPTED], at__gt=since)
    return set(lately.filter(enrolment__in=[one.pk for one in enrolments]).values_list("enrolment", flat=True))


def _why_free(enrolment: Enrolment, moved_up: bool | None) -> str:
    if enrolment.status != Status.ENROLLED:
        return _("U hebt nog geen plaats: dit is kosteloos.")
    if not enrolment.terms.steps(enrolment.edition.starts_on):
        return _("Uitschrijven is kosteloos.")
    if enrolment.first_day and enrolment.first_day != enrolment.edition.starts_on:
        day = date_format(enrolment.first_day, "j F Y")
        return _("Uitschrijven is kosteloos: u schreef zich in voor %(day)s, en de eerste dag is verplaatst.") % {
            "day": day
        }
    if moved_up is None:
        moved_up = enrolment.pk in just_moved_up([enrolment])
    if moved_up:
        return _("Uitschrijven is nu kosteloos: u kreeg pas een plaats van de wachtlijst.")
    return ""
