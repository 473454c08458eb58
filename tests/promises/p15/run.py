"""P15 No link between person and answer.

Fifty rounds of twelve people who answer in a secret order on the real page. Every linker is told that order, and may
look at everything that is stored, and at a copy of it after every single answer. None may do better than guessing;
each must find out a worse layout.
"""

from __future__ import annotations

import logging
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.promises import stage
from tests.promises.p15 import eyes_postgres, participation, play, rest, seen, worse
from tests.promises.p15.eyes import Eyes
from tests.promises.p15.eyes_postgres import PostgresEyes
from tests.promises.p15.eyes_sqlite import SqliteEyes
from tests.promises.p15.layouts import Box, not_padded
from tests.promises.p15.linkers import LINKERS
from tests.promises.p15.referee import CONTROL_ROUNDS, FALLEN, LIMIT, PEOPLE, ROUNDS, hits
from tests.promises.p15.rows import Rows
from tools import postgres

OURS = "evaluations_ballotbox"


def main(db: str) -> str:
    """Keep the promise, then see it broken without its protections; the line of evidence."""
    chance = random.Random(seed := random.SystemRandom().getrandbits(32))
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as name, _database(db):
        stage.set_up()
        eyes = _eyes(db, _at_debug(Path(name) / "application.log"))
        box = Box()
        most = _nobody_links(db, box, eyes, chance)
        guessed = _rest_of_the_promise(db, box, eyes, chance)
        _others_fall(db, eyes, chance)
    return (
        f"P15 {ROUNDS}x{PEOPLE} {db} linkers={len(LINKERS[db])} most={most} limit={LIMIT} plain=0 tokens=0 "
        f"tables-changed=1 sizes=1 participation={guessed:.0f}/300 worse-layouts={len(worse.LAYOUTS)} "
        "control=red"
    )


def _nobody_links(db: str, box: Box, eyes: Eyes, chance: random.Random) -> int:
    """The most that any linker got right of 600. One over the limit gets another fifty rounds to prove itself."""
    rounds = play.rounds(box, eyes, ROUNDS, chance)
    found = {name: hits(linker, rounds) for name, linker in LINKERS[db].items()}
    print(db, found, flush=True)
    if over := {name for name, number in found.items() if number > LIMIT}:
        again = play.rounds(box, eyes, ROUNDS, chance)
        found |= {name: hits(LINKERS[db][name], again) for name in over}
        print(db, "again", {name: found[name] for name in over}, flush=True)
    _require(max(found.values()) <= LIMIT, f"{found}")
    return max(found.values())


def _rest_of_the_promise(db: str, box: Box, eyes: Eyes, chance: random.Random) -> float:
    """Nothing to read, nothing else written, one size; and each of them red without what protects it.

    How many of 300 answers who guesses gives to the right person, when half of those invited answer.
    """
    read = rest.read_before_closing(box, eyes, seen.texts(PEOPLE, chance))
    _require(not read, f"{len(read)} answers can be read while the round is open")
    box.release()
    told = rest.secrets_told(box, eyes, *seen.texts(1, chance))
    _require(not told, f"an error, or a link used twice, tells {told}")
    read = rest.read_before_closing(Rows(), eyes, seen.texts(PEOPLE, chance))
    _require(len(read) == 2 * PEOPLE, f"of rows in the clear only {len(read)} texts were found")

    changed = rest.tables_changed(Box(), eyes, seen.texts(PEOPLE, chance))
    _require(changed == {OURS}, f"an answer changes {sorted(changed)}")
    for spoiled in rest.SPOILED[db]:
        with spoiled.patched():
            changed = rest.tables_changed(Box(), eyes, seen.texts(PEOPLE, chance))
        _require(spoiled.table in changed, f"{spoiled.table} is not seen to change, only {sorted(changed)}")

    _require(len(rest.sizes(box)) == 1, "the box has more than one size")
    with not_padded():
        _require(len(rest.sizes(box)) > 1, "a box that is not padded has one size")

    guessed = participation.linked(participation.ROUNDS)
    marked = participation.linked(participation.CONTROL_ROUNDS, cast=participation.marked)
    mailed = participation.linked(participation.CONTROL_ROUNDS, remind=participation.silent_only)
    print(f"who answered, right a round: {guessed}, with a mark {marked}, with selective mail {mailed}", flush=True)
    _require(
        guessed <= participation.LIMIT < min(marked, mailed), f"who answered {guessed}, controls {marked} {mailed}"
    )
    return guessed * participation.ROUNDS


def _others_fall(db: str, eyes: Eyes, chance: random.Random) -> None:
    """Every linker finds out the layout that was made for it."""
    _require(not worse.without_control(db), f"no control for {worse.without_control(db)}")
    if db == "sqlite":
        stage.rows("VACUUM")  # new rows come after old ones, as in any young file
    for layout in worse.LAYOUTS:
        falls = [name for name in layout.falls if name in LINKERS[db]]
        if falls:
            with layout.patched():
                rounds = play.rounds(layout.make(), eyes, CONTROL_ROUNDS, chance)
            found = {name: hits(LINKERS[db][name], rounds) for name in falls}
            print(db, layout.name, found, flush=True)
            _require(min(found.values()) >= FALLEN, f"{layout.name} is not found out: {found}")


@contextmanager
def _database(db: str) -> Iterator[None]:
    """Of PostgreSQL a server of our own: one that tells its log everything, and whose files we can read."""
    if db == "sqlite":
        yield
        return
    with postgres.server(eyes_postgres.SETTINGS) as url:
        os.environ["DATABASE_URL"] = url
        yield
        connection.close()


def _eyes(db: str, log: Path) -> Eyes:
    place = connection.settings_dict
    return SqliteEyes(log, Path(place["NAME"])) if db == "sqlite" else PostgresEyes(log, Path(place["HOST"]))


def _at_debug(log: Path) -> Path:
    """The log of the application at its most talkative, in our own lines, in a file."""
    from config.logs import LineFormatter  # noqa: PLC0415  # Django must stand first

    handler = logging.FileHandler(log)
    handler.setFormatter(LineFormatter())
    logging.root.handlers = [handler]
    for name in ("", "django"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    return log


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(f"P15: {otherwise}")
