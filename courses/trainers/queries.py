"""Who was asked for what."""

from collections.abc import Iterable

from django.db.models import QuerySet

from courses.models import Edition, TrainerAssignment
from people.models import User


def asked_of(user: User) -> QuerySet[TrainerAssignment]:
    """All that `user` was asked for in editions that were announced, in order of time, whatever the answer was.

    A concept asks nobody yet. One query.
    """
    mine = TrainerAssignment.objects.filter(trainer=user).exclude(session__edition__status=Edition.Status.CONCEPT)
    return mine.select_related("session__edition__course", "session__room__location", "trainer").order_by(
        "session__starts_at", "pk"
    )


def coming_to(edition: Edition) -> QuerySet[TrainerAssignment]:
    """Whoever is asked for, or has accepted, a session of `edition`, by person. One query."""
    coming = TrainerAssignment.objects.coming().filter(session__edition=edition)
    found = coming.select_related("session__edition__course", "session__room__location", "trainer")
    return found.order_by("trainer", "session__starts_at", "pk")


def by_trainer(assignments: Iterable[TrainerAssignment]) -> dict[User, list[TrainerAssignment]]:
    """The same, each person once."""
    found: dict[User, list[TrainerAssignment]] = {}
    for one in assignments:
        found.setdefault(one.trainer, []).append(one)
    return found
