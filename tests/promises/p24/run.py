"""P24 Upload bombs: every hostile file is refused in words, in time, and in a process that stays small."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.promises import stage

WITHIN = 25.0  # seconds
MOST = 600  # megabytes that the child may have had
CONTROL = "import sys, openpyxl; print(len(list(openpyxl.load_workbook(sys.argv[1]).active.rows)))"


def main(db: str) -> str:
    """Send them all, then open the smallest bomb as a careless program would; the line of evidence."""
    stage.set_up()
    from people import uploads  # noqa: PLC0415  # Django must stand first
    from people.errors import UploadRefused  # noqa: PLC0415  # the same
    from tests.people.test_uploads import HOSTILE  # noqa: PLC0415  # the same

    slowest = 0.0
    for name, (made, reasons) in HOSTILE.items():
        content, started = made(), time.monotonic()
        try:
            uploads.rows(content)
            raise AssertionError(f"P24 {db}: {name} was taken")
        except UploadRefused as refused:
            if refused.reason not in reasons:
                raise AssertionError(f"P24 {db}: {name} was refused as {refused.reason}") from refused
        slowest = max(slowest, time.monotonic() - started)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    if slowest > WITHIN or memory > MOST:
        raise AssertionError(f"P24 {db}: slowest={slowest:.1f}s memory={memory}MB")
    if _careless(HOSTILE["far corner"][0]()):
        raise AssertionError(f"P24 {db}: the control opens the far corner")
    return f"P24 {len(HOSTILE)} files {db} taken=0 slowest={slowest:.1f}s memory={memory}MB control=red"


def _careless(content: bytes) -> bool:
    """Whether a program without our look inside opens the file within the same memory and time."""
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        file = Path(home) / "far.xlsx"
        file.write_bytes(content)
        limits = "import resource; resource.setrlimit(resource.RLIMIT_AS, (629145600, 629145600)); "
        try:
            command = [sys.executable, "-c", limits + CONTROL, str(file)]
            return subprocess.run(command, capture_output=True, timeout=WITHIN, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False
