"""`make promise`: keep each promise on real processes, and see it break with its protection removed.

A promise is a package `tests/promises/pNN` whose module `run` has `main(db: str) -> str`: it raises when the
referee counts something that may not be, and else gives the one line of evidence. It finds an empty database
of the kind `db` in DATABASE_URL.
"""

import os
import re

from tools import databases, places, processes
from tools.options import words
from tools.terminal import Stop, ending, finish, last_words, step

FOLDER = places.ROOT / "tests" / "promises"
EVIDENCE = re.compile(r"^P\d\d .*\b(control=red|stage=)")
CALL = "import sys; from importlib import import_module; print(import_module(sys.argv[1]).main(sys.argv[2]))"


def main() -> int:
    runs = [(name, db, opener) for name in _chosen() for db, opener in databases.chosen().items()]
    kept = [_kept(name, db, opener) for name, db, opener in runs]
    return 0 if kept and all(kept) else 1


def _chosen() -> list[str]:
    """The promises that `only` names (`P01 P03`), or all there are."""
    known = sorted(run.parent.name for run in FOLDER.glob("p*/run.py"))
    asked = [word.lower() for word in words("only")] or known
    if unknown := set(asked) - set(known):
        raise Stop(f"No promise is called {', '.join(sorted(unknown))}; there are: {' '.join(known)}")
    return asked


def _kept(name: str, db: str, opener: databases.Opener) -> bool:
    """Run one promise on one database and print its line; False when it was broken or proved nothing."""
    log = places.LOGS / f"promise-{name}-{db}.log"
    command = [str(places.PYTHON), "-c", CALL, f"tests.promises.{name}.run", db]
    with opener() as url, step(f"{name.upper()} on {db}"):
        env = os.environ | {"LEERLIJN_MODE": "test", "DATABASE_URL": url}
        with processes.running(command, log=log, env=env) as process:
            code = finish(process)
    line = log.read_text().strip().rpartition("\n")[2]
    proven = code == 0 and EVIDENCE.match(line) is not None
    print(line if proven else f"{name.upper()} {db} NOT KEPT\n{last_words(log, 30)}", flush=True)
    return proven


if __name__ == "__main__":
    raise SystemExit(ending(main))
