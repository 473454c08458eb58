"""Stamps: what was done, written down as the hash of what it was done from. A killed step leaves none."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path


def digest(files: Iterable[Path]) -> str:
    """One hash over the names and contents of `files`, in any order."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def once(stamp: Path, sources: Iterable[Path], work: Callable[[], None]) -> bool:
    """Do `work` unless it was done from these very sources. True when it was done now."""
    wanted = digest(sources)
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    stamp.unlink(missing_ok=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
    return True
