"""The addresses in a spreadsheet: one column of its first sheet, found by its header or by what is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from people.text import address, folded
from people.uploads import Cell

HEADERS = {
    "email",
    "e mail",
    "emailadres",
    "e mailadres",
    "email address",
    "e mail address",
    "mail",
    "mailadres",
}  # folded
HEADERS_WITHIN = 10  # rows: a title or an empty row may stand above the header
LONGEST = 254  # characters of an address; what is longer is none
IN_BRACKETS = re.compile(r"<([^<>]*)>")  # as mail programs copy it: Anna Berg <anna@example.org>


@dataclass(frozen=True)
class Line:
    """What one row says: an address, or words that are none."""

    row: int  # as the spreadsheet counts
    said: str

    @property
    def is_address(self) -> bool:
        return "@" in self.said and " " not in self.said


def bare(part: str) -> str:
    """The address in `part`, as it is compared everywhere."""
    found = IN_BRACKETS.search(part)
    return address(found[1] if found else part)


def lines(rows: Sequence[Sequence[Cell]]) -> list[Line] | None:
    """What stands in the column of addresses, row by row and without empty cells; None when there is no such column."""
    found = _by_header(rows) or _by_content(rows)
    if found is None:
        return None
    first, column = found
    said = ((number, _cell(row, column)) for number, row in enumerate(rows[first:], start=first + 1))
    return [Line(number, bare(text[:LONGEST])) for number, text in said if text]


def _by_header(rows: Sequence[Sequence[Cell]]) -> tuple[int, int] | None:
    """The row below the header, and the column."""
    for number, row in enumerate(rows[:HEADERS_WITHIN], start=1):
        for column in range(len(row)):
            if folded(_cell(row, column)).rstrip(":") in HEADERS:
                return number, column
    return None


def _by_content(rows: Sequence[Sequence[Cell]]) -> tuple[int, int] | None:
    """The column with most addresses, from its first one on: what stands above it is a title."""
    counted = [
        (sum(1 for _row in _addresses(rows, column)), -column) for column in range(max(map(len, rows), default=0))
    ]
    most, column = max(counted, default=(0, 0))
    return (next(_addresses(rows, -column)), -column) if most else None


def _addresses(rows: Sequence[Sequence[Cell]], column: int) -> Iterator[int]:
    """Where in `rows` an address stands in that column."""
    return (number for number, row in enumerate(rows) if Line(number, bare(_cell(row, column))).is_address)


def _cell(row: Sequence[Cell], column: int) -> str:
    return str(row[column]).strip() if column < len(row) else ""
