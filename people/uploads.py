"""Spreadsheets that come in: read in a child process that may die of them, never in ours (promise P24).

`rows` is the one way in for every import. It takes xlsx, ods and csv, and says in a sentence what it does not take.
What a file says about its own size is not believed: bytes, rows and columns are counted as they come.
"""

import json
import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from people.errors import UploadRefused

READER = Path(__file__).with_name("spreadsheet_reader.py")
MOST = 10 * 1024 * 1024  # bytes
WITHIN = 20.0  # seconds
Cell = str | int | float | bool

REASONS = {
    "large": _("Dit bestand is groter dan 10 MB."),
    "heavy": _("Dit bestand is uitgepakt te groot om te lezen. Bewaar alleen het blad dat u nodig hebt."),
    "slow": _("Dit bestand lezen duurt te lang. Bewaar alleen het blad dat u nodig hebt."),
    "rows": _("Dit bestand heeft meer dan 5.000 rijen."),
    "columns": _("Dit bestand heeft meer dan 60 kolommen."),
    "macro": _("Dit bestand bevat macro's. Bewaar het als gewoon Excel-bestand (.xlsx)."),
    "encrypted": _("Dit bestand is versleuteld of heeft een wachtwoord. Haal dat er eerst af."),
    "links": _("Dit bestand verwijst naar andere bestanden of gegevens. Bewaar alleen de waarden."),
    "dtd": _("Dit bestand bevat een verborgen definitie die we niet lezen. Bewaar het opnieuw in Excel."),
    "kind": _("Dit is geen Excel-, ods- of csv-bestand."),
    "empty": _("Dit bestand is leeg."),
    "broken": _("Dit bestand is beschadigd. Bewaar het opnieuw en probeer het nog eens."),
}


def rows(content: bytes) -> list[list[Cell]]:
    """All rows of the first sheet, the header too; days as ISO text. Raises UploadRefused."""
    if len(content) > MOST:
        raise UploadRefused("large", REASONS["large"])
    try:
        command = [sys.executable, "-I", str(READER)]
        done = subprocess.run(command, input=content, capture_output=True, timeout=WITHIN, check=False, env={})
    except subprocess.TimeoutExpired as slow:
        raise UploadRefused("slow", REASONS["slow"]) from slow
    if done.returncode != 0:  # killed by its limit of memory or time
        raise UploadRefused("heavy", REASONS["heavy"])
    answer = json.loads(done.stdout)
    if reason := answer.get("refused"):
        raise UploadRefused(reason, REASONS[reason])
    read: list[list[Cell]] = answer["rows"]
    return read
