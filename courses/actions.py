"""What happens to editions: stamped, published, a session changed, followed through their days, cancelled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from courses import changes, dates, queries, rules
from courses.changes import SessionChange, SessionWish
from courses.errors import EditionRefused
from courses.models import Course, Edition, Room, Session
from courses.slot import Slot, of_session
from courses.trainers import actions as trainers
from people import audit, clock, meanwhile
from people.errors import changed_meanwhile
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
    by_invitation: bool = False


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
        by_invitation=wish.by_invitation,
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
    """Announce a concept. Raises EditionRefused when it cannot be, or when a room or trainer is in two places.

    The floor that knows who is interested (`enrolments.actions.publish_edition`) calls this and tells them.
    """
    edition = lock(edition)
    if reason := rules.why_not_publish(edition):
        raise EditionRefused([], reason)
    sessions = _sessions_with_their_resources_locked(edition)
    clashes = [c for c in rules.clashes([of_session(s) for s in sessions], edition=edition) if not c.warning]
    if clashes:
        raise EditionRefused(clashes)
    _become(edition, Status.PUBLISHED)
    trainers.ask_all(edition)
    audit.record(by, "publish", edition)
    return edition


@transaction.atomic
def set_materials(edition: Edition, url: str, *, seen: str, by: User) -> Edition:
    """Note where those who were there find the material; empty: nowhere. `seen` is the address that the planner saw.

    Raises EditionRefused.
    """
    edition = lock(edition)
    if meanwhile.changed(seen, edition.materials_url):
        raise EditionRefused([], changed_meanwhile())
    edition.materials_url = url
    edition.save(update_fields=["materials_url"])
    audit.record(by, "set_materials", edition)
    return edition


@transaction.atomic
def set_capacity(edition: Edition, capacity: int, *, seen: int, by: User) -> Edition:
    """Let `edition` have so many seats; `seen` is how many the planner saw. Raises EditionRefused.

    The floor that knows who sits in them (`enrolments.seats.actions.set_capacity`) calls this, and fills or refuses.
    """
    edition = lock(edition)
    if reason := rules.why_not_resize(edition, capacity):
        raise EditionRefused([], reason)
    if meanwhile.changed(seen, edition.capacity):
        raise EditionRefused([], changed_meanwhile())
    edition.capacity = capacity
    edition.save(update_fields=["capacity"])
    audit.record(by, "set_capacity", edition, str(capacity))
    return edition


@transaction.atomic
def set_own_seats(session: Session, seats: int | None, *, seen: int, by: User) -> Session:
    """Let `session` be a workshop with so many seats; without a number all attend it. Raises EditionRefused.

    `seen` is the number that the planner saw, 0 of what all attend. Nobody who chose it is thrown out.
    """
    session = lock_session(session)
    if reason := rules.why_not_own_seats(session, seats):
        raise EditionRefused([], reason)
    if meanwhile.changed(seen, session.own_seats or 0):
        raise EditionRefused([], changed_meanwhile())
    if seats or session.by_choice:  # what all attend keeps what its room may have asked
        session.by_choice, session.capacity = seats is not None, seats
    session.save(update_fields=["by_choice", "capacity"])
    audit.record(by, "set_own_seats", session, str(seats or ""))
    return session


@transaction.atomic
def drop_workshop(session: Session, *, by: User) -> None:
    """Take a workshop out of its edition and tell its trainers. Raises EditionRefused.

    The floor that knows who chose it (`enrolments.workshops.actions.drop`) calls this and tells them.
    """
    session = lock_session(session)
    edition = session.edition
    if reason := rules.why_not_drop(session, now=clock.now(), out_of=edition.sessions.count()):
        raise EditionRefused([], reason)
    trainers.take_off(session, session.trainers.all(), is_told=edition.is_ahead)
    audit.record(by, "drop_workshop", session)
    session.delete()
    _span(edition)


@transaction.atomic
def change_session(session: Session, wish: SessionWish, *, seen: int, by: User) -> SessionChange:
    """Let `session` become as `wish` says, and tell its trainers if it was announced. Raises EditionRefused.

    `seen` is the sequence that the planner saw: what somebody else changed meanwhile is not overwritten. Clashes do
    not stop a concept. The floor that knows the participants (`enrolments.actions.change_session`) tells them.
    """
    session = lock_session(session)
    change = SessionChange(session, changes.as_it_is(session), wish)
    if reason := rules.why_not_become(session, change.slot, now=clock.now()):
        raise EditionRefused([], reason)
    if meanwhile.changed(seen, session.sequence):
        raise EditionRefused([], changed_meanwhile())
    if change:
        _change(change)
        audit.record(by, "change_session", session)
    return change


@transaction.atomic
def cancel(edition: Edition, *, by: User) -> Edition:
    """Call an edition off and tell its trainers; its sessions are cancelled items in every calendar from now on.

    The floor that knows the participants (`enrolments.actions.cancel_edition`) calls this and tells them.
    """
    edition = lock(edition)
    if why_not := rules.why_not_cancel(edition):
        raise EditionRefused([], why_not)
    was_ahead = edition.is_ahead
    _become(edition, Status.CANCELLED)
    for session in edition.sessions.all():
        session.sequence += 1
        session.changed_at = timezone.now()
        session.save(update_fields=["sequence", "changed_at"])
    if was_ahead:
        trainers.tell_cancelled(edition)
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
    trainers.put_on(session, slot.trainers, is_told=False)


def _change(change: SessionChange) -> None:
    """Under the lock of the edition. Who leaves reads of the session as it was, who comes or stays as it is now."""
    session, wish, slot = change.session, change.becomes, change.slot
    is_told = session.edition.is_ahead
    _lock({wish.room.pk} if wish.room else set(), {one.pk for one in slot.trainers})
    if clashes := rules.stopping(rules.clashes_of(session, slot), session.edition):
        raise EditionRefused(clashes)
    trainers.take_off(session, change.leaving, is_told=is_told)
    session.starts_at, session.ends_at, session.room, session.online_url = wish.when_and_where
    session.sequence, session.changed_at = session.sequence + 1, timezone.now()
    session.save(update_fields=["starts_at", "ends_at", "room", "online_url", "sequence", "changed_at"])
    trainers.put_on(session, change.joining, is_told=is_told)
    _span(session.edition)
    if is_told:
        trainers.tell_change(change)


def _span(edition: Edition) -> None:
    """Let the days of `edition` be those of its sessions, and its deadlines move along.

    What has not begun any more, is only announced.
    """
    spans = edition.sessions.values_list("starts_at", "ends_at")
    found = dates.following(edition, [moment for span in spans for moment in span])
    edition.starts_on, edition.ends_on = found.starts_on, found.ends_on
    edition.enrol_until, edition.decide_by = found.enrol_until, found.decide_by
    if edition.status == Status.RUNNING and edition.starts_on > clock.today():
        edition.status = Status.PUBLISHED
    edition.save(update_fields=["starts_on", "ends_on", "enrol_until", "decide_by", "status"])


def _sessions_with_their_resources_locked(edition: Edition) -> list[Session]:
    """The sessions, after locking their rooms and trainers."""
    sessions = list(queries.sessions_of(edition))
    rooms = {session.room_id for session in sessions if session.room_id}
    teaching = {assignment.trainer_id for session in sessions for assignment in session.assignments.all()}
    _lock(rooms, teaching)
    return sessions


def _lock(rooms: Collection[int], trainers: Collection[int]) -> None:
    """In order, so that two who plan the same room or trainer wait for each other."""
    list(Room.objects.select_for_update(no_key=True).filter(pk__in=rooms).order_by("pk"))
    list(User.objects.select_for_update(no_key=True).filter(pk__in=trainers).order_by("pk"))


def lock(edition: Edition) -> Edition:
    """`edition` as it is now; nobody else changes its seats until the transaction ends (docs/decisions/0004)."""
    return to_lock().get(pk=edition.pk)


def to_lock() -> QuerySet[Edition]:
    """Editions that are locked as soon as they are read; with their courses."""
    return Edition.objects.select_for_update(of=["self"]).select_related("course")


def lock_session(session: Session) -> Session:
    """`session` as it is now, under the lock of its edition. Raises EditionRefused when it was dropped meanwhile."""
    edition = lock(session.edition)
    found = queries.sessions_of(edition).filter(pk=session.pk).first()
    if found is None:
        raise EditionRefused([], changed_meanwhile())
    found.edition = edition
    return found


def _become(edition: Edition, status: Status) -> None:
    edition.status = status
    edition.save(update_fields=["status"])
