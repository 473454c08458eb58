"""Files that would take a server down, or are not what they say; made when asked, for some are large.

`HOSTILE` are refused, each for one of its reasons. `READ` are the files that people do send, with the rows they hold.
"""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MEGABYTE = 1024 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Made = Callable[[], bytes]
Rows = list[list[object]]


def book(**cells: object) -> bytes:
    """A workbook with these cells."""
    made = openpyxl.Workbook()
    for place, value in cells.items():
        made.active[place] = value
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def archive(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def within(content: bytes, name: str, replaced: bytes | None) -> bytes:
    """The archive with one more file in it, one of it replaced, or (None) one left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        files = {entry.filename: old.read(entry) for entry in old.infolist() if entry.filename != name}
    return archive(files if replaced is None else files | {name: replaced}, zipfile.ZIP_DEFLATED)


def workbook_with(name: str, content: bytes) -> bytes:
    return within(book(A1="naam"), name, content)


def sheet(rows: bytes, before: bytes = b"") -> bytes:
    body = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (SPACE.encode(), rows)
    return workbook_with(SHEET, before + body)


def ods(rows: str, attributes: str = "") -> bytes:
    """An OpenDocument spreadsheet, as small as it may be."""
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    table = f'<table:table table:name="Blad1">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{attributes}{table}</office:spreadsheet></office:body>"
    content = f'<office:document-content {spaces} office:version="1.3">{body}</office:document-content>'
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive(
        {"mimetype": kind.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    )


def ods_row(*texts: str) -> str:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    return f"<table:table-row>{''.join(cell.format(text) for text in texts)}</table:table-row>"


def rows(number: int) -> bytes:
    return sheet(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, number + 1)))


def _dtd(place: str, *, outside: bool = False, encoding: str = "utf-8") -> bytes:
    """A definition of entities in one of the files of a workbook."""
    bomb = '[<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]'
    what = 'SYSTEM "http://127.0.0.1:9/x"' if outside else bomb
    return workbook_with(place, f'<?xml version="1.0"?><!DOCTYPE x {what}><x>&c;</x>'.encode(encoding))


def _same_name() -> bytes:
    """Two entries of one name: one reader takes the first, another the last."""
    out = io.BytesIO(book(A1="naam"))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "a") as made:
        made.writestr(SHEET, b"<x/>")
    return out.getvalue()


def _linked() -> bytes:
    """An entry that is a link to a file outside."""
    out = io.BytesIO(book(A1="naam"))
    with zipfile.ZipFile(out, "a") as made:
        entry = zipfile.ZipInfo("xl/link.xml")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16  # as Unix writes it
        made.writestr(entry, "/etc/passwd")
    return out.getvalue()


def _false_sizes() -> bytes:
    """A directory that says every file holds ten bytes."""
    content = bytearray(workbook_with("xl/media/groot.xml", b"x" * 200 * MEGABYTE))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", content, at + 24, 10)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def _zip64(size: int) -> bytes:
    """A workbook one file of which is written in the 64-bit way."""
    out = io.BytesIO(book(A1="naam"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made, made.open("xl/x.xml", "w", force_zip64=True) as entry:
        for _megabyte in range(size):
            entry.write(b" " * MEGABYTE)
    return out.getvalue()


HOSTILE: dict[str, tuple[Made, set[str]]] = {
    "far corner": (
        lambda: sheet(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        {"rows"},
    ),
    "far corner without places": (  # a cell without a place, in a row that says it is far down
        lambda: sheet(b'<row r="1048576"><c><v>1</v></c></row>'),
        {"rows", "columns", "heavy", "broken"},
    ),
    "a cell of 300 MB": (lambda: workbook_with("xl/sharedStrings.xml", b"x" * 300 * MEGABYTE), {"heavy"}),
    "6,000 rows": (lambda: rows(6000), {"rows"}),
    "a million rows": (lambda: rows(1_000_000), {"rows"}),
    "16,384 columns": (lambda: sheet(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'), {"columns"}),
    "zip in zip": (lambda: workbook_with("xl/media/a.zip", book()), {"kind"}),
    "1,500 entries": (lambda: archive({f"x{n}": b"" for n in range(1500)}), {"heavy"}),
    "90,000 entries": (lambda: archive({f"{n}": b"" for n in range(90_000)}), {"heavy", "large"}),
    "two entries of one name": (_same_name, {"broken"}),
    "false sizes": (_false_sizes, {"broken", "heavy"}),
    "zip64 of 200 MB": (lambda: _zip64(200), {"heavy"}),
    "link to outside": (_linked, {"broken"}),
    "entry outside": (lambda: workbook_with("../../boos.xml", b"<x/>"), {"broken"}),
    "entry on a drive": (lambda: workbook_with("C:\\boos.xml", b"<x/>"), {"broken"}),
    "entities in the sheet": (lambda: _dtd(SHEET), {"dtd"}),
    "entities in the strings": (lambda: _dtd("xl/sharedStrings.xml"), {"dtd"}),
    "entities in a drawing": (lambda: _dtd("xl/drawings/drawing1.xml"), {"dtd"}),
    "entities in UTF-16": (lambda: _dtd(SHEET, encoding="utf-16"), {"dtd"}),
    "outside definition in the sheet": (lambda: _dtd(SHEET, outside=True), {"dtd"}),
    "outside definition in the strings": (lambda: _dtd("xl/sharedStrings.xml", outside=True), {"dtd"}),
    "outside definition in a drawing": (lambda: _dtd("xl/drawings/drawing1.xml", outside=True), {"dtd"}),
    "macro": (lambda: workbook_with("xl/vbaProject.bin", b"x"), {"macro"}),
    "macro of Excel 4": (lambda: workbook_with("xl/macrosheets/sheet1.xml", b"<x/>"), {"macro"}),
    "macro in ods": (lambda: within(ods(ods_row("a")), "Basic/Standard/script-lb.xml", b"<x/>"), {"macro"}),
    "external link": (lambda: workbook_with("xl/externalLinks/externalLink1.xml", b"<x/>"), {"links"}),
    "DDE": (lambda: workbook_with("xl/externalLinks/externalLink1.xml", b"<ddeLink/>"), {"links"}),
    "DDE in ods": (lambda: ods(ods_row("a"), "<table:dde-links><table:dde-link/></table:dde-links>"), {"links"}),
    "connection": (lambda: workbook_with("xl/connections.xml", b"<x/>"), {"links"}),
    "embedded object": (lambda: workbook_with("xl/embeddings/oleObject1.bin", b"x"), {"links"}),
    "embedded object in ods": (lambda: within(ods(ods_row("a")), "Object 1/content.xml", b"<x/>"), {"links"}),
    "no workbook": (lambda: archive({"a.txt": b"hallo"}), {"broken"}),
    "no sheet": (lambda: within(book(A1="naam"), SHEET, None), {"broken"}),
    "cut off": (lambda: book(A1="naam")[:-200], {"broken"}),
    "encrypted": (lambda: OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), {"encrypted"}),
    "old Excel": (lambda: OLD_OFFICE + b"\0" * 500, {"old"}),
    "older Excel": (lambda: b"\x09\x08\x10\0\0\x06\x05\0" + b"\0" * 500, {"kind"}),
    "pdf": (lambda: b"%PDF-1.7\n...", {"kind"}),
    "web page": (lambda: b"\xef\xbb\xbf <html><table></table></html>", {"kind"}),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", {"kind"}),
    "nothing": (lambda: b"", {"empty"}),
    "spaces": (lambda: b" \r\n \r\n", {"empty"}),
    "csv of 200,000 rows": (lambda: b"a;b\n" * 200_000, {"rows"}),
    "csv of 100 columns": (lambda: b";" * 100, {"columns"}),
    "csv with one line of 9 MB": (lambda: b"x" * 9_000_000, {"line"}),
    "csv with one line of 50 MB": (lambda: b"x" * 50 * MEGABYTE, {"large"}),
    "csv with a quote left open": (lambda: b'a;b\n"c;d\n', {"line"}),
    "csv with NUL": (lambda: b"a;b\n\0;c\n", {"kind"}),
    "11 MB": (lambda: b"x" * 11 * MEGABYTE, {"large"}),
}


def _formula(cell: bytes) -> bytes:
    return sheet(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c>%s</row>' % cell)


# Kept nowhere, whatever their names say.
STRANGE: dict[str, tuple[Made, str]] = {
    "svg with a script": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "kind"),
    "web page": (lambda: b"\xef\xbb\xbf\n<!doctype html><html></html>", "kind"),
    "rtf": (lambda: b"{\\rtf1 hallo}", "kind"),
    "program": (lambda: b"MZ\x90\0\x03", "kind"),
    "script with colours": (lambda: b"echo \x1b[31mrood", "kind"),
    "text that is not UTF-8": (lambda: "Zoë".encode("cp1252"), "kind"),
    "archive": (lambda: archive({"a.txt": b"hallo"}), "kind"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
    "jpeg": (lambda: b"\xff\xd8\xff\xe1\0\x10Exif", "picture"),
    "webp": (lambda: b"RIFF\x10\0\0\0WEBPVP8 ", "picture"),
    "heic": (lambda: b"\0\0\0\x18ftypheic", "picture"),
    "half a pdf": (lambda: b"%PDF-1.7\n1 0 obj", "broken"),
    "word with a macro": (lambda: archive({"word/document.xml": b"<x/>", "word/vbaProject.bin": b"x"}), "macro"),
    "word with an object": (lambda: archive({"word/document.xml": b"", "word/embeddings/a.bin": b""}), "links"),
    "old word": (lambda: OLD_OFFICE + b"\0" * 500, "old"),
    "word with a password": (lambda: OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "zip bomb": (lambda: workbook_with("xl/media/x.xml", b"x" * 200 * MEGABYTE), "heavy"),
    "nothing": (lambda: b"", "empty"),
    "spaces": (lambda: b" \n", "empty"),
    "11 MB": (lambda: b"x" * 11 * MEGABYTE, "large"),
}  # fmt: skip  # a file, a line

# Refused with the place where it is wrong: reason, cell or line.
NAMED: dict[str, tuple[Made, str, str]] = {
    "error cell": (lambda: _formula(b'<c r="C2" t="e"><v>#REF!</v></c>'), "error", "C2"),
    "error cell without its place": (lambda: _formula(b'<c t="e"><v>#N/A</v></c>'), "error", "B2"),
    "error text in csv": (lambda: b"a;b;c\n1;2;#REF!\n", "error", "C2"),
    "error in ods": (lambda: ods(ods_row("a", "b") + ods_row("1", "Err:502")), "error", "B2"),
    "formula without value": (lambda: _formula(b'<c r="B2"><f>A1+A2</f></c>'), "formula", "B2"),
    "quote left open": (lambda: b'a;b\n1;2\n"3;4\n5;6\n', "line", "3"),
    "quote in the middle": (lambda: b'a;b\n"x"y;2\n', "line", "2"),
}


def _hidden_sheet() -> bytes:
    """A hidden sheet before the one that people see, and one after it."""
    made = openpyxl.Workbook()
    made.active["A1"] = "zichtbaar"
    made.create_sheet("verborgen", 0).sheet_state = "hidden"
    made["verborgen"]["A1"] = "geheim"
    made.create_sheet("daarna")["A1"] = "tweede"
    made.active = 1
    return saved(made)


def _hidden_row() -> bytes:
    made = openpyxl.Workbook()
    made.active["A1"], made.active["A2"], made.active["A3"] = "naam", "verborgen", "Zoë"
    made.active.row_dimensions[2].hidden = True
    return saved(made)


def _merged() -> bytes:
    made = openpyxl.Workbook()
    made.active["A1"], made.active["C1"] = "samen", "los"
    made.active.merge_cells("A1:B1")
    return saved(made)


def _of_1904() -> bytes:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active["A1"] = date(2027, 1, 31)
    return saved(made)


MORNING = datetime.fromisoformat("2027-01-31T09:30")
TABLE: Rows = [["naam", "plaats"], ["Zoë", "Den Haag"]]
READ: dict[str, tuple[Made, Rows]] = {
    "csv": (lambda: "naam;plaats\r\nZoë;Den Haag\r\n".encode(), TABLE),
    "csv with a mark, without last line end": (lambda: "\ufeffnaam;plaats\nZoë;Den Haag".encode(), TABLE),
    "csv of old spreadsheets": (lambda: "naam;plaats\nZoë;Den Haag\n".encode("cp1252"), TABLE),
    "csv in UTF-16": (lambda: "naam\tplaats\nZoë\tDen Haag\n".encode("utf-16"), TABLE),
    "csv in UTF-16 without a mark": (lambda: "naam;plaats\nZoë;Den Haag\n".encode("utf-16-le"), TABLE),
    "csv with commas and CR only": (lambda: "naam,plaats\rZoë,Den Haag\r".encode(), TABLE),
    "csv with tabs": (lambda: "naam\tplaats\nZoë\tDen Haag\n".encode(), TABLE),
    "csv with quotes": (lambda: '"naam";"plaats"\n"Zoë";"Den Haag"\n'.encode(), TABLE),
    "csv with a line end in a value": (lambda: b'a;b\n"een\ntwee";c\n', [["a", "b"], ["een\ntwee", "c"]]),
    "csv with a header only": (lambda: b"naam;plaats\n", [["naam", "plaats"]]),
    "csv with one name twice": (lambda: b"naam;naam\n1;2\n", [["naam", "naam"], ["1", "2"]]),
    "csv with columns too many": (lambda: b"a\n1;2\n", [["a"], ["1", "2"]]),
    "csv with uneven rows": (lambda: b"a;b\n1;2;3\n4\n", [["a", "b"], ["1", "2", "3"], ["4"]]),
    "csv with zeros in front": (lambda: b"a;b\n007;-5\n", [["a", "b"], ["007", "-5"]]),
    "xlsx": (lambda: book(A1="naam", B1="plaats", A2="Zoë", B2="Den Haag"), TABLE),
    "ods": (lambda: ods(ods_row("naam", "plaats") + ods_row("Zoë", "Den Haag")), TABLE),
    "xlsx with values of each kind": (
        lambda: book(
            A1="007", B1=7, C1=1.5, D1=True, E1=date(2027, 1, 31), F1=datetime.fromisoformat("2027-01-31T09:30")
        ),
        [["007", 7, 1.5, True, "2027-01-31", "2027-01-31T09:30:00"]],
    ),
    "xlsx with empty cells before": (lambda: book(B2="x"), [["", ""], ["", "x"]]),
    "xlsx with a hidden sheet": (_hidden_sheet, [["zichtbaar"]]),
    "xlsx with a hidden row": (_hidden_row, [["naam"], ["verborgen"], ["Zoë"]]),
    "xlsx with merged cells": (_merged, [["samen", "", "los"]]),
    "xlsx with years from 1904": (_of_1904, [["2027-01-31"]]),
    "xlsx with a formula and its value": (
        lambda: _formula(b'<c r="B2"><f>A1+A2</f><v>3</v></c>'),
        [[1, ""], [2, 3]],
    ),
    "xlsx with a formula that gives nothing": (
        lambda: _formula(b'<c r="B2" t="str"><f>""</f><v></v></c>'),
        [[1, ""], [2, ""]],
    ),
    "zip64": (lambda: _zip64(0), [["naam"]]),
}
