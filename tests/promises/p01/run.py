"""P01 Never oversell: whoever presses when, a session never holds more people than it has seats.

Doors that exist: enrolling, and withdrawing with the move up that follows.
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
        f"doors=enrol,withdraw p95={stage.p95(answers):.2f}s control=red"
    )


def _load(everyone: list[stage.Person], ledger: Path) -> tuple[list[stage.Answer], referee.Verdict]:
    """Each round: everybody presses at once; then half of the seats are given back while the others press again.

    Seats are counted after either wave.
    """
    noted, codes = stage.Ledger(ledger), [stage.edition(SEATS, weeks=2 * n) for n in range(ROUNDS)]
    beyond = 0
    with stage.served("tests.promises.p01.slow") as site:
        for code in codes:
            stage.at_once([partial(_press, site, noted, person, code) for person in everyone])
            beyond += referee.beyond(code)
            stage.at_once(_second_wave(site, noted, everyone, code))
    verdict = referee.judge(codes, noted.answers())
    return noted.answers(), replace(verdict, oversold=verdict.oversold + beyond)


def _control(everyone: list[stage.Person], ledger: Path) -> int:
    """How many seats too many are given when the protection is off, and everybody presses at once."""
    noted, code = stage.Ledger(ledger), stage.edition(SEATS, weeks=2 * ROUNDS)
    with stage.served("tests.promises.p01.control") as site:
        stage.at_once([partial(_press, site, noted, person, code) for person in everyone])
    return referee.beyond(code)


def _second_wave(
    site: stage.Site, noted: stage.Ledger, everyone: list[stage.Person], code: str
) -> list[Callable[[], None]]:
    seated = {row[4] for row in stage.rows(referee.SEATS) if row[0] == code and row[2] == "enrolled"}
    leaving = random.Random(code).sample(sorted(seated, key=str), k=min(SEATS // 2, len(seated)))
    return [
        partial(_press, site, noted, person, code, "annuleren" if person.pk in leaving else "inschrijven")
        for person in everyone
    ]


def _press(site: stage.Site, noted: stage.Ledger, person: stage.Person, code: str, deed: str = "inschrijven") -> None:
    stage.press(site, noted, person, code, deed)
