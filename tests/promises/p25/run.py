"""P25 Formulas in exports are text: LibreOffice evaluates nothing, calls nobody, and we read back what we wrote.

Every address is asked for a table; which texts reach one, markers tell. Then each hostile value stands in each of
those texts, past every form, and every export is taken in both kinds. A value with a NUL, which no form and no
PostgreSQL takes, goes through the writers only.

The control: the same values without the apostrophe, and with cells that are not typed. LibreOffice must evaluate.
"""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.promises import stage

NUL = "\0=1+1"


def main(db: str) -> str:
    """Take every export with every value, open all of them, read them back; the line of evidence."""
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from people import sheets, uploads  # noqa: PLC0415  # the same
    from people.reading import sheet  # noqa: PLC0415  # the same
    from tests import make  # noqa: PLC0415  # the same
    from tests.promises.p25 import exports, office, values  # noqa: PLC0415  # the same
    from tests.walk import canaries  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS.append("testserver")
    settings.AS_OF, settings.EXPORT_LIMIT = make.TODAY, "100000/m/user"
    counted = exports.counted_round()
    birds = canaries.aviary()
    known = exports.found(birds, counted)
    reached = exports.reached(birds, known)
    empty = [route for route, texts in reached.items() if not texts]
    if empty or {one.route for one in known} != canaries.EXPORTS:
        raise AssertionError(f"P25 {db}: exports {[one.route for one in known]}, without a text of ours {empty}")
    texts = set[Any]().union(*reached.values())
    written = sheets.answer = exports.Written()  # it stands before the real one
    files, lost, planted, hostile = list[Path](), list[str](), 0, 0
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home, office.listening() as listener:
        typed = values.values(listener.address)
        for number, value in enumerate(typed):
            planted += sum(exports.plant(value, text) for text in texts)
            for one in known:
                for kind in sheets.KINDS:
                    content = one.taken(kind)
                    seen = sum(value in cell for row in written.rows for cell in row if isinstance(cell, str))
                    hostile += seen
                    file = Path(home) / f"{number}-{one.route.replace(':', '-')}.{kind}"
                    file.write_bytes(content)
                    files.append(file)
                    read = list(sheet.rows(content)) if number else uploads.rows(content)
                    lost += [] if _is_as_written(read, written, kind) else [f"{value!r} in {file.name}"]
                    if not seen and value.isprintable():
                        lost.append(f"{value!r} reached no cell of {file.name}")
        files += _written_only(Path(home), sheets)
        looked = _opened(files)
        control = _control(Path(home), typed)
        calls = listener.calls
        heard = listener.hears()
    evaluated = {name: seen for name, seen in looked.items() if seen.formulas or seen.links}
    if evaluated or lost or calls:
        raise AssertionError(f"P25 {db}: {calls=} evaluated={list(evaluated.items())[:5]} {len(lost)} lost={lost[:8]}")
    if not all(control.values()) or not heard:
        raise AssertionError(f"P25 {db}: the control evaluates nothing: {control}, {heard=}")
    return (
        f"P25 {len(typed)} values x {len(known)} exports x 2 kinds {db} texts={len(texts)} planted={planted} "
        f"hostile-cells={hostile} opened={len(looked)} evaluated=0 calls=0 lost=0 "
        f"control-csv={control['csv']} control-xlsx={control['xlsx']} control=red"
    )


def _is_as_written(read: list[list[Any]], written: Any, kind: str) -> bool:
    """Every cell as the writer was given it: a text to the letter, a moment as fine as this kind of file keeps it."""
    rows = [written.headers, *written.rows]
    same = _is_same_in_csv if kind == "csv" else _is_same_in_workbook
    return [len(row) for row in read] == [len(row) for row in rows] and all(
        same(is_now, was)
        for now, before in zip(read, rows, strict=True)
        for is_now, was in zip(now, before, strict=True)
    )


def _is_same_in_csv(read: Any, cell: Any) -> bool:
    from people import sheets  # noqa: PLC0415  # Django must stand first

    return bool(read == sheets._as_text(cell))


def _is_same_in_workbook(read: Any, cell: Any) -> bool:
    from django.utils import timezone  # noqa: PLC0415  # Django must stand first

    if isinstance(cell, datetime):
        told = datetime.fromisoformat(read).replace(tzinfo=timezone.get_current_timezone())
        return abs(told - cell) < timedelta(seconds=1)
    if isinstance(cell, date):
        return bool(read == cell.isoformat())
    return bool(read == ("" if cell is None else cell))


def _opened(files: list[Path]) -> dict[str, Any]:
    """As somebody opens them by hand; and each csv in the most careless way, split at every separator."""
    from tests.promises.p25 import office  # noqa: PLC0415  # Django must stand first

    tables = [file for file in files if file.suffix == ".csv"]
    looked = office.opened([file for file in files if file.suffix == ".xlsx"])
    for name, number in office.SEPARATORS.items():
        careless = office.opened(tables, office.CARELESS.format(separator=number))
        looked |= {f"{file} split at {name}": seen for file, seen in careless.items()}
    return looked


def _written_only(home: Path, sheets: Any) -> list[Path]:
    """What can be in no row, through the writers."""
    files = [home / f"nul.{kind}" for kind in sheets.KINDS]
    for file, write in zip(files, (sheets.to_csv, sheets.to_xlsx), strict=True):
        file.write_bytes(write(["Tekst"], [[NUL]]))
    return files


def _control(home: Path, typed: list[str]) -> dict[str, int]:
    """Kind -> how many cells are evaluated once the apostrophe is left out, and cells are not typed."""
    import xlsxwriter.worksheet  # noqa: PLC0415  # only here

    from people import sheets  # noqa: PLC0415  # Django must stand first
    from people.reading import guard  # noqa: PLC0415  # the same
    from tests.promises.p25 import office  # noqa: PLC0415  # the same

    rows = [[value] for value in typed if "127.0.0.1" not in value]  # who listens, hears the house only
    guarded, typed_cell = guard.guarded, xlsxwriter.worksheet.Worksheet.write_string
    guard.guarded = lambda text: text
    xlsxwriter.worksheet.Worksheet.write_string = _untyped
    try:
        files = {kind: home / f"control.{kind}" for kind in sheets.KINDS}
        files["csv"].write_bytes(sheets.to_csv(["Tekst"], rows))
        files["xlsx"].write_bytes(sheets.to_xlsx(["Tekst"], rows))
    finally:
        guard.guarded, xlsxwriter.worksheet.Worksheet.write_string = guarded, typed_cell
    careless = office.opened([files["csv"]], office.CARELESS.format(separator=59))
    return {
        "csv": careless["control.csv"].formulas,
        "xlsx": office.opened([files["xlsx"]])["control.xlsx"].formulas,
    }


def _untyped(sheet: Any, row: int, column: int, text: str, *style: Any) -> Any:
    """A cell as its text says what it is."""
    return sheet.write_formula(row, column, text) if text.startswith("=") else sheet.write_blank(row, column, text)
