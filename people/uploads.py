"""Files that come in: looked at in a child process that may die of them, never in ours (promise P24).

`kind` says what a file is, `rows` reads a spreadsheet; every import uses the latter. Files are read one at a time per
machine, so that three at once do not take three times the memory; whoever waits too long is asked to come back.
"""

import fcntl
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people.errors import UploadRefused
from people.reading.formulas import cell_name

HOUSE = Path(__file__).resolve().parent.parent
RUN = "import sys; sys.path.insert(0, sys.argv[1]); from people.reading import child; child.main(sys.argv[2])"
WITHIN = 20.0  # seconds, waiting for one's turn included
LOOKS_EVERY = 0.05  # seconds, while waiting
Cell = str | int | float | bool

REASONS = {
    "large": _("Dit bestand is groter dan 10 MB."),
    "heavy": _("Dit bestand is uitgepakt te groot om te lezen. Bewaar alleen het blad dat u nodig hebt."),
    "slow": _("Dit bestand lezen duurt te lang. Bewaar alleen het blad dat u nodig hebt."),
    "busy": _("Er worden nu te veel bestanden tegelijk gelezen. Probeer het over een minuut nog eens."),
    "rows": _("Dit bestand heeft meer dan 5.000 rijen."),
    "columns": _("Dit bestand heeft meer dan 60 kolommen."),
    "macro": _("Dit bestand bevat macro's. Bewaar het zonder macro's, als gewoon Excel- of Word-bestand."),
    "encrypted": _("Dit bestand is versleuteld of heeft een wachtwoord. Haal dat er eerst af."),
    "links": _("Dit bestand bevat andere bestanden of verwijst ernaar. Bewaar alleen de tekst en de waarden."),
    "dtd": _("Dit bestand bevat een verborgen definitie die we niet lezen. Bewaar het opnieuw in Excel."),
    "old": _("Dit is een bestand van een oude Office (.xls of .doc). Bewaar het als .xlsx of .docx."),
    "kind": _("Dit soort bestand kunnen we niet aannemen."),
    "picture": _("Een foto of plaatje kunnen we nog niet aannemen. Maak er een pdf van."),
    "empty": _("Dit bestand is leeg."),
    "broken": _("Dit bestand is beschadigd. Bewaar het opnieuw en probeer het nog eens."),
    "error": _("Cel {where} bevat een fout, zoals #N/B of #VERW!. Verbeter die cel en bewaar het bestand opnieuw."),
    "formula": _("Cel {where} bevat een formule zonder uitkomst. Open het bestand in Excel en bewaar het opnieuw."),
    "line": _("Vanaf regel {where} is dit bestand niet te lezen. Staat daar een aanhalingsteken te veel of te weinig?"),
}  # fmt: skip  # a reason, a line

__all__ = ["Cell", "cell_name", "kind", "rows"]


def rows(content: bytes) -> list[list[Cell]]:
    """All rows of the first visible sheet, the header too; days as ISO text. Raises UploadRefused.

    `cell_name(column, row)` names the cell of a value, both counted from 1. Takes xlsx, ods and csv.
    """
    read: list[list[Cell]] = _ask("rows", content)
    return read


def kind(content: bytes) -> str:
    """What this file is, by its content: pdf, docx, xlsx, odt, ods or text. Raises UploadRefused."""
    found: str = _ask("kind", content)
    return found


def _ask(question: str, content: bytes) -> Any:
    """Have the child answer; a child that dies of the file has answered too."""
    if len(content) > settings.LARGEST_FILE:
        raise _refusal("large")
    until = time.monotonic() + WITHIN
    with _turn(until):
        command = [sys.executable, "-I", "-c", RUN, str(HOUSE), question]
        left = until - time.monotonic()
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=left, check=False, env={})
        except subprocess.TimeoutExpired as slow:
            raise _refusal("slow") from slow
    if done.returncode != 0:  # killed by its limit of memory or time
        raise _refusal("heavy")
    answer = json.loads(done.stdout)
    if reason := answer.get("refused"):
        raise _refusal(reason, answer.get("where", ""))
    return answer["found"]


@contextmanager
def _turn(until: float) -> Iterator[None]:
    """Wait until no other process of this machine reads a file; a lock that a killed process leaves is free again."""
    with Path(__file__).open("rb") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise _refusal("busy") from None
                time.sleep(LOOKS_EVERY)
        yield


def _refusal(reason: str, where: str = "") -> UploadRefused:
    return UploadRefused(reason, str(REASONS[reason]).format(where=where), where)
