"""Workers that are killed and started again, and the processes that keep the queue.

Workers are copies of this process: a new one is at work at once, so that a kill hits work and not a start.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.promises.copies import Copy
from tools import processes

WORKERS, KEEPERS = 2, 2
WORKER = ["db_worker", "--queue-name", "*", "--interval", "0.1", "--no-startup-delay", "--no-reload"]
KEEPER = ["send_mail"]


class Crew:
    """Every start has a log of its own in `home`; `deaths` counts workers that somebody or some task killed."""

    def __init__(self, home: Path, *, keepers: int) -> None:
        self.home, self.started, self.deaths = home, 0, 0
        self.keepers = [self._keeper() for _keeper in range(keepers)]
        self.workers = [self._worker() for _worker in range(WORKERS)]

    def kill_one(self) -> None:
        """Some worker, at any moment of its work."""
        random.choice(self.workers).kill()

    def replace_the_dead(self) -> None:
        """What a container or a service manager does."""
        for place, worker in enumerate(self.workers):
            if worker.has_ended():
                self.deaths += 1
                self.workers[place] = self._worker()

    def run_until(self, done: Callable[[], bool], *, within: float, kills: int = 0, every: float = 1.2) -> float:
        """Keep all at work, killing one now and then, until it is done; the seconds it took."""
        began = last = time.monotonic()
        while not done() or kills:
            if time.monotonic() - began > within:
                raise AssertionError(f"P08: not done after {within} s")
            if kills and time.monotonic() - last > every:
                self.kill_one()
                kills, last = kills - 1, time.monotonic()
            time.sleep(0.1)
            self.replace_the_dead()
        return time.monotonic() - began

    def alarms(self) -> int:
        """Lines in the logs that say a task was given up."""
        return sum(log.read_text().count(" is opgegeven") for log in self.home.glob("keeper-*.log"))

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()
        processes.stop(self.keepers)

    def _worker(self) -> Copy:
        return Copy(*WORKER, log=self._log("worker"))

    def _keeper(self) -> processes.Process:
        return processes.start([sys.executable, "manage.py", *KEEPER], log=self._log("keeper"), env=os.environ)

    def _log(self, name: str) -> Path:
        self.started += 1
        return self.home / f"{name}-{self.started}.log"


@contextmanager
def at_work(home: Path, *, keepers: int = KEEPERS) -> Iterator[Crew]:
    """A crew for as long as the block lasts; nothing of it stays behind."""
    crew = Crew(home, keepers=keepers)
    try:
        yield crew
    finally:
        crew.end()
