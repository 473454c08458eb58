"""Files that would take a server down, and the files people do send."""

import io
import time
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from people import sheets, uploads
from people.errors import UploadRefused


def _book(*cells: tuple[str, object]) -> bytes:
    book = openpyxl.Workbook()
    for place, value in cells:
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with(name: str, content: bytes) -> bytes:
    """A workbook with one more file in it, or one file of it replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_book(("A1", "naam")))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _sheet(rows: bytes, before: bytes = b"") -> bytes:
    body = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (SPACE.encode(), rows)
    return _with(SHEET, before + body)


def _far_corner() -> bytes:
    return _sheet(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def _far_corner_unnamed() -> bytes:
    """A cell without a place, in a row that says it is far down."""
    return _sheet(b'<row r="1048576"><c><v>1</v></c></row>')


def _gigabyte() -> bytes:
    return _with("xl/sharedStrings.xml", b"x" * 300 * 1024 * 1024)


def _entities() -> bytes:
    return _sheet(b"", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>')


def _outside() -> bytes:
    dtd = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">'
    return _with("xl/sharedStrings.xml", dtd + b"<sst/>")


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "far corner": (_far_corner, {"rows"}),
    "far corner without places": (_far_corner_unnamed, {"rows", "columns", "heavy", "broken"}),
    "a cell of 300 MB": (_gigabyte, {"heavy"}),
    "6,000 rows": (
        lambda: _sheet(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 6001))),
        {"rows"},
    ),
    "16,384 columns": (lambda: _sheet(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'), {"columns"}),
    "entities": (_entities, {"dtd"}),
    "outside definition": (_outside, {"dtd"}),
    "zip in zip": (lambda: _with("xl/media/a.zip", _book()), {"kind"}),
    "entry outside": (lambda: _with("../../boos.xml", b"<x/>"), {"broken"}),
    "many entries": (lambda: _archive({f"x{n}": b"" for n in range(1500)}), {"heavy"}),
    "macro": (lambda: _with("xl/vbaProject.bin", b"x"), {"macro"}),
    "external link": (lambda: _with("xl/externalLinks/externalLink1.xml", b"<x/>"), {"links"}),
    "connection": (lambda: _with("xl/connections.xml", b"<x/>"), {"links"}),
    "embedded object": (lambda: _with("xl/embeddings/oleObject1.bin", b"x"), {"links"}),
    "no workbook": (lambda: _archive({"a.txt": b"hallo"}), {"broken"}),
    "cut off": (lambda: _book(("A1", "naam"))[:-200], {"broken"}),
    "encrypted": (lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), {"encrypted"}),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 500, {"kind"}),
    "pdf": (lambda: b"%PDF-1.7\n...", {"kind"}),
    "web page": (lambda: b"<html><table></table></html>", {"kind"}),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", {"kind"}),
    "nothing": (lambda: b"", {"empty"}),
    "csv of 200,000 rows": (lambda: b"a;b\n" * 200_000, {"rows"}),
    "csv of 100 columns": (lambda: b";" * 100, {"columns"}),
    "csv with one line of 9 MB": (lambda: b"x" * 9_000_000, {"broken"}),
    "csv with a quote left open": (lambda: b'a;b\n"c;d\n', {"broken"}),
    "csv with NUL": (lambda: b"a;b\n\0;c\n", {"kind"}),
    "11 MB": (lambda: b"x" * 11 * 1024 * 1024, {"large"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_file_is_refused_in_words_and_in_time(name: str) -> None:
    made, reasons = HOSTILE[name]
    content, started = made(), time.monotonic()

    with pytest.raises(UploadRefused) as refused:
        uploads.rows(content)

    assert refused.value.reason in reasons
    assert str(refused.value) == str(uploads.REASONS[refused.value.reason])
    assert time.monotonic() - started < 25


@pytest.mark.parametrize(
    "content",
    [
        "naam;plaats\r\nZoë;Den Haag\r\n".encode(),
        b"\xef\xbb\xbf" + "naam;plaats\nZoë;Den Haag".encode(),
        "naam;plaats\nZoë;Den Haag\n".encode("cp1252"),
        "naam\tplaats\nZoë\tDen Haag\n".encode("utf-16"),
        "naam,plaats\rZoë,Den Haag\r".encode(),
        _book(("A1", "naam"), ("B1", "plaats"), ("A2", "Zoë"), ("B2", "Den Haag")),
        sheets.to_csv(["naam", "plaats"], [["Zoë", "Den Haag"]]),
        sheets.to_xlsx(["naam", "plaats"], [["Zoë", "Den Haag"]]),
    ],
)
def test_rows_are_read(content: bytes) -> None:
    assert uploads.rows(content) == [["naam", "plaats"], ["Zoë", "Den Haag"]]


def _archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
