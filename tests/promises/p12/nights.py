"""The work that returns, through both nights in which the clock changes: each turn once, by two keepers and workers.

The clock goes on half an hour at a time. What comes less often than that has one turn at each step, the rest when its
time is there; the referee counts tasks in the database. Who has a seat is reminded at the hour of the wall, not before.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.promises import stage
from tests.promises.p12.clock import Clock
from tools import processes

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NIGHTS = [date(2027, 3, 28), date(2027, 10, 31)]
HALF_HOUR = timedelta(minutes=30)
BEGINS, ENDS = (1, 0), (3, 30)  # hour and minute of the wall
WITHIN, WITHIN_CONTROL = 60.0, 12.0  # seconds in which all turns of a step are over
SETTLES = 1.0  # seconds in which a second task for the same turn would come
COMMAND = {
    "send_mail": ["send_mail"],
    "db_worker": ["db_worker", "--queue-name", "*", "--interval", "0.1", "--no-startup-delay", "--no-reload"],
}


class Turns:
    """What had its turn, beside what should have had it."""

    def __init__(self, within: float = WITHIN) -> None:
        from django.conf import settings  # noqa: PLC0415  # Django must stand first

        self.jobs = {job.task: job.every for job in settings.PERIODIC_JOBS.values()}
        self.due: dict[str, datetime] = {}
        self.seen: dict[str, str] = {}  # task -> path
        self._new(keep=True)
        self.within = within
        self.turns, self.wrong = 0, list[str]()

    def step(self, now: datetime) -> None:
        """Wait for all that is due at `now`, and note what came too often, or not. Reckons in UTC: hours that last."""
        wall, now = now, now.astimezone(UTC)
        expected = Counter(path for path in self.jobs if self.due.get(path, now) <= now)
        began = time.monotonic()
        while (found := self._new()) != expected and time.monotonic() - began < self.within:
            if found - expected:
                break  # too often: waiting does not mend it
            time.sleep(0.1)
        time.sleep(SETTLES)
        found = self._new(keep=True)
        self.turns += expected.total()
        self.wrong += [
            f"{wall:%d-%m %H:%M} {path} {found[path]}" for path in self.jobs if found[path] != expected[path]
        ]
        self.due |= {path: now + self.jobs[path] for path in expected}

    def _new(self, *, keep: bool = False) -> Counter[str]:
        """Tasks that came to a good end since the last step."""
        sql = "SELECT id, task_path FROM django_tasks_database_dbtaskresult WHERE status = 'SUCCESSFUL'"
        new = {str(pk): str(path) for pk, path in stage.rows(sql) if str(pk) not in self.seen}
        if keep:
            self.seen |= new
        return Counter(path for path in new.values() if path in self.jobs)


def through(clock: Clock, home: Path, nights: Sequence[date] = tuple(NIGHTS)) -> tuple[Turns, dict[str, int]]:
    """All nights: the turns, and for each night how many were reminded before the hour and after it."""
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    turns, reminded = Turns(), dict[str, int]()
    for night in nights:
        _seat_in_what_begins_soon(night)
        clock.set(_moments(night)[0])
        with at_work(home):
            for moment in _moments(night):
                clock.set(moment)
                turns.step(moment)
            for name, before in (("early", HALF_HOUR), ("late", -HALF_HOUR)):
                moment = datetime.combine(night, settings.WAKING_HOURS[0], AMSTERDAM) - before
                clock.set(moment)
                turns.step(moment)
                reminded[f"{night:%d-%m} {name}"] = _reminders()
    return turns, reminded


def forgetful(clock: Clock, home: Path) -> list[str]:
    """The control: keepers that know no zones, in the hour that comes twice."""
    stage.rows("DELETE FROM people_periodicjob")
    turns = Turns(WITHIN_CONTROL)
    first = datetime(2027, 10, 31, 2, 0, tzinfo=AMSTERDAM)
    clock.set(first)
    with at_work(home, keeper="tests.promises.p12.wall_clock"):
        for number in range(3):
            moment = datetime.fromtimestamp(first.timestamp() + number * HALF_HOUR.total_seconds(), AMSTERDAM)
            clock.set(moment)
            turns.step(moment)
    return turns.wrong


@contextmanager
def at_work(home: Path, *, keeper: str = "tests.promises.p12.clock") -> Iterator[None]:
    """Two who keep the queue and two who work, for as long as the block lasts."""
    crew = []
    try:
        for place, (module, command) in enumerate(
            [(keeper, "send_mail"), ("tests.promises.p12.clock", "db_worker")] * 2
        ):
            log = home / f"{command}-{place}.log"
            arguments = [sys.executable, "-m", module, *COMMAND[command]]
            crew.append(processes.start(arguments, log=log, env=os.environ))
        yield
    finally:
        processes.stop(crew)


def _moments(night: date) -> list[datetime]:
    """Each half hour of a night as it really passes: three hours of the wall are two in spring, and four in autumn."""
    first, last = (datetime(night.year, night.month, night.day, *wall, tzinfo=AMSTERDAM) for wall in (BEGINS, ENDS))
    number = round((last.timestamp() - first.timestamp()) / HALF_HOUR.total_seconds())
    return [
        datetime.fromtimestamp(first.timestamp() + step * HALF_HOUR.total_seconds(), AMSTERDAM)
        for step in range(number + 1)
    ]


def _seat_in_what_begins_soon(night: date) -> None:
    """Somebody who is to be reminded on the day of `night`."""
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from tests import make  # noqa: PLC0415  # the same

    begins = night + settings.START_REMINDER
    edition = make.edition(starts_on=begins, enrol_from=night - timedelta(days=90), enrol_until=night)
    make.enrolment(make.user(), edition)


def _reminders() -> int:
    return int(stage.rows("SELECT COUNT(*) FROM people_message WHERE kind = 'reminder'")[0][0] or 0)
