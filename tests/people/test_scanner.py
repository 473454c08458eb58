"""The virus scanner: clamd's protocol on a real socket, and nothing unscanned when it is away."""

import logging
from pathlib import Path

import pytest
from pytest_django import Settings

from people import scanner
from people.errors import UploadRefused
from tests.corpus.files import EICAR, MEGABYTE
from tests.mail_server import free_port
from tests.people import clamd


@pytest.mark.parametrize("on_this_machine", [True, False])
def test_scan_lets_through_what_is_clean_and_refuses_what_is_not(
    settings: Settings, tmp_path: Path, on_this_machine: bool
) -> None:
    with clamd.listening(tmp_path / "clamd.sock" if on_this_machine else None) as settings.SCANNER:
        scanner.scan(b"schoon" * MEGABYTE)
        with pytest.raises(UploadRefused) as refused:
            scanner.scan(b"x" * MEGABYTE + EICAR)

    assert refused.value.reason == "virus"


def test_scan_logs_what_it_found_and_not_what_was_in_it(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with clamd.listening() as settings.SCANNER, pytest.raises(UploadRefused):
        scanner.scan(EICAR)

    (line,) = caplog.records
    assert (line.levelno, line.getMessage()) == (
        logging.WARNING,
        "The virus scanner refused a file: stream: Eicar-Test-Signature FOUND",
    )


@pytest.mark.parametrize("away", ["127.0.0.1:{port}", "/bestaat/niet.sock"])
def test_scan_refuses_everything_when_the_scanner_is_away(settings: Settings, away: str) -> None:
    settings.SCANNER = away.format(port=free_port())

    with pytest.raises(UploadRefused) as refused:
        scanner.scan(b"schoon")

    assert refused.value.reason == "scanner"


def test_scan_refuses_everything_when_the_scanner_hangs_up(settings: Settings) -> None:
    with clamd.listening(speaks=False) as settings.SCANNER, pytest.raises(UploadRefused) as refused:
        scanner.scan(b"schoon")

    assert refused.value.reason == "scanner"


def test_scan_asks_nobody_when_no_scanner_is_set_up(settings: Settings) -> None:
    settings.SCANNER = ""

    scanner.scan(EICAR)
