"""The ways to sign in that need a real browser, and how their pages look to axe."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from people import outbox
from tests import make
from tests.looking import wrong_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [390, 1280]
ENTRANCE = [
    "account_login",
    "account_request_login_code",
    "account_signup",
    "account_signup_by_passkey",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
    "accessibility",
    "privacy",
]
ACCOUNT = ["mfa_index", "account_email", "account_change_password", "usersessions_list", "mfa_list_webauthn"]
KEY_ON_THIS_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def _at(server: LiveServer, name: str) -> str:
    return f"{server.url.replace('127.0.0.1', 'localhost')}{reverse(name)}"


def _press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words).click()


def _sign_in(page: Page, server: LiveServer, email: str) -> None:
    page.goto(_at(server, "account_login"))
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(make.PASSWORD)
    _press(page, "Inloggen")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_pages_for_getting_in(visitor: Page, live_server: LiveServer, width: int) -> None:
    visitor.set_viewport_size({"width": width, "height": 900})
    found = []
    for name in ENTRANCE:
        visitor.goto(_at(live_server, name))
        found += wrong_on(visitor)

    assert found == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_pages_of_an_account(visitor: Page, live_server: LiveServer, width: int) -> None:
    visitor.set_viewport_size({"width": width, "height": 900})
    _sign_in(visitor, live_server, make.account().email)
    found = []
    for name in ACCOUNT:
        visitor.goto(_at(live_server, name))
        found += wrong_on(visitor)

    assert found == []


def test_code_by_mail_signs_in(visitor: Page, live_server: LiveServer) -> None:
    user = make.account()
    visitor.goto(_at(live_server, "account_login") + "?next=/mijn/")
    visitor.get_by_role("link", name="Stuur mij een code").click()
    visitor.get_by_label("E-mailadres").fill(user.email)
    _press(visitor, "Stuur mij een code")
    outbox.send_due()

    code = re.findall(r"^\w{4}-\w{4}$", str(mail.outbox[0].body), re.MULTILINE)[0]
    visitor.get_by_label("Code").fill(code)
    _press(visitor, "Inloggen")

    visitor.wait_for_url("**/mijn/")


def test_passkey_is_added_and_signs_in(visitor: Page, live_server: LiveServer) -> None:
    _has_a_key(visitor)
    _sign_in(visitor, live_server, make.account().email)
    visitor.goto(_at(live_server, "mfa_add_webauthn"))
    visitor.get_by_label("Wachtwoord").fill(make.PASSWORD)
    _press(visitor, "Bevestigen")
    _press(visitor, "Passkey toevoegen")
    visitor.get_by_role("heading", name="Herstelcodes").wait_for()
    visitor.goto(_at(live_server, "account_logout"))
    _press(visitor, "Uitloggen")

    visitor.goto(_at(live_server, "account_login") + "?next=/mijn/")
    _press(visitor, "Passkey gebruiken")

    visitor.wait_for_url("**/mijn/")


def test_passkey_that_fails_says_so_on_the_page(visitor: Page, live_server: LiveServer) -> None:
    session = visitor.context.new_cdp_session(visitor)
    session.send("WebAuthn.enable")  # and no key: the browser refuses at once
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_ON_THIS_DEVICE | {"isUserVerified": False}})
    visitor.goto(_at(live_server, "account_login"))

    _press(visitor, "Passkey gebruiken")

    visitor.get_by_role("alert").get_by_text("Het lukte niet met de passkey").wait_for()


def _has_a_key(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_ON_THIS_DEVICE})
