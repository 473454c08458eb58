"""An organisation ends, or goes over into another: whoever works there or speaks for it goes along.

What was before stays as it was: affiliations and roles end on the last day, and begin anew at the successor on the
next. What stands on the name of the old organisation, enrolments above all, stays there; `User.contact_for` lets
the contacts of the successor see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from people import audit, rules
from people.errors import ChangeRefused
from people.models import Affiliation, Organisation, RoleGrant, User

Row = TypeVar("Row", Affiliation, RoleGrant)


@transaction.atomic(savepoint=False)
def end_organisation(organisation: Organisation, last_day: date, successor: Organisation | None, *, by: User) -> None:
    """`last_day` is its last; from the next on `successor`, if any, carries on. Raises ChangeRefused."""
    ids = [organisation.pk, *([successor.pk] if successor else [])]
    locked = {one.pk: one for one in Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    organisation, successor = locked[organisation.pk], locked[successor.pk] if successor else None
    if faults := rules.faults_of_ending(organisation, last_day, successor):
        raise ChangeRefused(faults)
    organisation.valid_until, organisation.successor = last_day, successor
    organisation.save(update_fields=["valid_until", "successor"])
    running = Q(valid_until=None) | Q(valid_until__gt=last_day)
    bonds = list(Affiliation.objects.filter(running, organisation=organisation))
    grants = list(RoleGrant.objects.filter(running, organisation=organisation))
    Affiliation.objects.filter(pk__in=[bond.pk for bond in bonds]).update(valid_until=last_day)
    RoleGrant.objects.filter(pk__in=[grant.pk for grant in grants]).update(valid_until=last_day)
    if successor:
        Organisation.objects.filter(successor=organisation).update(successor=successor)  # who merged before goes along
        _carry_on(bonds, grants, successor, last_day + timedelta(days=1))
    audit.record(by, "end_organisation", organisation, successor.code if successor else audit.DONE)


def _carry_on(bonds: Iterable[Affiliation], grants: Iterable[RoleGrant], successor: Organisation, first: date) -> None:
    """The same at `successor` from `first` on, but for who has it there already."""
    there = set(Affiliation.objects.filter(organisation=successor).during(first, None).values_list("user", flat=True))
    Affiliation.objects.bulk_create(_anew(bond, successor, first) for bond in bonds if bond.user_id not in there)
    held = RoleGrant.objects.filter(organisation=successor).during(first, None)
    having = set(held.values_list("user", "role"))
    RoleGrant.objects.bulk_create(
        _anew(grant, successor, first) for grant in grants if (grant.user_id, grant.role) not in having
    )


def _anew(row: Row, successor: Organisation, first: date) -> Row:
    row.pk, row.organisation, row.valid_from = None, successor, first
    return row
