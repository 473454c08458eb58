"""P01 Never oversell: whoever presses when, a session never holds more people than it has seats.

Doors that exist: enrolling, withdrawing, and the employer's yes and no, with the moves up that follow. In every
second edition the employer must approve, so its seats are held by requests.
"""

import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.promises import stage
from tests.promises.p01 import referee

CLIENTS, SEATS, ROUNDS = 64, 12, 6


def main(db: str) -> str:
    """Keep the promise, then see it broken without its protection; the line of evidence."""
    stage.set_up()
    everyone = stage.people(CLIENTS)
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        answers, verdict = _load(everyone, Path(home) / "ledger")
        if not verdict.is_kept:
            raise AssertionError(f"P01 {db}: {verdict}")
        if not _control(everyone, Path(home) / "control"):
            raise AssertionError(f"P01 {db}: the control does not oversell")
    return (
        f"P01 {CLIENTS}x{ROUNDS}x2 {db} oversold={verdict.oversold} errors={verdict.errors} passed={verdict.passed} "
        f"doors=enrol,withdraw,approve,decline p95={stage.p95(answers):.2f}s control=red"
    )


def _load(everyone: list[stage.Person], ledger: Path) -> tuple[list[stage.Answer], referee.Verdict]:
    """Each round: everybody presses at once; then half of the seats are given back, and requests are answered, while
    the others press again.

    Seats are counted after either wave.
    """
    noted = stage.Ledger(ledger)
    codes = [stage.edition(SEATS, weeks=2 * n, needs_approval=n % 2 == 1) for n in range(ROUNDS)]
    beyond, planner = 0, stage.planner()
    with stage.served("tests.promises.p01.slow") as site:
        for code in codes:
            stage.at_once([partial(_press, site, noted, person, code) for person in everyone])
            beyond += referee.beyond(code)
            stage.at_once(_second_wave(site, noted, everyone, planner, code))
    verdict = referee.judge(codes, noted.answers())
    return noted.answers(), replace(verdict, oversold=verdict.oversold + beyond)


def _control(everyone: list[stage.Person], ledger: Path) -> int:
    """How many seats too many are given when the protection is off, and everybody presses at once."""
    noted, code = stage.Ledger(ledger), stage.edition(SEATS, weeks=2 * ROUNDS)
    with stage.served("tests.promises.p01.control") as site:
        stage.at_once([partial(_press, site, noted, person, code) for person in everyone])
    return referee.beyond(code)


def _second_wave(
    site: stage.Site, noted: stage.Ledger, everyone: list[stage.Person], planner: stage.Person, code: str
) -> list[Callable[[], None]]:
    taken = [row for row in stage.rows(referee.SEATS) if row[0] == code and row[2] in referee.TAKEN]
    leaving = random.Random(code).sample(sorted(taken, key=str), k=min(SEATS // 2, len(taken)))
    requests = [(row[5], row[4], code) for row in taken if row[2] == "requested" and row not in leaving]
    answers: list[Callable[[], None]] = [
        partial(_decide, site, noted, planner, request, ("approve", "decline")[number % 2])
        for number, request in enumerate(requests)
    ]
    left = {row[4] for row in leaving}
    return answers + [
        partial(_press, site, noted, person, code, "annuleren" if person.pk in left else "inschrijven")
        for person in everyone
        if person.pk not in {request[1] for request in requests}
    ]


def _decide(site: stage.Site, noted: stage.Ledger, planner: stage.Person, request: stage.Row, decision: str) -> None:
    stage.decide(site, noted, planner, request, decision)


def _press(site: stage.Site, noted: stage.Ledger, person: stage.Person, code: str, deed: str = "inschrijven") -> None:
    stage.press(site, noted, person, code, deed)
