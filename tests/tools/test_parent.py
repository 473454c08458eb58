import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools import parent

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not shutil.which("make"), reason="sees make in /proc")


@pytest.fixture
def makefile(tmp_path: Path) -> Path:
    file = tmp_path / "Makefile"
    file.write_text("wait:\n\t@sleep 60\n")
    return file


@contextmanager
def running(makefile: Path, on_interrupt: signal.Handlers) -> Iterator[subprocess.Popen[bytes]]:
    """A make at work in a session of its own, started by a shell that has `on_interrupt` for the signal."""
    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        make = subprocess.Popen(["make", "-f", str(makefile)], start_new_session=True, stderr=subprocess.DEVNULL)
    finally:
        signal.signal(signal.SIGINT, before)
    try:
        while not Path(f"/proc/{make.pid}/task/{make.pid}/children").read_text():
            time.sleep(0.01)
        yield make
    finally:
        os.killpg(make.pid, signal.SIGKILL)
        make.wait()


def test_is_interrupted_when_make_alone_got_the_signal(makefile: Path) -> None:
    with running(makefile, signal.SIG_DFL) as make:
        before = parent.is_interrupted(make.pid)
        os.kill(make.pid, signal.SIGINT)
        while not parent.is_interrupted(make.pid):
            assert make.poll() is None, "make did not wait for its child"
            time.sleep(0.01)

    assert not before


def test_is_interrupted_is_false_when_make_was_started_in_the_background_of_a_script(makefile: Path) -> None:
    with running(makefile, signal.SIG_IGN) as make:
        assert not parent.is_interrupted(make.pid)


def test_is_interrupted_is_false_when_the_parent_is_not_make() -> None:
    assert not parent.is_interrupted(os.getpid())
