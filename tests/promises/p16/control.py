"""The application that reads, adds and saves: no lock on the box and no transaction around it. It must lose answers."""

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

from config.wsgi import application  # first: it sets Django up
from evaluations import ballot
from tests.promises.p16 import slow

__all__ = ["application"]

_opened = ballot._opened


def without_lock(invitation: Any, *, lock: bool) -> Any:
    return _opened(invitation, lock=False)


slow.PAUSE = 0.3  # seconds: all threads have read before one of them writes, on a busy machine too
ballot._opened = without_lock
ballot.transaction = SimpleNamespace(atomic=nullcontext)  # type: ignore[assignment, attr-defined]  # the control
