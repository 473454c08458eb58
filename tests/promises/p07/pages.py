"""How long pages take while mail leaves, and while the mail server hangs: who presses a button never waits for it.

Both are measured in turns on one site, so that what else the machine does falls on both alike.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.promises import post, stage
from tests.promises.post import Sink

PEOPLE, AT_ONCE, TURNS = 40, 4, 3
OF_CONTROL = 12  # people
MOST = 1.2  # times as long as with a mail server
PAGES = ("/", "/aanbod/", "/mijn/post/")
weeks = itertools.count(0, 2)  # nobody can be in two editions at a time


def measured(sink: Sink, db: str) -> str:
    """How the pages fare, for the line of evidence. Raises AssertionError when they wait, or the control does not."""
    with sink.listening(), post.sending():
        kept = _slower(sink)
        os.environ["P07_PORT"] = str(sink.port)
        worse = _slower(sink, "tests.promises.p07.direct", number=OF_CONTROL, turns=1)
    if kept > MOST or worse <= MOST:
        raise AssertionError(f"P07 {db}: pages take {kept:.2f} times as long, those of the control {worse:.2f} times")
    return f"pages-p95-ratio={kept:.2f} control-ratio={worse:.1f} "


def _slower(sink: Sink, application: str = "config.wsgi", *, number: int = PEOPLE, turns: int = TURNS) -> float:
    """How many times as long nineteen of twenty answers may take when the mail server hangs."""
    everyone = stage.people(number)
    times: dict[str, list[stage.Answer]] = {"accept": [], "hang": []}
    with stage.served(application, workers=2, threads=AT_ONCE) as site, tempfile.TemporaryDirectory() as home:
        ledger = stage.Ledger(Path(home) / "ledger")
        _turn(site, ledger, everyone)  # warms up
        for whim in list(times) * turns:
            sink.behave(whim)
            times[whim] += _turn(site, ledger, everyone)
    sink.behave("accept")
    return stage.p95(times["hang"]) / stage.p95(times["accept"])


def _turn(site: stage.Site, ledger: stage.Ledger, everyone: list[stage.Person]) -> list[stage.Answer]:
    """Everybody enrols, which writes a mail, and reads some pages; a few at a time."""
    code = stage.edition(len(everyone), weeks=next(weeks))
    with ThreadPoolExecutor(AT_ONCE) as clients:
        answers = list(itertools.chain(*clients.map(partial(_visit, site, ledger, code), everyone)))
    if wrong := {answer.status for answer in answers} - {200, 302, 303}:
        raise AssertionError(f"P07: pages answered {wrong}")
    return answers


def _visit(site: stage.Site, ledger: stage.Ledger, code: str, person: stage.Person) -> list[stage.Answer]:
    return [stage.press(site, ledger, person, code), *_read(site, person)]


def _read(site: stage.Site, person: stage.Person) -> Iterator[stage.Answer]:
    for path in PAGES:
        started = time.perf_counter()
        reply = site.ask("GET", path, session=person.session)
        yield stage.Answer(person.pk, path, reply.status, reply.location, time.perf_counter() - started)
