"""A zip archive, looked through before any library opens it. What it says about its own size is not believed."""

import io
import re
import stat
import zipfile

from people.reading import Refused

UNPACKED = 100 * 1024 * 1024  # bytes, counted while unpacking
ENTRIES = 1000  # files in the archive
PIECE = 1024 * 1024
OVERLAP = 200  # bytes of a piece that are looked at again with the next
ZIP = b"PK\x03\x04"
MARKS = {
    "macro": re.compile(r"vbaProject|/macrosheets/|^Basic/|^Scripts/", re.IGNORECASE),
    "links": re.compile(r"externalLinks/|connections\.xml|embeddings/|oleObject|^Object \d+/", re.IGNORECASE),
}
OFFICE_LINKS = (b"table:dde-link", b"<office:dde-source")  # a spreadsheet that asks another program for its values
CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')


def look_inside(content: bytes, *, most_rows: int, most_columns: int) -> zipfile.ZipFile:
    """Count and look at everything in the archive; 0 rows and columns: nobody counts cells. Raises Refused."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRIES:
        raise Refused("heavy")
    if len(set(names)) < len(names) or any(_leads_away(entry) for entry in entries):
        raise Refused("broken")
    for reason, mark in MARKS.items():
        if any(mark.search(name) for name in names):
            raise Refused(reason)
    left = UNPACKED
    for entry in entries:
        left -= _look_at(archive, entry, left, (most_rows, most_columns))
    return archive


def _leads_away(entry: zipfile.ZipInfo) -> bool:
    """Outside the folder it would be unpacked in, or a link to elsewhere."""
    name = entry.filename
    return ".." in name or "\\" in name or name.startswith("/") or stat.S_ISLNK(entry.external_attr >> 16)


def _look_at(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, most: tuple[int, int]) -> int:
    """How many bytes one entry really has; refused as soon as it is more than is `left`, or holds what may not be."""
    if entry.flag_bits & 1:
        raise Refused("encrypted")
    size, tail = 0, b""
    with archive.open(entry) as unpacked:
        while piece := unpacked.read(PIECE):
            if not size and piece.startswith(ZIP):
                raise Refused("kind")
            size += len(piece)
            if size > left:
                raise Refused("heavy")
            seen = tail + piece
            _require_plain(seen.replace(b"\0", b""))  # UTF-16 hides nothing
            if any(most):
                _require_small(seen, *most)
            tail = seen[-OVERLAP:]
    return size


def _require_plain(xml: bytes) -> None:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused("dtd")
    if b"manifest:encryption-data" in xml:
        raise Refused("encrypted")
    if any(link in xml for link in OFFICE_LINKS):
        raise Refused("links")


def _require_small(xml: bytes, most_rows: int, most_columns: int) -> None:
    for column, row in CELL.findall(xml):
        if int(row) > most_rows:
            raise Refused("rows")
        if _number(column) > most_columns:
            raise Refused("columns")


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
