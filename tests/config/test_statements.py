import html
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format
from pytest_django import Settings

from config import conformance, statements
from people import register
from tests.config import without_database

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "status"), [("nl", "Status D: Leerlijn voldoet nog niet."), ("en", "Status D:")])
def test_accessibility_says_how_far_we_are_and_when_we_look_again(
    client: Client, settings: Settings, language: str, status: str
) -> None:
    client.cookies.load({"django_language": language})
    with translation.override(language):
        statement = conformance.statement()
        days = [date_format(day, "j F Y") for day in (statement.stated_on, statement.review_by)]

    page = html.unescape(client.get("/toegankelijkheid/").content.decode())

    assert status in page
    told = [*statement.examined, *statement.not_examined, *days]
    told += [
        word for one in statement.deviations for word in (one.criterion, one.title, one.what, one.whom, one.meanwhile)
    ]
    assert [words for words in told if words not in page] == []
    assert f"mailto:{settings.CONTACT_ADDRESS}" in page


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({}, "nog geen dag afgesproken"),
        ({"mended_by": date(2027, 3, 1)}, "uiterlijk op 1 maart 2027"),
    ],
)
def test_accessibility_says_when_a_deviation_is_mended(
    client: Client, settings: Settings, tmp_path: Path, more: dict[str, date], shown: str
) -> None:
    text = settings.ACCESSIBILITY.read_text() + "".join(f"{name} = {day}\n" for name, day in more.items())
    settings.ACCESSIBILITY = tmp_path / "accessibility.toml"
    settings.ACCESSIBILITY.write_text(text)  # the last table of the file is a deviation

    assert shown in client.get("/toegankelijkheid/").content.decode()


def test_privacy_lists_the_whole_register(client: Client) -> None:
    page = client.get("/privacy/").content.decode()

    assert page.count("<tr>") == 1 + len(list(register.records()))
    assert "Uw naam, e-mailadres en taal, of u kunt inloggen, en welke privacyverklaring u wanneer hebt gelezen" in page
    assert "2 jaar na afloop van de uitvoering" in page


def test_privacy_tells_in_each_row_who_sees_it_and_how_long() -> None:
    for record in register.records():
        assert record.holds
        assert record.seen_by, record.model
        assert record.retention.value


@pytest.mark.parametrize("address", ["/toegankelijkheid/", "/privacy/", "/kwetsbaarheid-melden/"])
@pytest.mark.parametrize("words", [" je ", " jouw ", " jij "])
def test_statement_says_u(client: Client, address: str, words: str) -> None:
    assert words not in client.get(address).content.decode()


def test_security_txt_is_valid(client: Client, settings: Settings) -> None:
    """Source: RFC 9116, section 2.5: Contact and Expires are obligatory, Expires once and in the future."""
    answer = client.get("/.well-known/security.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    fields = {name: value for name, _colon, value in (line.partition(": ") for line in lines)}
    assert len(fields) == len(lines)
    assert fields["Contact"].startswith(("mailto:", "https://", "tel:"))
    assert fields["Canonical"] == f"{settings.ADDRESS}/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "nl, en"
    assert fields["Policy"] == f"{settings.ADDRESS}/kwetsbaarheid-melden/"
    assert timezone.now() < datetime.fromisoformat(fields["Expires"]) < timezone.now() + timedelta(days=366)


@pytest.mark.parametrize(("language", "words"), [("nl", "Binnen 48 uur bericht"), ("en", "Within 48 hours you hear")])
def test_disclosure_says_whom_to_tell_and_what_to_expect(client: Client, language: str, words: str) -> None:
    client.cookies.load({"django_language": language})

    page = client.get("/kwetsbaarheid-melden/").content.decode()

    assert 'href="mailto:beveiliging@leerlijn.example"' in page
    assert words in page


def test_security_txt_ends_on_the_day_of_the_settings(client: Client, settings: Settings) -> None:
    settings.SECURITY_EXPIRES = date(2027, 3, 1)

    assert "Expires: 2027-03-01T23:59:59Z" in client.get("/.well-known/security.txt").content.decode()


def test_unknown_address_gets_a_page_that_helps(client: Client) -> None:
    answer = client.get("/bestaat-niet/")

    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.content.decode()
    assert 'href="/aanbod/"' in answer.content.decode()


@pytest.mark.urls("tests.config.broken_urls")
@pytest.mark.parametrize(("language", "words"), [("nl", "Er ging iets mis"), ("en", "Something went wrong")])
def test_failure_gets_a_page_that_leans_on_nothing(language: str, words: str) -> None:
    browser = Client(raise_request_exception=False)
    browser.cookies.load({"django_language": language})

    answer = browser.get("/")

    assert answer.status_code == 500
    assert f"<h1>{words}</h1>" in answer.content.decode()
    assert f'<html lang="{language}">' in answer.content.decode()
    assert "as planned" not in answer.content.decode()


@pytest.mark.urls("tests.config.broken_urls")
def test_faulty_statement_is_a_failure_and_no_outage() -> None:
    assert Client(raise_request_exception=False).get("/statement/").status_code == 500


@pytest.mark.parametrize(
    ("path", "cookies"),
    [
        ("/aanbod/", {}),
        ("/mijn/", {"sessionid": "a" * 32}),
        ("/bestaat-niet/", {"sessionid": "a" * 32}),
        ("/evaluatie/s3cr3t/", {}),
    ],
)
def test_page_says_that_it_will_pass_when_the_database_is_away(path: str, cookies: dict[str, str]) -> None:
    answer = without_database.asked(path, **cookies)

    assert answer.status == 503
    assert "<h1>Leerlijn is even niet bereikbaar</h1>" in answer.page
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("60", "no-store")
    assert "Content-Security-Policy" in answer.headers


def test_page_about_the_outage_is_in_the_language_that_was_chosen() -> None:
    answer = without_database.asked("/aanbod/", django_language="en")

    assert answer.status == 503
    assert "<h1>Leerlijn cannot be reached for a moment</h1>" in answer.page
    assert '<html lang="en">' in answer.page


@pytest.mark.parametrize(
    ("problem", "away"),
    [
        (OperationalError("no route to host"), True),
        (DatabaseError("value too long"), False),
        (ValueError("x"), False),
        (None, False),
    ],
)
def test_outage_is_told_from_a_fault(problem: Exception | None, away: bool) -> None:
    assert statements.is_away(problem) is away
