"""Coming onto the list of attendants, going off it, and forgetting it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from enrolments.attendants import queries, rules
from enrolments.errors import ListRefused
from enrolments.models import Attendant, Enrolment
from people import audit, clock
from people.models import User


@transaction.atomic
def join(enrolment: Enrolment, *, by: User) -> None:
    """From now on `by` is on the list. Raises ListRefused."""
    enrolment = Enrolment.objects.select_for_update(of=["self"]).select_related("edition__course").get(pk=enrolment.pk)
    if enrolment.user_id != by.pk or not rules.may_join(enrolment, on=clock.today()):
        raise ListRefused
    _attendant, is_new = Attendant.objects.get_or_create(enrolment=enrolment)
    if is_new:
        audit.record(by, "join_list", enrolment, subject=by)


@transaction.atomic
def leave(enrolment: Enrolment, *, by: User) -> None:
    """`by` is not on the list any more; that is never refused."""
    gone, _by_model = Attendant.objects.filter(enrolment=enrolment, enrolment__user=by).delete()
    if gone:
        audit.record(by, "leave_list", enrolment, subject=by)


def forget(today: date) -> int:
    """Forget who was on a list of long ago, or does not come. Safe to repeat; the number forgotten."""
    number, _by_model = queries.no_longer_kept(today).delete()
    return number
