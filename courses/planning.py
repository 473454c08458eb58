"""Stamping: a course's session pattern and a first day become proposed sessions with rooms and trainers.

What the caller knows of the floors above (who is busy, what is needed) comes in as an argument; this floor
knows rooms, trainers and dates only.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from courses import queries
from courses.models import Course, PatternSession, Room
from courses.slot import Slot
from people.models import User


def propose(course: Course, first_day: date, *, capacity: int) -> list[Slot]:
    """Slots for an edition of `course` that begins on `first_day`, as its pattern says.

    Each gets the smallest free room that holds `capacity` people, and free, qualified trainers; rooms and
    faces stay the same through the edition where they can. What cannot be found stays empty; `rules.clashes`
    says what is still wrong.
    """
    pattern = list(course.pattern.select_related("qualification", "module"))
    if not pattern:
        return []
    search = _Search(first_day, capacity, last_offset=max(one.day_offset for one in pattern))
    return [search.place(one) for one in pattern]


class _Search:
    """One proposal under way: what is taken already, and what it has used so far."""

    def __init__(self, first_day: date, capacity: int, *, last_offset: int) -> None:
        self.first_day, self.capacity = first_day, capacity
        self.taken: dict[tuple[str, int], list[tuple[datetime, datetime]]] = defaultdict(list)
        self.used: set[tuple[str, int]] = set()
        self.trainers: dict[int | None, list[User]] = {}
        self.rooms: dict[tuple[str, int], list[Room]] = {}
        self._note_what_is_taken(_moment(first_day, time.min), _moment(first_day + timedelta(last_offset), time.max))

    def place(self, one: PatternSession) -> Slot:
        day = self.first_day + timedelta(days=one.day_offset)
        begin, end = _moment(day, one.starts), _moment(day, one.ends)
        seats = one.capacity or self.capacity
        room = self._room(one, seats, begin, end)
        trainers = self._trainers(one, begin, end)
        self._use([("room", room.pk)] if room else [], begin, end)
        self._use([("trainer", trainer.pk) for trainer in trainers], begin, end)
        return Slot(
            title=one.title,
            title_en=one.title_en,
            starts_at=begin,
            ends_at=end,
            room=room,
            trainers=tuple(trainers),
            seats=seats,
            module=one.module,
            by_choice=one.by_choice,
            capacity=one.capacity,
        )

    def _room(self, one: PatternSession, seats: int, begin: datetime, end: datetime) -> Room | None:
        if one.room_kind == PatternSession.RoomKind.ONLINE:
            return None
        wanted = (one.room_kind, seats)
        if wanted not in self.rooms:
            self.rooms[wanted] = list(queries.rooms_for(*wanted))
        free = [room for room in self.rooms[wanted] if self._is_free(("room", room.pk), begin, end)]
        return min(free, key=lambda room: ("room", room.pk) not in self.used, default=None)

    def _trainers(self, one: PatternSession, begin: datetime, end: datetime) -> list[User]:
        if one.qualification_id not in self.trainers:
            self.trainers[one.qualification_id] = list(queries.trainers_for(one.qualification))
        can = [t for t in self.trainers[one.qualification_id] if self._is_free(("trainer", t.pk), begin, end)]
        return sorted(can, key=lambda trainer: ("trainer", trainer.pk) not in self.used)[: one.trainers]

    def _is_free(self, what: tuple[str, int], begin: datetime, end: datetime) -> bool:
        return not any(starts < end and begin < ends for starts, ends in self.taken[what])

    def _use(self, what: list[tuple[str, int]], begin: datetime, end: datetime) -> None:
        for one in what:
            self.taken[one].append((begin, end))
            self.used.add(one)

    def _note_what_is_taken(self, begin: datetime, end: datetime) -> None:
        for session in queries.released_sessions(begin, end):
            if session.room_id:
                self.taken["room", session.room_id].append((session.starts_at, session.ends_at))
            for assignment in session.assignments.all():
                if assignment.status != assignment.Status.DECLINED:
                    self.taken["trainer", assignment.trainer_id].append((session.starts_at, session.ends_at))
        for absence in queries.unavailabilities(begin, end):
            what = ("room", absence.room_id) if absence.room_id else ("trainer", absence.trainer_id or 0)
            self.taken[what].append((absence.starts_at, absence.ends_at))


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
