"""Copies of this process that run a command of ours: they start at once, for Django stands already."""

from __future__ import annotations

import os
import random
import signal
import traceback
from collections.abc import Callable
from pathlib import Path


class Copy:
    """One of them; `changed` takes a protection away in the copy. What it says goes to `log`."""

    def __init__(self, *words: str, log: Path | None = None, changed: Callable[[], None] = lambda: None) -> None:
        from django.core.management import call_command  # noqa: PLC0415  # Django must stand first
        from django.db import connections  # noqa: PLC0415  # the same

        self._ended = False
        connections.close_all()
        self.pid = os.fork()
        if self.pid:
            return
        try:
            if log:
                _speak_to(log)
            random.seed()
            changed()
            call_command(*words)
        except BaseException:  # this is the copy: nobody above may go on with it
            traceback.print_exc()
        finally:
            os._exit(0)

    def has_ended(self) -> bool:
        if not self._ended:
            self._ended = os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
        return self._ended

    def kill(self) -> None:
        """It dies, wherever it is."""
        if not self.has_ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self._ended = True


def _speak_to(log: Path) -> None:
    with log.open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
