"""Noting what leaving cost, and waiving it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Edition
from enrolments.cancelling import mails, rules
from enrolments.cancelling.rules import Leaving
from enrolments.errors import WaiverRefused
from enrolments.models import Enrolment, Withdrawal
from people import audit, clock
from people.models import User


def note(enrolment: Enrolment, cost: Leaving, cause: str) -> Withdrawal:
    """Keep what it cost to give the seat back. Call in the transaction that ends it, under the lock of its edition."""
    return Withdrawal.objects.create(
        enrolment=enrolment,
        cause=cause,
        left_on=clock.today(),
        percentage=cost.percentage if cost.amount else 0,
        amount=cost.amount,
    )


@transaction.atomic(savepoint=False)
def waive(withdrawal: Withdrawal, reason: str, *, by: User) -> Withdrawal:
    """Let somebody off what leaving cost, and tell them. Raises WaiverRefused."""
    withdrawal = Withdrawal.objects.select_for_update(of=["self"]).get(pk=withdrawal.pk)
    whose = Enrolment.objects.select_related("user", "edition__course")
    withdrawal.enrolment = whose.get(pk=withdrawal.enrolment_id)
    if why_not := rules.why_not_waive(withdrawal, by):
        raise WaiverRefused(why_not)
    _waive(withdrawal, reason, by)
    return withdrawal


def waive_all(edition: Edition, *, by: User) -> None:
    """Who left late does not pay for what does not take place. Call in the transaction that calls `edition` off."""
    due = Withdrawal.objects.filter(enrolment__edition=edition, amount__gt=0, waived_at=None)
    for withdrawal in due.select_for_update(of=["self"]).select_related(
        "enrolment__user", "enrolment__edition__course"
    ):
        _waive(withdrawal, _("De uitvoering gaat niet door."), by)


def _waive(withdrawal: Withdrawal, reason: str, by: User) -> None:
    withdrawal.waived_at, withdrawal.waived_by, withdrawal.waiver = clock.now(), by, reason
    withdrawal.save(update_fields=["waived_at", "waived_by", "waiver"])
    audit.record(by, "waive", withdrawal, subject=withdrawal.enrolment.user)
    mails.waived(withdrawal.enrolment, withdrawal)
