"""The application with a pause inside an answer, and one after it, so that a kill or a race has time to happen."""

import time
from typing import Any

from config.wsgi import application  # first: it sets Django up
from evaluations import actions, box

PAUSE = 0.02  # seconds, while the box is locked and after it was written

__all__ = ["application"]

_seal, _answer = box.seal, actions.answer


def seal(*args: Any) -> bytes:
    time.sleep(PAUSE)
    return _seal(*args)


def answer(*args: Any, **options: Any) -> None:
    _answer(*args, **options)
    time.sleep(PAUSE)


box.seal = seal  # type: ignore[assignment]  # the same words
actions.answer = answer
