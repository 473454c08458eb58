"""Is somebody doing the work? Each mail sender and worker says so every few seconds, also while it is busy."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from people.models import BackgroundProcess

EVERY = 10.0  # seconds
FORGOTTEN = timedelta(days=1)  # a process that was killed is shown as silent for so long
Kind = BackgroundProcess.Kind


@dataclass(frozen=True)
class Shift:
    """The processes of one kind that were heard of lately, and those of them that live."""

    kind: Kind
    known: list[BackgroundProcess]
    alive: list[BackgroundProcess]

    @property
    def number(self) -> int:
        return len(self.alive)

    @property
    def last_seen(self) -> datetime | None:
        return max((process.seen_at for process in self.known), default=None)


def shifts(now: datetime) -> list[Shift]:
    """Of every kind one, also when nobody ever ran. One query."""
    known = list(BackgroundProcess.objects.filter(seen_at__gte=now - FORGOTTEN))
    heard = now - settings.PROCESS_SILENT
    return [
        Shift(kind, mine, [process for process in mine if process.seen_at >= heard])
        for kind in Kind
        for mine in [[process for process in known if process.kind == kind]]
    ]


@contextmanager
def beating(kind: Kind) -> Iterator[None]:
    """Say that this process lives, for as long as the block lasts; in a thread of its own, so work may take long."""
    ended = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(ended, kind), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(EVERY)


def beat(kind: Kind) -> None:
    """This process lives, now."""
    me, now = _me(kind), timezone.now()
    if not BackgroundProcess.objects.filter(**me).update(seen_at=now):
        BackgroundProcess.objects.bulk_create([BackgroundProcess(**me)], ignore_conflicts=True)


def stop(kind: Kind) -> None:
    """This process ends as it should, so nobody need miss it."""
    BackgroundProcess.objects.filter(**_me(kind)).delete()


def forget(now: datetime) -> None:
    """Processes that nobody expects back."""
    BackgroundProcess.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def _beat_until(ended: threading.Event, kind: Kind) -> None:
    while True:
        with suppress(DatabaseError):  # away or busy: the next beat tells
            stop(kind) if ended.is_set() else beat(kind)
        connection.close()  # one of this thread; not kept between two beats
        if ended.is_set():
            return
        ended.wait(EVERY)


def _me(kind: Kind) -> dict[str, str | int]:
    return {"kind": kind, "host": socket.gethostname()[:100], "pid": os.getpid()}
