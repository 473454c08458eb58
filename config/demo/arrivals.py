"""How an edition fills up: people arrive, some leave, and the waiting list moves. No rows, only what happened."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from config.demo.story import at_time
from enrolments.models import EnrolmentChange, Status

Reason = EnrolmentChange.Reason


@dataclass(frozen=True)
class Step:
    """One change of an enrolment. `alone` is true when the person did it, not the system."""

    status: Status
    reason: Reason
    at: datetime
    alone: bool = True


@dataclass
class Life:
    """What happened to one enrolment, from its arrival."""

    steps: list[Step] = field(default_factory=list)

    @property
    def status(self) -> Status:
        return self.steps[-1].status

    @property
    def arrived_at(self) -> datetime:
        return self.steps[0].at


@dataclass(frozen=True)
class Window:
    """When people arrive, and until when they may leave again."""

    opens: datetime
    closes: datetime
    leave_until: datetime


def simulate(
    arrivals: int, withdrawals: int, *, seats: int, stay: Container[int], window: Window, luck: Random
) -> list[Life]:
    """The lives of `arrivals` people in order of arrival; those at the places in `stay` never leave.

    Whoever finds no seat waits; a seat that comes free goes to who waits longest.
    """
    if window.opens >= window.closes:
        return []
    moments = sorted(_office_hour(window.opens, window.closes, luck) for _ in range(arrivals))
    lives = [Life() for _ in moments]
    leaving = _leaving(moments, withdrawals, stay, window, luck)
    events = [(at, "arrive", n) for n, at in enumerate(moments)] + [(at, "leave", n) for n, at in leaving.items()]
    for at, what, number in sorted(events):
        life = lives[number]
        if what == "arrive":
            seated = sum(one.status == Status.ENROLLED for one in lives if one.steps) < seats
            status, reason = (Status.ENROLLED, Reason.ENROLLED) if seated else (Status.WAITING, Reason.FULL)
            life.steps.append(Step(status, reason, at))
        else:
            _leave(life, lives, at)
    return lives


def _leave(life: Life, lives: list[Life], at: datetime) -> None:
    had_a_seat = life.status == Status.ENROLLED
    life.steps.append(Step(Status.WITHDRAWN, Reason.WITHDREW, at))
    waiting = next((one for one in lives if one.steps and one.status == Status.WAITING), None)
    if had_a_seat and waiting:
        waiting.steps.append(Step(Status.ENROLLED, Reason.MOVED_UP, at, alone=False))


def _leaving(
    moments: list[datetime], wanted: int, stay: Container[int], window: Window, luck: Random
) -> dict[int, datetime]:
    """Who leaves, and when: at least a day after arriving."""
    day = timedelta(days=1)
    can = [n for n, at in enumerate(moments) if n not in stay and at + 2 * day < window.leave_until]
    chosen = sorted(luck.sample(can, min(wanted, len(can))))
    return {n: _office_hour(moments[n] + day, window.leave_until, luck) for n in chosen}


def _office_hour(begin: datetime, end: datetime, luck: Random) -> datetime:
    """A moment between two, early rather than late, at an hour when people sit at a desk."""
    days = (timezone.localdate(end) - timezone.localdate(begin)).days
    day = timezone.localdate(begin) + timedelta(days=int(days * luck.random() ** 1.5))
    moment = at_time(day, time(luck.randrange(8, 18), luck.randrange(60), luck.randrange(60)))
    return min(max(moment, begin), end)
