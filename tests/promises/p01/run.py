"""P01 Never oversell: whoever presses when, a session never holds more people than it has seats.

Doors that exist: enrolling, and withdrawing with the move up that follows.
"""

import random
import tempfile
from collections.abc import Callable
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
        answers, codes = load("tests.promises.p01.slow", everyone, Path(home) / "ledger", rounds=ROUNDS)
        verdict = referee.judge(codes, answers)
        if not verdict.is_kept:
            raise AssertionError(f"P01 {db}: {verdict}")
        unprotected, broken = load(
            "tests.promises.p01.control", everyone, Path(home) / "control", rounds=1, first=ROUNDS
        )
        control = referee.judge(broken, unprotected)
    if not control.oversold:
        raise AssertionError(f"P01 {db}: the control does not oversell: {control}")
    return (
        f"P01 {CLIENTS}x{ROUNDS}x2 {db} oversold={verdict.oversold} errors={verdict.errors} passed={verdict.passed} "
        f"doors=enrol,withdraw p95={stage.p95(answers):.2f}s control=red"
    )


def load(
    application: str, everyone: list[stage.Person], ledger: Path, *, rounds: int, first: int = 0
) -> tuple[list[stage.Answer], list[str]]:
    """Each round: everybody presses at once; then half of the seats are given back while the others press again."""
    noted, codes = stage.Ledger(ledger), [stage.edition(SEATS, weeks=2 * n) for n in range(first, first + rounds)]
    with stage.served(application) as site:
        for code in codes:
            stage.at_once([partial(_press, site, noted, person, code) for person in everyone])
            stage.at_once(_second_wave(site, noted, everyone, code))
    return noted.answers(), codes


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
