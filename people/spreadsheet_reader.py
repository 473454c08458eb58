"""The child process of `uploads`: reads one spreadsheet from its input, and writes rows or a refusal as JSON.

It knows nothing of the house and may not grow: whoever sends a file that explodes, explodes this process only.
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

MEMORY = 512 * 1024 * 1024  # bytes that this process may have
SECONDS = 20  # of computing
UNPACKED = 100 * 1024 * 1024  # bytes, counted while unpacking
ENTRIES = 1000  # files in the archive
ROWS, COLUMNS = 5000, 60  # visited
PIECE = 1024 * 1024
CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')
MARKS = {
    "macro": re.compile(r"vbaProject|/macrosheets/|^Basic/|^Scripts/", re.IGNORECASE),
    "links": re.compile(r"externalLinks/|connections\.xml|embeddings/|oleObject", re.IGNORECASE),
}


class Refused(Exception):
    """The argument is the reason, as `uploads` knows it."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer: dict[str, Any] = {"rows": list(rows(sys.stdin.buffer.read()))}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "heavy"}
    except Exception:  # whatever a broken file makes a library say
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer))


def rows(content: bytes) -> Iterator[list[Any]]:
    """The rows of the first sheet. Raises Refused."""
    if content.startswith(b"PK\x03\x04"):
        _look_inside(content)
        yield from _of_workbook(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "kind")
    else:
        yield from _of_text(content)


def _look_inside(content: bytes) -> None:
    """Count and look at everything in the archive, before a library opens it."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRIES:
        raise Refused("heavy")
    if len(set(names)) < len(names) or any(".." in name or name.startswith(("/", "\\")) for name in names):
        raise Refused("broken")
    for reason, mark in MARKS.items():
        if any(mark.search(name) for name in names):
            raise Refused(reason)
    left = UNPACKED
    for entry in entries:
        left -= _look_at(archive, entry, left)


def _look_at(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """How many bytes one entry really has; refused as soon as it is more than is `left`, or holds what may not be."""
    if entry.flag_bits & 1:
        raise Refused("encrypted")
    size, tail = 0, b""
    with archive.open(entry) as unpacked:
        while piece := unpacked.read(PIECE):
            if not size and piece.startswith(b"PK\x03\x04"):
                raise Refused("kind")
            size += len(piece)
            if size > left:
                raise Refused("heavy")
            seen = tail + piece
            plain = seen.replace(b"\0", b"")  # UTF-16 hides nothing
            if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                raise Refused("dtd")
            if b"manifest:encryption-data" in plain:
                raise Refused("encrypted")
            _require_small(seen)
            tail = seen[-200:]
    return size


def _require_small(xml: bytes) -> None:
    for column, row in CELL.findall(xml):
        if int(row) > ROWS:
            raise Refused("rows")
        if _number(column) > COLUMNS:
            raise Refused("columns")


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _of_workbook(content: bytes) -> Iterator[list[Any]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  # a csv needs no library

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheet = book.get_sheet_by_index(0)
    if sheet.total_height > ROWS:
        raise Refused("rows")
    if sheet.total_width > COLUMNS:
        raise Refused("columns")
    for row in sheet.to_python(skip_empty_area=False):
        yield [_plain(cell) for cell in row]


def _of_text(content: bytes) -> Iterator[list[Any]]:
    text = _decoded(content)
    if not text.strip():
        raise Refused("empty")
    if "\0" in text or text.lstrip()[:1] == "<" or text.startswith(("%PDF", "{\\rtf")):
        raise Refused("kind")
    first = text.splitlines()[0]
    delimiter = max(";,\t", key=first.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)):
            if number >= ROWS:
                raise Refused("rows")
            if len(row) > COLUMNS:
                raise Refused("columns")
            yield row
    except csv.Error as wrong:
        raise Refused("broken") from wrong


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")  # what Dutch spreadsheets wrote for years


def _plain(cell: Any) -> Any:
    """A cell as JSON takes it; a day or a time as its ISO text."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return cell if isinstance(cell, str | int | float | bool) else str(cell)


if __name__ == "__main__":
    main()
