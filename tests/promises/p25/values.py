"""What a spreadsheet would run, if it took it for a formula."""

from __future__ import annotations

from itertools import product

from people.reading.guard import STARTS
from tests import corpus

LEAST = 40
AFTER = ("a\n", "a\r\n", "a\r", "a;", "a; ", "a,", "a\t", " ", "\n")  # where another cell may begin
OUT = (  # each calls the listener, if it is evaluated or followed
    '=HYPERLINK("{there}","klik")',
    '=WEBSERVICE("{there}")',
    '+WEBSERVICE("{there}")',
    '=DDE("soffice";"{there}";"a1")',
    "='{there}'#$Blad1.A1",
    '=IMAGE("{there}")',
)


def values(there: str) -> list[str]:
    """I4 of the corpus and its kin; `there` is the address of the listener. None has a NUL, which nobody can store."""
    known = list(corpus.of_file("spreadsheet").values())
    starts = [f"{mark}1+1" for mark in STARTS if mark != "\0"]
    later = [f"{before}{mark}1+1" for before, mark in product(AFTER, "=-")]
    calls = [one.format(there=there) for one in OUT]
    found = list(dict.fromkeys([*known, *starts, *later, *calls, "'", "''=1+1", "-2+3", "@A1", "=A1*2", "=1;=2"]))
    assert len(found) >= LEAST
    return found
