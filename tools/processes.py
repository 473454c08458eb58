"""Processes in groups of their own, so that stopping one stops its children too."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tools import places

Process = subprocess.Popen[bytes]
STOPPING = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 10.0  # seconds that a process may take to finish after SIGTERM
LOOK_EVERY = 0.02  # seconds between two looks whether it did


def start(command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None) -> Process:
    """Start `command` in its own group, its output in `log`, which begins anew."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=places.ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@contextmanager
def running(command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None) -> Iterator[Process]:
    """`command`, started as by `start`, for as long as the block lasts; nothing of it stays behind."""
    process = None
    try:
        with uninterrupted():
            process = start(command, log=log, env=env)
        yield process
    finally:
        if process is not None:
            stop([process])


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A signal to stop waits until the block ends: what is being started must be known before it can be stopped."""
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, _frame: came.append(number)) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        signal.raise_signal(came[0])


def ended(process: Process, *, within: float) -> bool:
    """Whether `process` ends within so many seconds; a signal to stop comes between two looks.

    `Popen` takes a lock for each look, and what a signal raises just then would leave it taken: nobody could ever
    wait for this process again.
    """
    deadline = time.monotonic() + within
    while True:
        with uninterrupted():
            process.poll()
        if process.returncode is not None:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(LOOK_EVERY)


def stop(processes: Sequence[Process]) -> None:
    """Ask all of them to finish, wait, and end what is left of their groups."""
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        _signal(process, signal.SIGTERM)
    for process in processes:
        ended(process, within=max(0.0, deadline - time.monotonic()))
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: Process, number: signal.Signals) -> None:
    """To the whole group; a group without a living member is gone, which is what we want."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
