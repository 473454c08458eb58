"""What happens to editions: stamped, published, followed through their days, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import queries, rules
from courses.errors import EditionRefused
from courses.models import Course, Edition, Room, Session, TrainerAssignment
from courses.slot import Slot, of_session
from people import audit, clock
from people.models import User

Status = Edition.Status


@dataclass(frozen=True)
class Stamp:
    """What a planner decides about a new edition; the rest comes from its course."""

    course: Course
    first_day: date
    delivery: str
    capacity: int
    minimum: int


@transaction.atomic
def stamp(wish: Stamp, slots: Sequence[Slot], *, by: User) -> Edition:
    """A new concept edition with these sessions and its trainers asked. Clashes do not stop a concept."""
    course = Course.objects.select_for_update().get(pk=wish.course.pk)  # its codes are given one after another
    first, last = _first_and_last(wish, slots)
    edition = Edition.objects.create(
        course=course,
        code=_next_code(course, first),
        delivery=wish.delivery,
        capacity=wish.capacity,
        minimum=wish.minimum,
        enrol_from=min(clock.today(), first),
        enrol_until=max(min(clock.today(), first), first - timedelta(days=course.closes_days_before)),
        decide_by=first - timedelta(days=21) if wish.minimum else None,
        starts_on=first,
        ends_on=last,
    )
    for slot in slots:
        _add_session(edition, slot)
    audit.record(by, "stamp", edition)
    return edition


@transaction.atomic
def publish(edition: Edition, *, by: User) -> Edition:
    """Announce a concept. Raises EditionRefused when it cannot be, or when a room or trainer is in two places."""
    edition = _locked(edition)
    if reason := rules.why_not_publish(edition):
        raise EditionRefused([], reason)
    sessions = _sessions_with_their_resources_locked(edition)
    clashes = [c for c in rules.clashes([of_session(s) for s in sessions], edition=edition) if not c.warning]
    if clashes:
        raise EditionRefused(clashes)
    _become(edition, Status.PUBLISHED)
    audit.record(by, "publish", edition)
    return edition


@transaction.atomic
def cancel(edition: Edition, *, by: User) -> Edition:
    """Call an edition off; its sessions are cancelled items in every calendar from now on.

    The floor that knows the participants (`enrolments.actions.cancel_edition`) calls this and tells them.
    """
    edition = _locked(edition)
    if edition.status in (Status.COMPLETED, Status.CANCELLED):
        raise EditionRefused([], _("Deze uitvoering is al voorbij."))
    _become(edition, Status.CANCELLED)
    for session in edition.sessions.all():
        session.sequence += 1
        session.changed_at = timezone.now()
        session.save(update_fields=["sequence", "changed_at"])
    audit.record(by, "cancel_edition", edition)
    return edition


def follow(today: date) -> int:
    """Move announced editions with the calendar: running from the first day, completed after the last.

    Safe to repeat; the number moved.
    """
    announced = Edition.objects.filter(status__in=[Status.PUBLISHED, Status.CONFIRMED])
    begun = announced.filter(starts_on__lte=today, ends_on__gte=today).update(status=Status.RUNNING)
    over = Edition.objects.filter(status__in=[Status.PUBLISHED, Status.CONFIRMED, Status.RUNNING], ends_on__lt=today)
    return begun + over.update(status=Status.COMPLETED)


def _first_and_last(wish: Stamp, slots: Sequence[Slot]) -> tuple[date, date]:
    days = [timezone.localdate(moment) for slot in slots for moment in (slot.starts_at, slot.ends_at)]
    return min(days, default=wish.first_day), max(days, default=wish.first_day)


def _next_code(course: Course, first_day: date) -> str:
    """`NFPA-2027-3`: the course, the year, and how many there are already."""
    begin = f"{course.code}-{first_day:%Y}-"
    taken = Edition.objects.filter(code__startswith=begin).values_list("code", flat=True)
    numbers = [int(code.removeprefix(begin)) for code in taken if code.removeprefix(begin).isdecimal()]
    return f"{begin}{max(numbers, default=0) + 1}"


def _add_session(edition: Edition, slot: Slot) -> None:
    session = Session.objects.create(
        edition=edition,
        module=slot.module,
        title=slot.title,
        title_en=slot.title_en,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        room=slot.room,
        by_choice=slot.by_choice,
        capacity=slot.capacity,
    )
    TrainerAssignment.objects.bulk_create(TrainerAssignment(session=session, trainer=t) for t in slot.trainers)


def _sessions_with_their_resources_locked(edition: Edition) -> list[Session]:
    """The sessions, after locking their rooms and trainers in order, so that two publishers wait for each other."""
    sessions = list(queries.sessions_of(edition))
    rooms = {session.room_id for session in sessions if session.room_id}
    trainers = {assignment.trainer_id for session in sessions for assignment in session.assignments.all()}
    list(Room.objects.select_for_update(no_key=True).filter(pk__in=rooms).order_by("pk"))
    list(User.objects.select_for_update(no_key=True).filter(pk__in=trainers).order_by("pk"))
    return sessions


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=["self"]).select_related("course").get(pk=edition.pk)


def _become(edition: Edition, status: Status) -> None:
    edition.status = status
    edition.save(update_fields=["status"])
