"""Cells of an Excel sheet that hold no value: an error, or a formula that nobody computed.

The library that reads rows makes both of them empty, and a cell that goes lost without a word is worse than a refusal.
"""

import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

from people.reading import Refused

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def require_values(archive: zipfile.ZipFile, sheet: str) -> None:
    """Every cell of `sheet` has a value that can be read, or none at all. Only for xlsx; raises Refused."""
    place = _place_of(archive, sheet)
    if not place:
        return
    with archive.open(place) as xml:
        for name, cell in _cells(xml):
            if cell.get("t") == "e":
                raise Refused("error", name)
            if cell.find("{*}f") is not None and not (cell.findtext("{*}v") or cell.get("t") == "str"):
                raise Refused("formula", name)


def cell_name(column: int, row: int) -> str:
    """'B7', as spreadsheets write it; both count from 1."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


def _place_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file in the archive that holds `sheet`; empty when this is no xlsx."""
    if BOOK not in archive.namelist():
        return ""
    sheets = ElementTree.fromstring(archive.read(BOOK)).iterfind(".//{*}sheet")
    wanted = next((one.get(RELATION) for one in sheets if one.get("name") == sheet), None)
    relations = ElementTree.fromstring(archive.read(RELATIONS))
    target = next((str(one.get("Target")) for one in relations if one.get("Id") == wanted), "")
    return target.removeprefix("/") if target.startswith("/xl/") else f"xl/{target}"


def _cells(xml: IO[bytes]) -> Iterator[tuple[str, ElementTree.Element]]:
    """Each cell with its name; a cell that does not say where it is stands after the one before it."""
    row = column = 0
    for moment, element in ElementTree.iterparse(xml, ("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if tag == "row" and moment == "start":
            row, column = int(element.get("r") or row + 1), 0
        elif tag == "row":
            element.clear()
        elif tag == "c" and moment == "end":
            column += 1
            yield element.get("r") or cell_name(column, row), element
