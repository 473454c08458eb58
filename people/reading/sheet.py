"""The rows of a spreadsheet: of the first sheet that is not hidden, or of a csv; hidden rows as all others.

Row and column of a value are those of its cell, so that whoever refuses one can name it (`cell_name`).
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from people.reading import Refused, archive, delimited, formulas

ROWS, COLUMNS = 5000, 60  # visited
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
FAULT = re.compile(r"#(REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!)|Err:\d+")


def rows(content: bytes) -> Iterator[list[Any]]:
    """Refuses a cell that holds an error instead of a value. Raises Refused."""
    for number, row in enumerate(_read(content), 1):
        if number > ROWS:
            raise Refused("rows")
        if len(row) > COLUMNS:
            raise Refused("columns")
        for column, cell in enumerate(row, 1):
            if isinstance(cell, str) and FAULT.fullmatch(cell.strip()):
                raise Refused("error", formulas.cell_name(column, number))
        yield row


def _read(content: bytes) -> Iterator[list[Any]]:
    if content.startswith(archive.ZIP):
        return _of_workbook(content, archive.look_inside(content, most_rows=ROWS, most_columns=COLUMNS))
    if content.startswith(OLD_OFFICE):
        raise Refused("encrypted" if ENCRYPTED in content else "old")
    return delimited.rows(content)


def _of_workbook(content: bytes, opened: zipfile.ZipFile) -> Iterator[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    if not shown:
        raise Refused("empty")
    sheet = book.get_sheet_by_name(shown[0])
    if sheet.total_height > ROWS:
        raise Refused("rows")
    if sheet.total_width > COLUMNS:
        raise Refused("columns")
    formulas.require_values(opened, shown[0])
    for row in sheet.to_python(skip_empty_area=False):
        yield [_plain(cell) for cell in row]


def _plain(cell: Any) -> Any:
    """A cell as JSON takes it; a day or a time as its ISO text."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return cell if isinstance(cell, str | int | float | bool) else str(cell)
