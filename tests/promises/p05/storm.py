"""People who enrol while processes are killed: web workers, and on PostgreSQL the processes of the database too."""

import os
import random
import signal
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from tests.promises import stage

CLIENTS = 4
KILL_AFTER = (3, 12)  # answers between two kills: a slow machine gets as far as a quick one
SOON = 0.05  # seconds between an answer and a kill, at most: somebody is always in the middle of something
TRIES = 60  # of somebody who presses again until there is an answer
ANSWERED = (302, 303)
Turn = tuple[stage.Person, str, int]  # who presses where, and how often when nobody answers


class Killer:
    """Kills a worker now and then; where the database is a server, each third time a process of that."""

    def __init__(self, site: stage.Site) -> None:
        self.site, self.chance, self._turn = site, random.Random(5), threading.Lock()
        self.workers = self.backends = 0
        self._left = KILL_AFTER[1]

    def somebody_was_answered(self) -> None:
        with self._turn:
            self._left -= 1
            if self._left <= 0:
                self._left = self.chance.randint(*KILL_AFTER)
                time.sleep(self.chance.uniform(0, SOON))
                self._kill()

    def _kill(self) -> None:
        if (self.workers + self.backends) % 3 == 2 and (pid := self._backend()):
            os.kill(pid, signal.SIGKILL)  # the server then ends all its processes, and recovers from its log
            self.backends += 1
        elif workers := self.site.workers():
            os.kill(self.chance.choice(workers), signal.SIGKILL)
            self.workers += 1

    def _backend(self) -> int:
        """A process that works for our database, but for our own; 0 where there is none."""
        from django.db import DatabaseError, connection  # noqa: PLC0415  # Django must stand first

        if connection.vendor != "postgresql":
            return 0
        others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        found: list[stage.Row] = []
        with suppress(DatabaseError):  # it is still recovering
            found = stage.rows(others)
        connection.close()
        return int(self.chance.choice(found)[0] or 0) if found else 0


def enrol_all(
    site: stage.Site, ledger: stage.Ledger, people: Sequence[stage.Person], codes: Sequence[str], killer: Killer
) -> None:
    """Everybody presses; every second one again and again until there is an answer, the others only once."""
    turns = [(person, codes[n % len(codes)], TRIES if n % 2 else 1) for n, person in enumerate(people)]
    stage.at_once([partial(_client, site, ledger, turns[start::CLIENTS], killer) for start in range(CLIENTS)])


def _client(site: stage.Site, ledger: stage.Ledger, turns: Sequence[Turn], killer: Killer) -> None:
    for person, code, tries in turns:
        key = str(uuid.uuid4())
        for _try in range(tries):
            if stage.press(site, ledger, person, code, key=key).status in ANSWERED:
                killer.somebody_was_answered()
                break
            time.sleep(0.2)
