"""A clock that somebody else sets, for processes of the product: how many seconds it is off stands in a file.

`python -m tests.promises.p12.clock send_mail` is `manage.py send_mail` under that clock. It is the clock of the wall
that moves, as Python reads it everywhere in the process; what measures how long something takes stays as it is, as on
a machine whose clock is set. libfaketime moves both, and Python's sleep with them.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

FILE = "LEERLIJN_TEST_CLOCK"
EVERY = 0.02  # seconds between looks at the file


class Clock:
    """The clock, for who sets it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set(datetime.now(UTC))

    def set(self, moment: datetime) -> None:
        self._off(moment.timestamp() - time.time())

    def step(self, by: timedelta) -> None:
        self._off(float(self.file.read_text()) + by.total_seconds())

    def _off(self, seconds: float) -> None:
        half = self.file.with_suffix(".new")
        half.write_text(f"{seconds}")
        half.rename(self.file)
        time.sleep(3 * EVERY)  # everybody saw it


@contextmanager
def shared(file: Path) -> Iterator[Clock]:
    """A clock for all processes that are started by `manage` or as `tests.promises.p12.clocked` within the block."""
    clock = Clock(file)
    os.environ[FILE] = str(file)
    try:
        yield clock
    finally:
        del os.environ[FILE]


def follow() -> None:
    """From now on this process lives by the shared clock."""
    file, off = Path(os.environ[FILE]), 0.0
    here = time_machine.travel(datetime.now(UTC), tick=True).start()

    def look() -> None:
        nonlocal off
        said = float(file.read_text())
        if said != off:
            here.shift(timedelta(seconds=said - off))
            off = said

    def keep_looking() -> None:
        while True:
            time.sleep(EVERY)
            look()

    look()
    threading.Thread(target=keep_looking, daemon=True).start()


def main(*command: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings  # noqa: PLC0415  # the clock comes first
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # the same

    settings.REMINDERS_FROM, settings.REMINDERS_UNTIL = settings.WAKING_HOURS  # as in production
    execute_from_command_line(["manage.py", *command])


if __name__ == "__main__":
    follow()
    main(*sys.argv[1:])
