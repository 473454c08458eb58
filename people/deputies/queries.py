"""Who stands in for whom, and who could."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from people import clock
from people.models import Affiliation, Deputyship, Role, RoleGrant, User


def candidates(absent: User) -> QuerySet[User]:
    """Whom `absent` may name: who speaks for an organisation that `absent` works or speaks for, by name.

    Training contacts of it and its line managers; one query.
    """
    today = clock.today()
    here = {bond.organisation_id for bond in absent.employments} | set(absent.contact_for)
    contacts = RoleGrant.objects.on(today).filter(role=Role.TRAINING_CONTACT, organisation__in=here)
    managers = Affiliation.objects.on(today).filter(organisation__in=here, manager__isnull=False)
    found = Q(pk__in=contacts.values("user")) | Q(pk__in=managers.values("manager"))
    return User.objects.filter(found, is_active=True).exclude(pk=absent.pk)


def of(absent: User, today: date) -> QuerySet[Deputyship]:
    """Who stands in for `absent` today or later, with their names. One query."""
    found = Deputyship.objects.filter(absent=absent, valid_until__gte=today)
    return found.select_related("deputy", "named_by")


def by(deputy: User, today: date) -> QuerySet[Deputyship]:
    """For whom `deputy` stands in today or later, with their names. One query."""
    return Deputyship.objects.filter(deputy=deputy, valid_until__gte=today).select_related("absent", "named_by")


def by_absentee(absentees: Iterable[User]) -> dict[int, list[User]]:
    """Who stands in today for each of these: number of the absent -> deputies. One query, none for nobody."""
    wanted = {one.pk for one in absentees}
    if not wanted:
        return {}
    found: dict[int, list[User]] = {}
    for one in Deputyship.objects.on(clock.today()).filter(absent__in=wanted).select_related("deputy"):
        found.setdefault(one.absent_id, []).append(one.deputy)
    return found
