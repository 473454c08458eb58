"""The closing of a round: next to those who still answer, and in a process that is killed half-way and repeated."""

import os
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Callable

from tests.promises.p16 import referee

TIMES, ANSWERS = 12, 8
PAUSE = 0.03  # seconds between two steps of a closing
WITHIN = 30.0  # seconds that voters may take


def close_when(round: uuid.UUID, ready: Callable[[], bool]) -> None:
    """Close as soon as it is `ready`, on a connection of this thread."""
    from django.db import connection  # noqa: PLC0415  # Django must stand first

    deadline = time.monotonic() + WITHIN
    while not ready() and time.monotonic() < deadline:
        time.sleep(0.005)
    _close(round)
    connection.close()


def killed_and_repeated() -> str:
    """Kill a closing at any moment, look, and close again: always open or closed, never between.

    How many of them had stopped before the end, of how many.
    """
    chance, ends = random.Random(61), Counter[str]()
    lasts = _lasts()
    for n in range(TIMES):
        round, texts = _answered()
        _kill_after(lasts * (n + chance.random()) / (TIMES - 2), round)  # the last two come too late
        ends[referee.state(round)] += 1
        _close(round)
        after = referee.published(round)
        if referee.state(round) != "closed" or after.answered != ANSWERS or sorted(after.texts) != texts:
            raise AssertionError(f"P16: after a killed closing {referee.state(round)} {after}")
    if set(ends) - {"open", "closed"} or not ends["open"]:
        raise AssertionError(f"P16: killed closings ended as {dict(ends)}")
    return f"{ends['open']}/{TIMES}"


def _answered() -> tuple[uuid.UUID, list[str]]:
    """An open round, and the texts that were answered in it."""
    from evaluations import actions  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    round, texts = make.round(invited=ANSWERS), [f"tekst-{uuid.uuid4().hex}" for _answer in range(ANSWERS)]
    mark, text = round.questionnaire.questions.all()
    for place, (invitation, words) in enumerate(zip(make.invitations(round), texts, strict=True)):
        actions.answer(invitation, {str(mark.pk): 5 + place % 4, str(text.pk): words})
    return round.pk, sorted(texts)


def _lasts() -> float:
    """Seconds that an undisturbed closing takes, as slow as they are here."""
    round, _texts = _answered()
    started = time.monotonic()
    os.waitpid(_closing(round), 0)
    return time.monotonic() - started


def _kill_after(seconds: float, round: uuid.UUID) -> None:
    """Close in a process of its own and kill it; whatever it had of the database goes with it."""
    child = _closing(round)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _closing(round: uuid.UUID) -> int:
    """A process that closes `round`."""
    from django.db import connections  # noqa: PLC0415  # Django must stand first

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            _slow_down()
            _close(round)
        finally:
            os._exit(0)
    return child


def _close(round: uuid.UUID) -> None:
    from evaluations import actions  # noqa: PLC0415  # Django must stand first
    from evaluations.models import Round  # noqa: PLC0415  # the same

    actions.close_round(Round.objects.get(pk=round), by=None)


def _slow_down() -> None:
    """A pause after every statement of this process, so that a kill finds each step of the closing."""
    from django.db import connection  # noqa: PLC0415  # Django must stand first

    def slowly(execute: Callable[..., object], *statement: object) -> object:
        done = execute(*statement)
        time.sleep(PAUSE)
        return done

    connection.execute_wrappers.append(slowly)
