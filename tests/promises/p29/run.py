"""P29 No value gives a 500, and both databases agree.

The corpus of hostile values, typed into every field of every form of the site; and values that are drawn, so many for
each kind of field. What is wrong before any form is read goes byte by byte to the served site. On PostgreSQL the same
walk is done on SQLite beside it, and every status, message and stored value must be equal.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.promises import stage
from tests.promises.p29 import wire

SELF = "tests.promises.p29.run"
WITHIN = 900  # seconds that the walk on the other database may take


def main(db: str) -> str:
    """Walk, compare, then walk with no field looking at what it gets; the line of evidence."""
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first
    from django.forms import Field  # noqa: PLC0415  # the same

    from tests.walk import hostile  # noqa: PLC0415  # the same
    from tests.walk.scene import scene  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS.append("testserver")
    stood = scene()
    outcomes, faults = hostile.walk(stood)
    drawn, more = hostile.draw(stood)
    outcomes, faults = outcomes + drawn, faults + more
    if faults:
        raise AssertionError(f"P29 {db}: {len(faults)} faults: {faults[:20]}")
    digest = [list(outcome.__dict__.values()) for outcome in outcomes]
    other = digest if db == "sqlite" else _on_sqlite()
    differences = [pair for pair in zip(digest, other, strict=True) if pair[0] != pair[1]]
    if differences:
        raise AssertionError(f"P29 {db}: {len(differences)} differences: {differences[:20]}")
    with stage.served() as site:
        if wrong := [*wire.faults(site)]:
            raise AssertionError(f"P29 {db}: {wrong}")
    look, Field.run_validators = Field.run_validators, lambda *_: None  # type: ignore[method-assign]  # the control
    control = hostile.walk(stood, only={"stamp", "advice"})[1]
    Field.run_validators = look  # type: ignore[method-assign]  # the control ends
    if not control:
        raise AssertionError(f"P29 {db}: the control finds nothing")
    compared = "" if db == "sqlite" else " differences=0"
    sent = f"{len(outcomes)} values, {len(drawn)} of them drawn, {len(wire.REQUESTS)} on the wire"
    return f"P29 {sent} {db} errors=0 faults=0{compared} control-faults={len(control)} control=red"


def _on_sqlite() -> list[list[Any]]:
    """What the same walk gives on SQLite, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        file = Path(home) / "digest.json"
        env = os.environ | {"DATABASE_URL": f"sqlite:///{home}/leerlijn.sqlite3"}
        call = f"from {SELF} import write; write({str(file)!r})"
        subprocess.run([sys.executable, "-c", call], env=env, check=True, timeout=WITHIN)
        digest: list[list[Any]] = json.loads(file.read_text())
    return digest


def write(file: str) -> None:
    """Walk the database in DATABASE_URL, and put down what came of it."""
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from tests.walk import hostile  # noqa: PLC0415  # the same
    from tests.walk.scene import scene  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS.append("testserver")
    stood = scene()
    outcomes = hostile.walk(stood)[0] + hostile.draw(stood)[0]
    Path(file).write_text(json.dumps([list(outcome.__dict__.values()) for outcome in outcomes]))
