"""Naming a deputy, and ending it: each tells both, and leaves a line in the audit trail."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from people import audit, clock, outbox
from people.deputies import rules
from people.deputies.rules import DeputyWish
from people.errors import ChangeRefused
from people.models import Deputyship, User

KIND = "deputy_named"


@transaction.atomic(savepoint=False)
def name(absent: User, wish: DeputyWish, *, by: User) -> Deputyship:
    """Let somebody stand in for `absent` for a while. Raises ChangeRefused."""
    User.objects.select_for_update().get(pk=absent.pk)
    faults = rules.faults_of(absent, wish, by=by, on=clock.today())
    if faults or wish.deputy is None:
        raise ChangeRefused(faults)
    named = Deputyship.objects.create(
        absent=absent,
        deputy=wish.deputy,
        covers=wish.covers,
        valid_from=wish.valid_from,
        valid_until=wish.valid_until,
        named_by=by,
    )
    audit.record(by, "name_deputy", named, named.covers, subject=absent, payload={"deputy": wish.deputy.pk})
    for person in {absent, wish.deputy} - {by}:
        context = {"deputyship": named, "is_deputy": person == wish.deputy}
        outbox.post(KIND, person, about=str(named.pk), context=context)
    return named


@transaction.atomic(savepoint=False)
def end(named: Deputyship, *, by: User) -> None:
    """End it at once: yesterday was its last day. Ending twice changes nothing."""
    yesterday = clock.today() - timedelta(days=1)
    if Deputyship.objects.filter(pk=named.pk, valid_until__gt=yesterday).update(valid_until=yesterday):
        outbox.drop(KIND, about=str(named.pk))
        audit.record(by, "end_deputy", named, subject=named.absent, payload={"deputy": named.deputy_id})
