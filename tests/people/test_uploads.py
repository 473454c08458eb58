"""Files that would take a server down, and the files people do send."""

import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from people import sheets, uploads
from people.errors import UploadRefused
from tests.corpus import files


@pytest.mark.parametrize("name", files.HOSTILE)
def test_rows_refuses_in_words_and_in_time(name: str) -> None:
    made, reasons = files.HOSTILE[name]
    content, started = made(), time.monotonic()

    with pytest.raises(UploadRefused) as refused:
        uploads.rows(content)

    assert refused.value.reason in reasons
    assert str(refused.value).partition(" ")[0] in str(uploads.REASONS[refused.value.reason])
    assert "{" not in str(refused.value)
    assert time.monotonic() - started < 25


@pytest.mark.parametrize("name", files.NAMED)
def test_rows_names_the_cell_or_line_that_is_wrong(name: str) -> None:
    made, reason, where = files.NAMED[name]

    with pytest.raises(UploadRefused) as refused:
        uploads.rows(made())

    assert (refused.value.reason, refused.value.where) == (reason, where)
    assert f" {where} " in str(refused.value)


@pytest.mark.parametrize("name", files.READ)
def test_rows_reads_what_people_send(name: str) -> None:
    made, expected = files.READ[name]

    assert uploads.rows(made()) == expected


@pytest.mark.parametrize("write", [sheets.to_csv, sheets.to_xlsx])
def test_rows_reads_our_own_exports(write: Callable[[list[str], list[list[str]]], bytes]) -> None:
    assert uploads.rows(write(["naam", "plaats"], [["Zoë", "Den Haag"]])) == files.TABLE


@pytest.mark.parametrize("write", [sheets.to_csv, sheets.to_xlsx])
@pytest.mark.parametrize("text", ["=1+1", "-5", "'=1+1", "a\n=1", "x; =1", "\t@A1", "’s ochtends", "'t Hoff"])  # noqa: RUF001  # it is meant
def test_rows_reads_a_text_that_we_wrote_as_it_was(
    write: Callable[[list[str], list[list[str]]], bytes], text: str
) -> None:
    assert uploads.rows(write(["naam", "plaats"], [[text, "Den Haag"]]))[1] == [text, "Den Haag"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_rows_reads_what_libreoffice_writes(tmp_path: Path, kind: str) -> None:
    (tmp_path / "bron.csv").write_text('naam;dag;som;fout\n"007";2027-01-31;=1+2;\n', encoding="utf-8")
    filtered = "--infilter=Text - txt - csv (StarCalc):59,34,76,1,1/2/2/5/3/1,1043,true"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", filtered]
    command += ["--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / "bron.csv")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    read = uploads.rows((tmp_path / f"bron.{kind}").read_bytes())

    assert read[0][:3] == ["naam", "dag", "som"]
    assert read[1][:3] == ["007", date(2027, 1, 31).isoformat(), 3]


def test_rows_waits_for_its_turn_and_then_asks_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "WITHIN", 0.3)
    with uploads._turn(time.monotonic() + 5), pytest.raises(UploadRefused) as refused:  # somebody else's file is read
        uploads.rows(b"a;b")
    monkeypatch.undo()

    assert refused.value.reason == "busy"
    assert uploads.rows(b"a;b") == [["a", "b"]]


@pytest.mark.parametrize(("column", "row", "name"), [(1, 1, "A1"), (26, 9, "Z9"), (27, 10, "AA10"), (60, 5, "BH5")])
def test_cell_name_is_what_spreadsheets_show(column: int, row: int, name: str) -> None:
    assert uploads.cell_name(column, row) == name


def test_kind_is_found_by_content() -> None:
    found = {
        uploads.kind(b"%PDF-1.7\n%%EOF"),
        uploads.kind(files.book(A1="naam")),
        uploads.kind(files.ods(files.ods_row("naam"))),
        uploads.kind("Zoë".encode()),
        uploads.kind(files.archive({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})),
        uploads.kind(files.archive({"mimetype": b"application/vnd.oasis.opendocument.text"})),
    }

    assert found == {"pdf", "xlsx", "ods", "text", "docx", "odt"}


@pytest.mark.parametrize("name", files.STRANGE)
def test_kind_refuses_what_we_do_not_take(name: str) -> None:
    made, reason = files.STRANGE[name]

    with pytest.raises(UploadRefused) as refused:
        uploads.kind(made())

    assert refused.value.reason == reason


def test_kind_takes_a_workbook_with_more_rows_than_anybody_imports() -> None:
    assert uploads.kind(files.rows(6000)) == "xlsx"
