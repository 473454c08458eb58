"""The application whose worker dies at one step of a deed, which the marker file names by its number.

A step is the moment before, or after, a statement or the commit. Without a marker nobody dies.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpRequest

from config.wsgi import application  # first: it sets Django up
from people import once
from people.models import User

__all__ = ["application"]


class Death:
    """Comes at step number `at`."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def around(self, do: Callable[..., Any], *args: Any) -> Any:
        self._step()
        done = do(*args)
        self._step()
        return done

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def dying(act: Callable[..., str]) -> Callable[..., str]:
    """`act`, in which somebody may die."""

    def acts(request: HttpRequest, user: User | None, deed: Callable[[], str]) -> str:
        marker = Path(os.environ["DYING_MARKER"])
        if not marker.exists():
            return act(request, user, deed)
        death, commit = Death(int(marker.read_text())), connection._commit  # type: ignore[attr-defined]  # no hook for it
        connection._commit = lambda: death.around(commit)  # type: ignore[attr-defined]  # the same
        try:
            with connection.execute_wrapper(death.around):
                return act(request, user, deed)
        finally:
            connection._commit = commit  # type: ignore[attr-defined]  # the same

    return acts


once.act = dying(once.act)
