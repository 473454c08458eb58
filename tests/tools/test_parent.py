import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import parent

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not shutil.which("make"), reason="sees make in /proc")


@pytest.fixture
def makefile(tmp_path: Path) -> Path:
    file = tmp_path / "Makefile"
    file.write_text("wait:\n\t@sleep 60\n")
    return file


def test_is_interrupted_when_make_alone_got_the_signal(makefile: Path) -> None:
    make = subprocess.Popen(["make", "-f", str(makefile)], start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        while not (child := Path(f"/proc/{make.pid}/task/{make.pid}/children").read_text()):
            time.sleep(0.01)
        before = parent.is_interrupted(make.pid)
        os.kill(make.pid, signal.SIGINT)
        while not parent.is_interrupted(make.pid):
            assert make.poll() is None, f"make did not wait for {child}"
            time.sleep(0.01)
    finally:
        os.killpg(make.pid, signal.SIGKILL)
        make.wait()

    assert not before


def test_is_interrupted_is_false_when_the_parent_is_not_make() -> None:
    assert not parent.is_interrupted(os.getpid())
