"""Files that people upload: what they are, what they are called, and how they leave again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from people import files
from people.errors import UploadRefused
from people.files import Kind
from people.models import FileContent, StoredFile
from tests import corpus, make
from tests.corpus.files import EICAR, MEGABYTE, book
from tests.people import clamd

PDF = make.PDF


def _sent(name: str, content: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Brief.PDF", PDF, Kind.PDF),
        ("brief", PDF, Kind.PDF),  # without an ending it gets one
        ("lijst.xlsx", book(A1="naam"), Kind.XLSX),
        ("lijst.csv", b"a;b\n", Kind.CSV),
        ("lijst.txt", b"a;b\n", Kind.TEXT),
        ("lijst", b"a;b\n", Kind.TEXT),
    ],
)
def test_look_at_finds_the_kind_in_the_bytes(name: str, content: bytes, kind: Kind) -> None:
    incoming = files.look_at(_sent(name, content, "image/png"))

    assert (incoming.kind, incoming.content) == (kind, content)
    assert incoming.name.endswith(f".{kind.value}")


@pytest.mark.parametrize("name", ["brief.exe", "brief.pdf.exe", "brief.docx", "brief.svg", "brief.html", "brief.txt"])
def test_look_at_refuses_a_name_that_says_something_else(name: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        files.look_at(_sent(name, PDF, "application/pdf"))

    assert refused.value.reason == "name"


def test_look_at_refuses_what_is_too_large_unread(settings: Settings) -> None:
    settings.LARGEST_FILE = 100
    large = _sent("brief.pdf", PDF * 100)

    with pytest.raises(UploadRefused) as refused:
        files.look_at(large)

    assert (refused.value.reason, large.tell()) == ("large", 0)


def test_look_at_refuses_text_that_nobody_reads() -> None:
    with pytest.raises(UploadRefused) as refused:
        files.look_at(_sent("lijst.csv", b"a;b\n" * MEGABYTE))

    assert refused.value.reason == "large"


def test_look_at_refuses_what_the_scanner_finds(settings: Settings) -> None:
    with clamd.listening() as settings.SCANNER, pytest.raises(UploadRefused) as refused:
        files.look_at(_sent("lijst.txt", EICAR))

    assert refused.value.reason == "virus"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Brief van Zoë.pdf", "Brief van Zoë.pdf"),
        ("Zoe\u0308.pdf", "Zoë.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\anna\\brief.pdf", "brief.pdf"),
        ("foto\u202efdp.exe.pdf", "fotofdp.exe.pdf"),  # nothing turns it around
        ("a\u200bb\x00c\n.pdf", "abc.pdf"),
        ("CON.pdf", "-CON.pdf"),
        ("lpt1.x.pdf", "-lpt1.x.pdf"),
        ("console.pdf", "console.pdf"),
        (".htaccess", "bestand.pdf"),
        ("brief.pdf. . ", "brief.pdf"),
        ("brief.PDF", "brief.pdf"),
        ("brief.v2.pdf", "brief.v2.pdf"),
        ('a<b>:"|?*.pdf', "a-b------.pdf"),
        ("...", "bestand.pdf"),
        ("", "bestand.pdf"),
        (" .pdf", "bestand.pdf"),
        ("p" * 500 + ".pdf", "p" * 116 + ".pdf"),
    ],
)
def test_shown_name_is_one_that_any_system_can_keep(name: str, shown: str) -> None:
    assert files.shown_name(name, Kind.PDF) == shown


@pytest.mark.parametrize("key", corpus.values("file"))
def test_shown_name_is_plain_whatever_was_typed(key: str) -> None:
    shown = files.shown_name(corpus.values("file")[key], Kind.PDF)

    assert shown.endswith(".pdf")
    assert 4 < len(shown) <= files.LONGEST_NAME
    assert not set(shown) & set('/\\<>:"|?*\0\n\r\u202e\u200b')
    assert shown == files.shown_name(shown, Kind.PDF)


@pytest.mark.django_db
def test_keep_stores_the_bytes_under_a_name_of_our_own() -> None:
    anna = make.user()

    kept = [files.keep(files.look_at(_sent("brief.pdf", PDF)), by=anna) for _twice in range(2)]

    assert kept[0].key != kept[1].key
    assert kept[0].fingerprint == kept[1].fingerprint
    stored = StoredFile.objects.get(pk=kept[0].pk)
    assert (stored.name, stored.kind, stored.size, stored.added_by) == ("brief.pdf", Kind.PDF, len(PDF), anna)
    assert bytes(FileContent.objects.get(file=stored).data) == PDF


@pytest.mark.django_db
def test_answer_is_a_file_to_keep_and_never_a_page() -> None:
    stored = files.keep(files.look_at(_sent("Zoë € brief.pdf", PDF)), by=make.user())

    answer = files.answer(stored)

    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Zo%C3%AB%20%E2%82%AC%20brief.pdf"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cache-Control"] == "private, no-store"
