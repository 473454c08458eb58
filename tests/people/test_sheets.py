import csv
import io
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from people import sheets
from people.reading import guard

HOSTILE = [
    *("=1+1", "+31612345678", "-5", "@SUM(A1)", "\t=1+1", "\r=1+1", "\uff1d1+1", '=HYPERLINK("http://kwaad.example")'),
    *(
        "=cmd|'/c calc'!A0",
        '"; =1+1',
        "'",
        "'=1",
        "''",
        "a\n=1+1",
        "a; =1+1",
        "a,-1",
        " =1",
        "\0=1",
        "gewoon",
        "",
        "a'b",
    ),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert guard.unguarded(guard.guarded(text)) == text


@given(st.text(alphabet=st.sampled_from("=+-@'\t\r\n;, a\uff1d\0"), max_size=12))
def test_guarding_is_lossless_whatever_the_order(text: str) -> None:
    assert guard.unguarded(guard.guarded(text)) == text


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a", "\0=1"]
)
def test_guarded_text_starts_no_formula(text: str) -> None:
    assert guard.guarded(text).startswith("'")


@pytest.mark.parametrize(("text", "safe"), [("a\n=1", "a\n'=1"), ("a; =1", "a; '=1"), ("a,-1", "a,'-1")])
def test_guarded_text_starts_no_formula_after_a_break(text: str, safe: str) -> None:
    assert guard.guarded(text) == safe


def test_to_csv_is_what_dutch_spreadsheets_read() -> None:
    content = sheets.to_csv(["Naam", "Dag"], [["Zoë", date(2027, 1, 31)], ["=1+1", None]])

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [["Naam", "Dag"], ["Zoë", "2027-01-31"], ["'=1+1", ""]]


def test_to_xlsx_keeps_texts_as_texts_and_days_as_days() -> None:
    moment = datetime(2027, 1, 31, 8, 30, tzinfo=UTC)

    content = sheets.to_xlsx(["Naam", "Dag", "Moment", "Nummer"], [["=1+1", date(2027, 1, 31), moment, 7]])

    cells = next(load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2))
    assert [cell.data_type for cell in cells] == ["s", "d", "d", "n"]
    assert [cell.value for cell in cells] == ["=1+1", datetime(2027, 1, 31), datetime(2027, 1, 31, 9, 30), 7]  # noqa: DTZ001  # a cell has no zone


def test_to_xlsx_holds_no_formula_and_no_link() -> None:
    content = sheets.to_xlsx(["Tekst"], [[text] for text in HOSTILE])

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_libreoffice_evaluates_nothing(tmp_path: Path, kind: str) -> None:
    texts = [text for text in HOSTILE if text and "\0" not in text]
    write = sheets.to_csv if kind == "csv" else sheets.to_xlsx
    (tmp_path / f"uit.{kind}").write_bytes(write(["Tekst"], [[text] for text in texts]))

    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "fods"]
    command += ["--infilter=CSV:59,34,76"] if kind == "csv" else []
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / f"uit.{kind}")], check=True, capture_output=True
    )

    assert "table:formula" not in (tmp_path / "uit.fods").read_text()
