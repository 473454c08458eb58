"""The application whose worker dies once, after the commit and before the answer, when the marker file is there."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest

from config.wsgi import application  # first: it sets Django up
from people import once
from people.models import User

__all__ = ["application"]

_act = once.act


def act(request: HttpRequest, user: User | None, deed: Callable[[], str]) -> str:
    outcome = _act(request, user, deed)
    marker = Path(os.environ["DYING_MARKER"])
    if marker.exists():
        marker.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return outcome


once.act = act
