"""Who is invited to an edition, and whom a planner can find to invite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from courses.models import Edition
from enrolments.models import ACTIVE, Enrolment, Invited, Status
from people.models import User
from people.text import folded


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited, and where the last enrolment of that person in this edition stands, if any."""

    invited: Invited
    standing: Status | None

    @property
    def is_in(self) -> bool:
        return self.standing in ACTIVE


def guests(edition: Edition, *, pk: int | None = None) -> list[Guest]:
    """Who is invited, by name; only that one when a key is given. One query."""
    last = Enrolment.objects.filter(edition=edition, user=OuterRef("user")).order_by("-enrolled_at", "-pk")
    found = Invited.objects.filter(edition=edition).annotate(standing=Subquery(last.values("status")[:1]))
    found = found.filter(pk=pk) if pk else found
    shown = found.select_related("user", "by").order_by("user__sort_key", "pk")
    return [Guest(one, Status(one.standing) if one.standing else None) for one in shown]


def open_invitations(user: User, today: date) -> QuerySet[Invited]:
    """Invitations that `user` can still act upon, the first to close first. One query."""
    taken = Enrolment.objects.active().filter(edition=OuterRef("edition"), user=user)
    announced = [Edition.Status.PUBLISHED, Edition.Status.CONFIRMED]
    ahead = Invited.objects.filter(
        ~Exists(taken),
        user=user,
        edition__by_invitation=True,
        edition__status__in=announced,
        edition__course__is_published=True,
        edition__enrol_until__gte=today,
        edition__starts_on__gt=today,
    )
    return ahead.select_related("edition__course").order_by("edition__enrol_until", "pk")


def people_named(words: str, *, most: int) -> list[User]:
    """Who may sign in and has all these words in the name or address, by name; one more than `most` when cut."""
    found = User.objects.filter(is_active=True)
    for word in folded(words).split():
        found = found.filter(search_key__contains=word)
    return list(found.order_by("sort_key", "pk")[: most + 1])


def people_at(addresses: Iterable[str]) -> dict[str, User]:
    """Address -> who has it and may sign in. One query."""
    return {one.email: one for one in User.objects.filter(email__in=set(addresses), is_active=True)}
