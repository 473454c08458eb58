"""Every answer of the site follows the rules of internet.nl."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from tests.walk import shield
from tests.walk.scene import scene

pytestmark = pytest.mark.django_db


def test_every_answer_follows_the_rules() -> None:
    number, wrongs = shield.walk(scene())

    assert wrongs == []
    assert number > 1000


def test_answer_is_wrong_when_a_header_is_gone(settings: Settings) -> None:
    for header in settings.SHIELD:
        settings.SHIELD = {name: value for name, value in settings.SHIELD.items() if name != header}
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "CSP" not in name]

    wrongs = set(shield.wrongs(Client().get("/aanbod/"), secure=True))

    assert {"HSTS", "Permissions-Policy", "Cross-Origin-Resource-Policy", "CSP without default-src"} <= wrongs


def test_security_txt_follows_its_rules(client: Client, settings: Settings) -> None:
    settings.ADDRESS = "https://leerlijn.example"
    text = client.get("/.well-known/security.txt").content.decode()

    assert list(shield.security_txt(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Contact: mailto:a@example.org\n",
        "Expires: 2099-01-01T00:00:00Z\n",
        "Contact: mailto:a@example.org\nExpires: 2099-01-01T00:00:00Z\n",
        "Contact: mailto:a@example.org\nExpires: 2001-01-01T00:00:00Z\n",
    ],
)
def test_security_txt_is_wrong_when_a_line_is(text: str) -> None:
    assert list(shield.security_txt(text)) != []


def test_address_without_end_gets_a_page_of_ours(client: Client) -> None:
    answer = client.get(f"/aanbod/?zoek={'x' * 5000}")

    assert answer.status_code == 414
    assert "Dit adres is te lang</h1>" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "status", "heading"),
    [("too_long", 414, "Dit adres is te lang"), ("unreadable", 400, "Dit verzoek kunnen we niet lezen")],
)
def test_server_sends_pages_of_ours(page: str, status: int, heading: str) -> None:
    from config import server  # noqa: PLC0415  # gunicorn is there on servers only

    head, _gap, body = getattr(server, page)().partition(b"\r\n\r\n")

    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert f"Content-Length: {len(body)}".encode() in head
    assert all(header.encode() in head for header in settings.SHIELD)
    assert f"<h1>{heading}</h1>" in body.decode()
    assert 'lang="en"' in body.decode()


def test_server_starts_before_django_stands() -> None:
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-c", "import config.server"]

    assert subprocess.run(command, cwd=settings.BASE, env=clean, check=False).returncode == 0
