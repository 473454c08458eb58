"""`make promise`: keep each promise on real processes, and see it break with its protection removed.

A promise is a package `tests/promises/pNN` whose module `run` has `main(db: str) -> str`: it raises when the
referee counts something that may not be, and else gives the one line of evidence. It finds an empty database
of the kind `db` in DATABASE_URL.
"""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tools import databases, places, processes
from tools.options import words
from tools.processes import Process
from tools.terminal import Stop, ending, finish, last_words, step

FOLDER = places.ROOT / "tests" / "promises"
EVIDENCE = re.compile(r"^P\d\d .*\b(control=red|stage=)")
MEASURES_TIME = {"p07", "p08", "p12", "p21", "p22"}  # so nothing else runs beside them
CALL = "import sys; from importlib import import_module; print(import_module(sys.argv[1]).main(sys.argv[2]))"


def main() -> int:
    kept = [_kept(name, together) for name in _chosen() for together in _in_turn(name)]
    return 0 if kept and all(kept) else 1


def _in_turn(name: str) -> list[dict[str, databases.Opener]]:
    """Which databases a promise runs on at once: on all of them, or on one after the other where it measures time."""
    openers = databases.chosen()
    return [{db: opener} for db, opener in openers.items()] if name in MEASURES_TIME else [openers]


def _chosen() -> list[str]:
    """The promises that `only` names (`P01 P03`), or all there are."""
    known = sorted(run.parent.name for run in FOLDER.glob("p*/run.py"))
    asked = [word.lower() for word in words("only")] or known
    if unknown := set(asked) - set(known):
        raise Stop(f"No promise is called {', '.join(sorted(unknown))}; there are: {' '.join(known)}")
    return asked


def _kept(name: str, openers: dict[str, databases.Opener]) -> bool:
    """Run one promise on these databases side by side; False when one line says it was broken, or proved nothing."""
    with ExitStack() as stack, step(f"{name.upper()} on {' and '.join(openers)}"):
        started = {db: stack.enter_context(_running(name, db, opener)) for db, opener in openers.items()}
        codes = {db: finish(process) for db, process in started.items()}
    proven = [_proven(name, db, code) for db, code in codes.items()]
    return all(proven)


@contextmanager
def _running(name: str, db: str, opener: databases.Opener) -> Iterator[Process]:
    command = [str(places.PYTHON), "-c", CALL, f"tests.promises.{name}.run", db]
    with opener() as url:
        env = os.environ | {"LEERLIJN_MODE": "test", "DATABASE_URL": url}
        with processes.running(command, log=_log(name, db), env=env) as process:
            yield process


def _proven(name: str, db: str, code: int) -> bool:
    log = _log(name, db)
    line = log.read_text(errors="replace").strip().rpartition("\n")[2]
    proven = code == 0 and EVIDENCE.match(line) is not None
    print(line if proven else f"{name.upper()} {db} NOT KEPT\n{last_words(log, 30)}", flush=True)
    return proven


def _log(name: str, db: str) -> Path:
    return places.LOGS / f"promise-{name}-{db}.log"


if __name__ == "__main__":
    raise SystemExit(ending(main))
