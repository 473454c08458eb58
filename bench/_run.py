"""How a measurement runs: on each database, in a process of its own; its line is printed and kept."""

import os
import platform
import sys
from datetime import date

from tools import databases, places, processes

RESULTS = places.ROOT / "bench" / "results.md"
CALL = "import sys; from importlib import import_module; import_module(sys.argv[1]).measure()"


def on_each_database(name: str) -> int:
    """Call `measure` of `bench.<name>`, which prints one line for the database in DATABASE_URL."""
    for db, opener in databases.chosen().items():
        with opener() as url:
            env = os.environ | {"LEERLIJN_MODE": "demo", "DATABASE_URL": url, "BENCH_DATABASE": db}
            log = places.LOGS / f"bench-{name}-{db}.log"
            with processes.running([sys.executable, "-c", CALL, f"bench.{name}"], log=log, env=env) as process:
                process.wait()
            line = log.read_text().strip().rpartition("\n")[2]
        if process.returncode:
            print(log.read_text())
            return 1
        print(line, flush=True)
        _keep(line)
    return 0


def _keep(line: str) -> None:
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    with RESULTS.open("a") as results:
        results.write(f"- {date.today():%Y-%m-%d}, {machine}: `{line}`\n")  # noqa: DTZ011  # a date for people
