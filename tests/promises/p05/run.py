"""P05 kill -9 loses nothing: what was confirmed is there, and what was not is whole or absent.

While people enrol, web workers die at random moments, and on PostgreSQL the database with them. Then a worker dies
before and after each statement of one enrolment, and at its commit.
"""

import os
import tempfile
import time
from pathlib import Path

from tests.promises import stage
from tests.promises.p01 import referee as seats
from tests.promises.p03.referee import ONCE, Traces, traces
from tests.promises.p05 import storm
from tools.options import option

PEOPLE, SEATS, EDITIONS = (600 if option("whole") else 240), 50, 3
BACK_WITHIN = 15.0  # seconds after the last kill in which the site answers again
MOST_STEPS = 100
NOTHING = Traces(enrolments=0, messages=0, audit_lines=0, changes=0)


def main(db: str) -> str:
    """Keep the promise, then see it broken without its protection; the line of evidence."""
    stage.set_up()
    _commit_for_real()
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        os.environ["DYING_MARKER"] = str(Path(home) / "die")
        ledger = stage.Ledger(Path(home) / "ledger")
        survived = _storm(ledger)
        with stage.served("tests.promises.p05.dying", preload=True) as site:
            steps, halves = _each_step(site, ledger)
        _require(halves == 0, f"{halves} of {steps} deaths left a half")
        with stage.served("tests.promises.p05.control", preload=True) as site:
            _steps, control = _each_step(site, ledger)
    _require(control > 0, "the control leaves no halves")
    return f"P05 {survived} deaths-at-steps={steps} {db} missing=0 halves=0 control-halves={control} control=red"


def _commit_for_real() -> None:
    """Our PostgreSQL for tests confirms before it has written; a server that is killed may not."""
    from django.db import connection  # noqa: PLC0415  # Django must stand first

    if connection.vendor == "postgresql":
        stage.rows(f"ALTER DATABASE {connection.settings_dict['NAME']} SET synchronous_commit = on")
        connection.close()


def _connect_anew() -> None:
    """Our own connection ended with the database."""
    from django.db import connection  # noqa: PLC0415  # Django must stand first

    connection.close()


def _storm(ledger: stage.Ledger) -> str:
    people, codes = stage.people(PEOPLE), [stage.edition(SEATS, weeks=n) for n in range(EDITIONS)]
    with stage.served("tests.promises.p01.slow", preload=True) as site:
        killer = storm.Killer(site)
        storm.enrol_all(site, ledger, people, codes, killer)
        _require(_is_back(site), f"the site was not back within {BACK_WITHIN} s")
    _connect_anew()
    told = {answer.person for answer in ledger.answers() if answer.status in storm.ANSWERED}
    found = {person.pk: traces(person) for person in people}
    missing = [pk for pk in told if found[pk] != ONCE]
    halves = [one for one in found.values() if one not in (ONCE, NOTHING)]
    verdict = seats.judge(codes, [])
    _require(not missing, f"{len(missing)} of {len(told)} who were told have {found[missing[0]] if missing else ''}")
    _require(not halves, f"{len(halves)} halves: {halves[:3]}")
    _require(verdict.is_kept, f"{verdict}")
    _require(killer.workers > 0, "nobody was killed")
    return f"told={len(told)}/{PEOPLE} killed-workers={killer.workers} killed-databases={killer.backends}"


def _each_step(site: stage.Site, ledger: stage.Ledger) -> tuple[int, int]:
    """Die at each step of an enrolment, and press again; how many steps there were, and how many deaths left a half."""
    code, marker, halves = stage.edition(SEATS, weeks=EDITIONS), Path(os.environ["DYING_MARKER"]), 0
    for step in range(1, MOST_STEPS):
        (person,) = stage.people(1)
        marker.write_text(str(step))
        alive = stage.press(site, ledger, person, code).status
        marker.unlink()
        if alive:
            return step - 1, halves
        halves += traces(person) not in (ONCE, NOTHING)
        again = stage.press(site, ledger, person, code).status
        _require(again in storm.ANSWERED, f"whoever pressed again after step {step} got {again}")
    raise AssertionError("P05: an enrolment without an end")


def _is_back(site: stage.Site) -> bool:
    deadline = time.monotonic() + BACK_WITHIN
    while time.monotonic() < deadline:
        if site.ask("GET", "/readyz").status == 200:
            return True
        time.sleep(0.2)
    return False


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(f"P05: {otherwise}")
