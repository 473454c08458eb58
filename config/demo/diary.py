"""Who and what is taken when, so that no room or trainer of the story is in two places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from courses.models import PatternSession, Qualification, Room, Unavailability
from people.models import User

Span = tuple[datetime, datetime]


class Diary:
    """The rooms and trainers, and the times at which they are taken."""

    def __init__(self) -> None:
        self._rooms = list(Room.objects.select_related("location__area").order_by("capacity", "pk"))
        self._holders = {one.pk: list(one.holders.order_by("pk")) for one in Qualification.objects.all()}
        self._taken: dict[tuple[str, int], list[Span]] = defaultdict(list)
        self._turns: dict[int, int] = defaultdict(int)  # sessions per trainer, so that everyone has a turn
        for absence in Unavailability.objects.all():
            what = ("room", absence.room_id) if absence.room_id else ("trainer", absence.trainer_id or 0)
            self._taken[what].append((absence.starts_at, absence.ends_at))

    def room(self, one: PatternSession, area: str, seats: int, span: Span, *, used: Iterable[Room]) -> Room | None:
        """A free room that fits: one of the edition's own before another, in its area before elsewhere."""
        if one.room_kind == PatternSession.RoomKind.ONLINE:
            return None
        own = set(used)
        fitting = [r for r in self._rooms if r.kind == one.room_kind and r.capacity >= seats]
        free = [room for room in fitting if self._is_free(("room", room.pk), span)]
        found = min(free, key=lambda room: (room not in own, _area_of(room) != area), default=None)
        if found:
            self._taken["room", found.pk].append(span)
        return found

    def trainers(self, one: PatternSession, span: Span, *, lead: User | None, used: Iterable[User]) -> list[User]:
        """Free people who can teach it: the lead, then the edition's own, then who taught least."""
        own = set(used)
        free = [t for t in self._holders[one.qualification_id or 0] if self._is_free(("trainer", t.pk), span)]
        free.sort(key=lambda trainer: (trainer != lead, trainer not in own, self._turns[trainer.pk], trainer.pk))
        for trainer in free[: one.trainers]:
            self._taken["trainer", trainer.pk].append(span)
            self._turns[trainer.pk] += 1
        return free[: one.trainers]

    def _is_free(self, what: tuple[str, int], span: Span) -> bool:
        return not any(starts < span[1] and span[0] < ends for starts, ends in self._taken[what])


def _area_of(room: Room) -> str:
    return room.location.area.code if room.location.area else ""
