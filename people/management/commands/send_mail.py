"""`manage.py send_mail`: sends what is in the outbox, and gives the periodic jobs and the queue their turn."""

import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from people import heartbeat, outbox, queue
from people.origin import origin

PAUSE = 0.5  # seconds between looks at an empty outbox
KEEPER_EVERY = 5  # seconds between looks at queue and clock


class Command(BaseCommand):
    help = "Send the outbox and keep the queue; runs until it is told to stop."
    stopping = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now, then stop")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        origin.set("send_mail")
        if once:
            while outbox.send_due():
                pass
            return
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        with heartbeat.beating(heartbeat.Kind.MAIL):
            self._loop()

    def _loop(self) -> None:
        kept = 0.0
        while not self.stopping:
            try:
                sent = outbox.send_due()
                if time.monotonic() - kept > KEEPER_EVERY:
                    kept = time.monotonic()
                    queue.sweep(timezone.now())
                    queue.tick(settings.PERIODIC_JOBS, timezone.now())
            except DatabaseError as error:  # the database is away or busy: mail waits, it is not lost
                self.stderr.write(f"database: {type(error).__name__}")
                sent = 0
            close_old_connections()
            if not sent:
                time.sleep(PAUSE)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True
