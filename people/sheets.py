"""Tables that leave the house: xlsx and csv in which nothing that somebody typed can run (promise P25).

In xlsx every text is a text cell. In csv a character that a spreadsheet takes for the start of a formula gets an
apostrophe before it, at the start and after every line break or separator (`reading.guard`); our own reader of
spreadsheets (`uploads.rows`) gives the original back.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

from people.reading import guard

Cell = str | int | float | Decimal | date | datetime | None
Row = Sequence[Cell]

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def answer(kind: str, name: str, headers: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """The table as a file to keep; `kind` is csv or xlsx."""
    content = to_csv(headers, rows) if kind == "csv" else to_xlsx(headers, rows)
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def to_csv(headers: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Semicolons and a byte-order mark, as Dutch spreadsheets expect; days as 2027-01-31, amounts as 412,50."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in [headers, *rows]:
        writer.writerow([guard.guarded(_as_text(cell)) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_xlsx(headers: Sequence[str], rows: Iterable[Row]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {**options, "remove_timezone": True}) as book:
        sheet = book.add_worksheet()
        head = book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": "0.00"})
        day, moment = book.add_format({"num_format": "d-m-yyyy"}), book.add_format({"num_format": "d-m-yyyy hh:mm"})
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, head)
            sheet.set_column(column, column, max(12, min(40, len(header) + 4)))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, timezone.localtime(cell).replace(tzinfo=None), moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001  # a cell has no zone
                elif isinstance(cell, Decimal):
                    sheet.write_number(number, column, float(cell), money)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell or "")
    return out.getvalue()


def _as_text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    return "" if cell is None else str(cell)
