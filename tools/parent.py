"""Was `make`, which started us, told to stop? It keeps an INT of its own to itself, and waits for us for ever.

On Linux we can see it: while make handles the signal it no longer catches it. A make that was started in the
background by a script ignores the signal from the start, and is not being told anything. Elsewhere, and after
Ctrl-C in a terminal, we get the signal too and need none of this.
"""

import os
import signal
from pathlib import Path

INT_BIT = 1 << (signal.SIGINT - 1)


def is_interrupted(pid: int | None = None) -> bool:
    """True when our parent is a make that is handling an INT."""
    process = Path("/proc", str(pid or os.getppid()))
    try:
        name = (process / "comm").read_text().strip()
        status = (process / "status").read_text()
    except OSError:  # no Linux, or no parent any more
        return False
    masks = dict(line.split(":", 1) for line in status.splitlines())
    waits_for_it = (int(masks["SigCgt"], 16) | int(masks["SigIgn"], 16)) & INT_BIT
    return name in {"make", "gmake"} and not waits_for_it
