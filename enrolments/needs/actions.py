"""Saying what one needs, and forgetting it. The words are in no mail, no log and no audit trail."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from enrolments import rules
from enrolments.errors import NeedsRefused
from enrolments.models import Enrolment, Needs
from enrolments.needs import queries
from people import audit, clock
from people.models import User


@transaction.atomic
def say(enrolment: Enrolment, words: str, *, by: User) -> None:
    """From now on these are the needs of `by`; no words take them back. Raises NeedsRefused."""
    enrolment = Enrolment.objects.select_for_update(of=["self"]).select_related("edition", "user").get(pk=enrolment.pk)
    if enrolment.user != by or not rules.may_say_needs(enrolment, on=clock.today()):
        raise NeedsRefused
    if words:
        Needs.objects.update_or_create(enrolment=enrolment, defaults={"words": words})
    else:
        Needs.objects.filter(enrolment=enrolment).delete()
    audit.record(by, "say_needs", enrolment, subject=by)


def carry_over(enrolment: Enrolment, moved: Enrolment) -> None:
    """Who moves to another edition need not say it again."""
    Needs.objects.filter(enrolment=enrolment).update(enrolment=moved)


def forget(today: date) -> int:
    """Forget what nobody needs to know any more. Safe to repeat; the number forgotten."""
    number, _by_model = queries.no_longer_needed(today).delete()
    return number
