from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from people import register

pytestmark = pytest.mark.django_db


def test_accessibility_says_how_far_we_are_and_when_we_look_again(client: Client, settings: Settings) -> None:
    page = client.get("/toegankelijkheid/").content.decode()

    assert "Leerlijn voldoet gedeeltelijk." in page
    assert "axe" in page
    assert f"mailto:{settings.CONTACT_ADDRESS}" in page
    assert "24 november 2026" in page
    assert "24 november 2027" in page


def test_accessibility_is_looked_at_every_year(settings: Settings) -> None:
    assert timedelta(days=366) >= settings.ACCESSIBILITY_REVIEW_BY - settings.ACCESSIBILITY_STATED_ON


def test_privacy_lists_the_whole_register(client: Client) -> None:
    page = client.get("/privacy/").content.decode()

    assert page.count("<tr>") == 1 + len(list(register.records()))
    assert "Uw naam, e-mailadres en taal, en of u kunt inloggen" in page
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

    assert "Expires: 2027-03-01T00:00:00Z" in client.get("/.well-known/security.txt").content.decode()


def test_unknown_address_gets_a_page_that_helps(client: Client) -> None:
    answer = client.get("/bestaat-niet/")

    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.content.decode()
    assert 'href="/aanbod/"' in answer.content.decode()


@pytest.mark.urls("tests.config.broken_urls")
def test_failure_gets_a_page_that_leans_on_nothing() -> None:
    answer = Client(raise_request_exception=False).get("/")

    assert answer.status_code == 500
    assert "Er ging iets mis" in answer.content.decode()
