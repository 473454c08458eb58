"""A session as planning sees it, before or after it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from courses.models import Module, Room, Session
from people.models import User


@dataclass(frozen=True)
class Slot:
    """A time, a room, trainers, and how many people it must hold. Times are aware."""

    title: str
    starts_at: datetime
    ends_at: datetime
    room: Room | None
    trainers: tuple[User, ...]
    seats: int
    title_en: str = ""
    module: Module | None = None
    by_choice: bool = False
    capacity: int | None = None  # of a workshop; elsewhere the edition decides

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Shares a moment with the span; touching is not meeting: 9-10 h and 10-11 h go together."""
        return self.starts_at < ends_at and starts_at < self.ends_at


def of_session(session: Session) -> Slot:
    """The slot of a saved session. Needs `edition`, `room__location` and `assignments__trainer` at hand."""
    return Slot(
        title=session.title,
        title_en=session.title_en,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        room=session.room,
        trainers=session.coming,
        seats=session.capacity or session.edition.capacity,
        module=session.module,
        by_choice=session.by_choice,
        capacity=session.capacity,
    )
