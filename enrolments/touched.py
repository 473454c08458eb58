"""Whom a change touches; the page that asks for the change counts them, the action tells them."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from courses.changes import SessionChange
from courses.models import Edition, TrainerAssignment
from enrolments import queries
from enrolments.models import ACTIVE, Enrolment, Status


@dataclass(frozen=True)
class Touched:
    """How many people of each kind will be told."""

    enrolled: int
    requested: int
    waiting: int
    trainers: int
    offered: int = 0

    def __bool__(self) -> bool:
        return bool(self.enrolled or self.requested or self.waiting or self.offered or self.trainers)


def enrolments(change: SessionChange) -> QuerySet[Enrolment]:
    """Who has a seat in a session that moves; who has none yet only when its day does. Nobody for other trainers.

    Of a workshop: who chose it. One query.
    """
    session = change.session
    if not change.moves:
        return Enrolment.objects.none()
    statuses = ACTIVE if change.moves_day else [Status.ENROLLED]
    follows = queries.following(session)
    found = Enrolment.objects.filter(follows, edition=session.edition_id, status__in=statuses).distinct()
    return found.select_related("user", "organisation").order_by("number")


def by_cancelling(edition: Edition) -> Touched:
    """How many people are in `edition` and teach in it: whom calling it off concerns. Two queries."""
    by_status = Enrolment.objects.active().filter(edition=edition).order_by().values("status")
    people: dict[str, int] = dict(by_status.annotate(people=Count("pk")).values_list("status", "people"))
    coming = TrainerAssignment.objects.coming().filter(session__edition=edition)
    return Touched(
        enrolled=people.get(Status.ENROLLED, 0),
        requested=people.get(Status.REQUESTED, 0),
        waiting=people.get(Status.WAITING, 0),
        offered=people.get(Status.OFFERED, 0),
        trainers=coming.values("trainer").distinct().count(),
    )


def count(change: SessionChange) -> Touched:
    """How many `change` touches; nobody in a concept. One query."""
    if not change or not change.session.edition.is_ahead:
        return Touched(0, 0, 0, 0)
    by_status = enrolments(change).order_by().values("status").annotate(people=Count("pk", distinct=True))
    people: dict[str, int] = dict(by_status.values_list("status", "people"))
    trainers = {*change.session.coming, *change.joining}  # who declined is not told
    return Touched(
        enrolled=people.get(Status.ENROLLED, 0),
        requested=people.get(Status.REQUESTED, 0),
        waiting=people.get(Status.WAITING, 0),
        offered=people.get(Status.OFFERED, 0),
        trainers=len(trainers),
    )
