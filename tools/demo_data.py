"""The database of the demo: loaded once, whole or not at all, and shifted to the day of loading."""

import hashlib
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tools import places
from tools.options import option
from tools.terminal import Stop, run

OLD = 14  # days after which the story has drifted too far from today


@dataclass(frozen=True)
class DemoData:
    """Where the demo keeps its data. `file` is None on a server that `DATABASE_URL` names.

    `loaded` is there from the moment that all example data are in; it holds the day of loading.
    """

    url: str
    file: Path | None
    loaded: Path
    as_of: date | None

    def environment(self) -> dict[str, str]:
        """The environment of every process that works on these data."""
        ours = {"LEERLIJN_MODE": "demo", "LEERLIJN_VAR": str(places.VAR), "DATABASE_URL": self.url}
        day = {"LEERLIJN_AS_OF": self.as_of.isoformat()} if self.as_of else {}
        return os.environ | ours | day | {"PYTHONUNBUFFERED": "1"}


def chosen() -> DemoData:
    """The database that `AS_OF` and `DATABASE_URL` ask for."""
    as_of = _as_of()
    name = f"demo-{as_of}" if as_of else "demo"
    if url := option("DATABASE_URL"):
        name += "-" + hashlib.sha256(url.encode()).hexdigest()[:8]
        return DemoData(url, None, places.VAR / f"{name}.loaded", as_of)
    file = places.VAR / f"{name}.sqlite3"
    return DemoData(f"sqlite:///{file}", file, places.VAR / f"{name}.loaded", as_of)


def prepare(data: DemoData, *, fresh: bool) -> None:
    """Make sure that `data` holds the example data and every migration."""
    whole = data.loaded.exists() and (data.file is None or data.file.exists())
    if whole and not fresh:
        _manage(data, "Database", "migrate")
        print(age(data), end="")
    elif data.file:
        _load_into_file(data, data.file)
    else:
        _load_into_server(data)


def age(data: DemoData) -> str:
    """A line about data that have drifted too far; empty when they have not, or stand at a day of their own."""
    loaded = date.fromisoformat(data.loaded.read_text())
    days = (_today() - loaded).days
    if days <= OLD or data.as_of:
        return ""
    return f"  The example data were loaded on {loaded}, {days} days ago. For today's: make demo FRESH=1\n"


def _as_of() -> date | None:
    asked = option("AS_OF")
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError:
        raise Stop(f"AS_OF={asked} is no day: write it as AS_OF=2025-05-15.") from None


def _load_into_file(data: DemoData, file: Path) -> None:
    """Load beside `file` and put the result in its place, so that a killed load leaves nothing half."""
    half = file.with_suffix(".half")
    _remove(half)
    _load(DemoData(f"sqlite:///{half}", half, data.loaded, data.as_of))
    with closing(sqlite3.connect(half)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data.loaded.unlink(missing_ok=True)
    _remove(file)
    half.rename(file)
    data.loaded.write_text(_today().isoformat())


def _load_into_server(data: DemoData) -> None:
    if data.loaded.exists():
        raise Stop("FRESH=1 makes our own database file anew; empty the database of DATABASE_URL yourself.")
    _load(data)
    data.loaded.write_text(_today().isoformat())


def _load(data: DemoData) -> None:
    _manage(data, "Database", "migrate")
    _manage(data, "Example data", "load_demo")


def _manage(data: DemoData, title: str, command: str) -> None:
    words = [str(places.PYTHON), "manage.py", command]
    run(title, words, env=data.environment(), advice="the database could not be prepared.")


def _remove(file: Path) -> None:
    """A database of SQLite with what it keeps beside it."""
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        (file.parent / name).unlink(missing_ok=True)


def _today() -> date:
    return datetime.now(UTC).date()
