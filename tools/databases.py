"""The databases that tests and promises run on, each for as long as a block lasts."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tools import postgres
from tools.options import option
from tools.terminal import Stop

Opener = Callable[[], AbstractContextManager[str]]


def chosen() -> dict[str, Opener]:
    """The databases that `db` asks for, by name; each opener gives a DATABASE_URL.

    `DATABASE_URL` in the environment stands in for the database of its kind.
    """
    openers: dict[str, Opener] = {"sqlite": _sqlite, "postgres": postgres.server}
    if given := option("DATABASE_URL"):
        openers["sqlite" if given.startswith("sqlite") else "postgres"] = lambda: _given(given)
    asked = option("db") or "both"
    if asked == "both":
        return openers
    if asked not in openers:
        raise Stop(f"db={asked} is not one of: {', '.join(openers)}, both")
    return {asked: openers[asked]}


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        yield f"sqlite:///{home}/leerlijn.sqlite3"


@contextmanager
def _given(url: str) -> Iterator[str]:
    yield url
