"""How the tools talk: a line per step, one clear message when something stops, never a traceback."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tools import places, processes
from tools.processes import STOPPING

WIDE = 160  # characters of a log line that are enough to know it by
DOT_EVERY = 2.0  # seconds between two dots of a step that takes long


class Stop(Exception):
    """It cannot go on; the text says why and what to do."""


class Interrupted(BaseException):
    """Somebody asked us to stop. A BaseException, so that nothing takes it for an error of its own."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)


def ending(work: Callable[[], int]) -> int:
    """Do `work` and give its exit code; a `Stop` or a signal becomes a sentence and a code."""
    for number in STOPPING:
        signal.signal(number, _interrupt)
    try:
        return work()
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr, flush=True)
        return 1
    except Interrupted as interrupted:
        print("\nStopped.", file=sys.stderr, flush=True)
        return 128 + interrupted.number


@contextmanager
def step(title: str) -> Iterator[None]:
    """One line: what is being done, and how long it took."""
    print(f"  {title} ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def run(title: str, command: Sequence[str], *, advice: str, env: Mapping[str, str] | None = None) -> None:
    """Run `command` as one step, its output in a log; `Stop` with `advice` and its last words if it fails."""
    log = places.LOGS / f"{title.lower().replace(' ', '-')}.log"
    with step(title), processes.running(command, log=log, env=env) as process:
        code = finish(process)
    if code:
        raise Stop(f"{title}: {advice}\n\n{last_words(log)}\n\nAll of it is in {log}.")


def finish(process: processes.Process) -> int:
    """Wait for the end of `process`, with a dot now and then; its exit code."""
    while not processes.ended(process, within=DOT_EVERY):
        print(".", end="", flush=True)
    return process.returncode


def last_words(log: Path, lines: int = 8) -> str:
    """The end of a log, indented."""
    text = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"    {line[:WIDE]}" for line in text[-lines:])


def show(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> int:
    """Run `command` in sight and give its exit code; when we are interrupted, so is it, and we wait for it."""
    process = subprocess.Popen(command, cwd=places.ROOT, env=env)
    try:
        return process.wait()
    except Interrupted:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Once is enough: what follows is cleaning up, which a second signal may not break off."""
    for other in STOPPING:
        signal.signal(other, signal.SIG_IGN)
    raise Interrupted(number)
