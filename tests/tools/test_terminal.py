import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools import places, processes, terminal

STEP = """
import sys
from tools import places, terminal
from pathlib import Path
places.LOGS = Path(sys.argv[1])
command = ["sh", "-c", "sleep 60 & echo $! > $0; wait", sys.argv[1] + "/grandchild"]
sys.exit(terminal.ending(lambda: terminal.run("Long step", command, advice="no.") or 0))
"""


def is_alive(pid: int) -> bool:
    """A process that nobody has waited for yet (Z) has ended too."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def ends(pid: int) -> bool:
    """A killed process takes a moment to go, on a busy machine."""
    for _look in range(200):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(autouse=True)
def listeners() -> Iterator[None]:
    """Who listens to signals when the test ends is who did when it began."""
    before = {number: signal.getsignal(number) for number in processes.STOPPING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_run_shows_advice_and_last_words_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "LOGS", tmp_path)

    with pytest.raises(terminal.Stop) as stopped:
        terminal.run(
            "Python packages", ["sh", "-c", "echo no route to host; exit 1"], advice="is this machine on line?"
        )

    assert "Python packages: is this machine on line?" in str(stopped.value)
    assert "no route to host" in str(stopped.value)
    assert str(tmp_path / "python-packages.log") in str(stopped.value)


def test_ending_is_one_sentence_when_it_stops(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        raise terminal.Stop("Port 8000 is in use.")

    code = terminal.ending(work)

    assert code == 1
    assert capsys.readouterr().err == "\nPort 8000 is in use.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
@pytest.mark.parametrize("number", processes.STOPPING)
def test_a_signal_ends_the_step_and_its_grandchildren(tmp_path: Path, number: signal.Signals) -> None:
    note = tmp_path / "grandchild"
    process = subprocess.Popen([sys.executable, "-c", STEP, str(tmp_path)], cwd=places.ROOT, stderr=subprocess.PIPE)
    while not (note.exists() and note.read_text().strip()):
        assert process.poll() is None

    os.kill(process.pid, number)
    _, said = process.communicate()

    assert process.returncode == 128 + number
    assert said == b"\nStopped.\n"
    assert ends(int(note.read_text()))


class Interrupting:
    """The lock that `Popen` takes to look at its process, with a signal at the moment that it is taken."""

    def __init__(self, lock: Any) -> None:
        self.lock = lock

    def acquire(self, blocking: bool = True) -> bool:
        taken: bool = self.lock.acquire(blocking)
        signal.raise_signal(signal.SIGTERM)
        return taken

    def release(self) -> None:
        self.lock.release()


def test_a_process_can_be_waited_for_after_a_signal_while_waiting(tmp_path: Path) -> None:
    def work() -> int:
        with processes.running(["sleep", "60"], log=tmp_path / "log") as process:
            started.append(process)
            lock = process._waitpid_lock  # type: ignore[attr-defined]  # of Popen itself
            process._waitpid_lock = Interrupting(lock)  # type: ignore[attr-defined]  # the same
            try:
                return int(processes.ended(process, within=5))
            finally:
                process._waitpid_lock = lock  # type: ignore[attr-defined]  # the same
                assert not lock.locked()

    started: list[processes.Process] = []
    code = terminal.ending(work)

    assert code == 128 + signal.SIGTERM
    assert started[0].returncode == -signal.SIGTERM


def test_stop_ends_a_process_that_does_not_listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.2)
    deaf = processes.start(["sh", "-c", "trap '' TERM; echo ready; sleep 60; sleep 60"], log=tmp_path / "log")
    while "ready" not in (tmp_path / "log").read_text():
        assert deaf.poll() is None

    processes.stop([deaf])

    assert deaf.returncode == -signal.SIGKILL
