"""The rush: a thousand people press at once on three hundred seats, beside the bare limit in the same run.

`make bench only=enrol` prints a line per database and adds it to `bench/results.md`. What counts is the ratio.
"""

import os
import tempfile
import time
from functools import partial
from pathlib import Path

from bench import _run
from tests.promises import stage
from tests.promises.p01 import referee

PEOPLE, SEATS = 1000, 300


def main() -> int:
    return _run.on_each_database("enrol")


def measure() -> None:
    """Print one line for the database in DATABASE_URL."""
    stage.set_up()
    everyone, code = stage.people(PEOPLE), stage.edition(SEATS)
    statements = _statements(everyone.pop(), stage.edition(SEATS, weeks=4))
    everyone += stage.people(1)
    _bare_tables()
    bare = _rush("bench.bare", [partial(_press_bare, person=person) for person in everyone])
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        ledger = stage.Ledger(Path(home) / "ledger")
        presses = [partial(_press, ledger=ledger, person=person, code=code) for person in everyone]
        ours = _rush("config.wsgi", presses)
        verdict = referee.judge([code], ledger.answers())
        slowest = stage.p95(ledger.answers())
    if not verdict.is_kept:
        raise AssertionError(str(verdict))
    print(
        f"enrol {os.environ['BENCH_DATABASE']} people={PEOPLE} seats={SEATS} oversold={verdict.oversold} "
        f"errors={verdict.errors} requests=1 statements={statements} p95={slowest:.1f}s "
        f"ours={ours:.0f}/s bare={bare:.0f}/s ratio={ours / bare:.2f}"
    )


def _rush(application: str, presses: list[partial[None]]) -> float:
    """How many were answered per second, when all press at once."""
    with stage.served(application, workers=2, threads=4) as site:
        started = time.perf_counter()
        stage.at_once([partial(press, site=site) for press in presses])
        return len(presses) / (time.perf_counter() - started)


def _press(*, site: stage.Site, ledger: stage.Ledger, person: stage.Person, code: str) -> None:
    stage.press(site, ledger, person, code)


def _press_bare(*, site: stage.Site, person: stage.Person) -> None:
    status, _location = site.post(person, "/seat/", who=str(person.pk))
    if status != 302:
        raise RuntimeError(f"the bare view answered {status}")


def _statements(person: stage.Person, code: str) -> int:
    """SQL statements of one enrolment, sign-in, history, outbox and audit included."""
    from django.conf import settings  # noqa: PLC0415  # Django must stand first
    from django.db import connection  # noqa: PLC0415  # the same
    from django.test import Client  # noqa: PLC0415  # the same
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  # the same

    browser = Client(SERVER_NAME="localhost")
    browser.cookies[settings.SESSION_COOKIE_NAME] = person.session
    with CaptureQueriesContext(connection) as asked:
        browser.post(f"/uitvoeringen/{code}/inschrijven/")
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in asked.captured_queries)


def _bare_tables() -> None:
    from bench.bare import TABLES  # noqa: PLC0415  # Django must stand first

    serial = "serial PRIMARY KEY" if os.environ["BENCH_DATABASE"] == "postgres" else "integer PRIMARY KEY"
    for statement in TABLES:
        stage.rows(statement.format(serial=serial))


if __name__ == "__main__":
    raise SystemExit(main())
