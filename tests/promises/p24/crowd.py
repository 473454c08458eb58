"""Who else is there while hostile files are read: people who look at the offer, and a watch on the server's memory."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.promises.stage import Answer, Site

PER_SECOND = 20
PAGE = "/aanbod/"
LOOKS_EVERY = 0.1  # seconds, between two looks at the memory
LOOKERS = 10  # threads that ask in turn, so that one slow answer holds up none of the next


@dataclass
class Crowd:
    """What the others were answered, and the most that the server took meanwhile."""

    answers: list[Answer] = field(default_factory=list)
    before: int = 0  # megabytes, all processes of the server together
    most: int = 0


@contextmanager
def around(site: Site) -> Iterator[Crowd]:
    """Twenty requests a second for as long as the block lasts."""
    crowd, over = Crowd(before=_megabytes(site.pid)), threading.Event()
    threads = [threading.Thread(target=_look, args=(site, crowd, over, n)) for n in range(LOOKERS)]
    threads.append(threading.Thread(target=_watch, args=(site, crowd, over)))
    for thread in threads:
        thread.start()
    try:
        yield crowd
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _look(site: Site, crowd: Crowd, over: threading.Event, number: int) -> None:
    """Ask every half second, each looker at another moment of it."""
    every = LOOKERS / PER_SECOND
    at = time.monotonic() + number / PER_SECOND
    while not over.wait(max(0.0, at - time.monotonic())):
        started = time.perf_counter()
        status = site.open(PAGE)
        crowd.answers.append(Answer(0, PAGE, status, "", time.perf_counter() - started))
        at += every


def _watch(site: Site, crowd: Crowd, over: threading.Event) -> None:
    while not over.wait(LOOKS_EVERY):
        crowd.most = max(crowd.most, _megabytes(site.pid))


def _megabytes(pid: int) -> int:
    """What `pid` and everything it started take, memory that they share counted once."""
    return sum(_kilobytes(one) for one in _family(pid)) // 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    for threads in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = threads.read_text().split()
        except OSError:  # it has just ended
            continue
        for child in children:
            yield from _family(int(child))


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has just ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
