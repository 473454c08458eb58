import logging

import pytest

from config.logs import LineFormatter
from people.origin import request_id


def _line(message: str, *arguments: object, error: bool = False) -> str:
    problem = (ValueError, ValueError("fout\nop twee regels"), None) if error else None
    record = logging.LogRecord("people.outbox", logging.WARNING, "", 1, message, arguments, problem)
    return LineFormatter().format(record)


def test_line_says_how_bad_which_request_and_what() -> None:
    token = request_id.set("4f2a")

    line = _line("bericht %s: %s", 7, "SMTPDataError")
    request_id.reset(token)

    moment, rest = line.split(" ", 1)
    assert rest == "WARNING 4f2a people.outbox: bericht 7: SMTPDataError"
    assert len(moment) == len("2026-11-24T12:00:00+0100")


@pytest.mark.parametrize("hostile", ["een\nWARNING twee", "een\r\ntwee", "\n"])
def test_line_stays_one_line(hostile: str) -> None:
    assert len(_line("%s", hostile).splitlines()) == 1


def test_line_stays_one_line_with_a_traceback() -> None:
    line = _line("mislukt", error=True)

    assert len(line.splitlines()) == 1
    assert r"fout\nop twee regels" in line


@pytest.mark.parametrize("path", ["/evaluatie/", "/goedkeuring/", "/agenda/mijn/"])
def test_line_leaves_out_the_secret_of_an_address(path: str) -> None:
    line = _line("Gone: %s", f"{path}s3cr3t-t0k3n/")

    assert f"{path}…/" in line
    assert "s3cr3t" not in line


@pytest.mark.parametrize("name", ["django", "django.request", "django.security.csrf"])
def test_errors_go_to_the_log_and_into_no_mail(name: str) -> None:
    """Django's own handler mails the address of the page, with the secret in it."""
    assert logging.getLogger(name).handlers == []
