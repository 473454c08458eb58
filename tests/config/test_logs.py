import json
import logging

import pytest

from config.logs import JsonFormatter, LineFormatter
from people.origin import actor, request_id


def _line(message: str, *arguments: object, error: bool = False) -> str:
    problem = (ValueError, ValueError("fout\nop twee regels"), None) if error else None
    record = logging.LogRecord("people.outbox", logging.WARNING, "", 1, message, arguments, problem)
    return LineFormatter().format(record)


def test_line_says_how_bad_which_request_and_what() -> None:
    request, whose = request_id.set("4f2a"), actor.set("9c1e")

    line = _line("bericht %s: %s", 7, "SMTPDataError")
    request_id.reset(request)
    actor.reset(whose)

    moment, rest = line.split(" ", 1)
    assert rest == "WARNING 4f2a 9c1e people.outbox: bericht 7: SMTPDataError"
    assert len(moment) == len("2026-11-24T12:00:00+0100")


@pytest.mark.parametrize("hostile", ["een\nWARNING twee", "een\r\ntwee", "\n"])
def test_line_stays_one_line(hostile: str) -> None:
    assert len(_line("%s", hostile).splitlines()) == 1


def test_line_stays_one_line_with_a_traceback() -> None:
    line = _line("mislukt", error=True)

    assert len(line.splitlines()) == 1
    assert line.endswith("ValueError")
    assert "fout" not in line  # its words may hold what somebody typed


@pytest.mark.parametrize(
    "path",
    [
        "/evaluatie/",
        "/goedkeuring/",
        "/mail-stoppen/",
        "/agenda/mijn/",
        "/agenda/zaal/",
        "/account/password/reset/key/",
    ],
)
def test_line_leaves_out_the_secret_of_an_address(path: str) -> None:
    line = _line("Gone: %s", f"{path}s3cr3t-t0k3n/")

    assert f"{path}…/" in line
    assert "s3cr3t" not in line


@pytest.mark.parametrize("name", ["django", "django.request", "django.security.csrf"])
def test_errors_go_to_the_log_and_into_no_mail(name: str) -> None:
    """Django's own handler mails the address of the page, with the secret in it."""
    assert logging.getLogger(name).handlers == []


@pytest.mark.parametrize(
    "text", ["mail aan anna.berg@example.org ging mis", "GET /aanbod/?zoek=anna", "<anna@example.org>"]
)
def test_line_leaves_out_addresses_and_queries(text: str) -> None:
    assert "anna" not in _line(text)


def test_line_leaves_out_statements_of_the_database() -> None:
    record = logging.makeLogRecord({"msg": "INSERT Anna", "sql": "INSERT Anna", "duration": 0.01, "name": "django.db"})

    assert "Anna" not in LineFormatter().format(record)


def test_json_holds_the_same_facts_on_one_line() -> None:
    record = logging.LogRecord("people.outbox", logging.WARNING, "", 1, "een\ntwee %s", ("anna@example.org",), None)

    line = JsonFormatter().format(record)

    assert len(line.splitlines()) == 1
    assert json.loads(line)["text"] == "een\ntwee …@…"
    assert set(json.loads(line)) == {"at", "level", "request", "actor", "logger", "text"}
