"""Every page of the sign-in library, drawn by our templates and in our words."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import make

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db

# What somebody who did not sign in may open: all of it is about getting in, or out.
OPEN = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_signup_by_passkey",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
    "openid_connect_callback",
    "openid_connect_login",
}
OF_A_PROVIDER = {"openid_connect_callback", "openid_connect_login"}  # tested with one, in test_openid
CLOSED = {
    "account_change_password",
    "account_email",
    "account_reauthenticate",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "usersessions_list",
}


def _routes(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _routes(entry)
        else:
            yield entry


def _library_routes() -> dict[str, URLPattern]:
    account = next(e for e in get_resolver().url_patterns if str(e.pattern) == "account/")
    assert isinstance(account, URLResolver)
    return {str(route.name): route for route in _routes(account)}


def test_pages_of_the_library_are_these() -> None:
    assert set(_library_routes()) == OPEN | CLOSED


def test_pages_that_are_open_are_these() -> None:
    routes = _library_routes()

    assert {name for name, route in routes.items() if not getattr(route.callback, "login_required", True)} == OPEN


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_closed_page_asks_a_visitor_to_sign_in(client: Client, name: str) -> None:
    address = reverse(name, args=[1] if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else [])

    assert client.get(address).headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", sorted(OPEN - OF_A_PROVIDER - {"account_reset_password_from_key"}))
def test_open_page_is_ours(client: Client, name: str) -> None:
    _check(client.get(reverse(name), follow=True))


def test_page_of_a_bad_link_is_ours(client: Client) -> None:
    answer = client.get("/account/password/reset/key/1-onzin/")

    _check(answer)
    assert "Deze link werkt niet meer" in answer.content.decode()


# These ask the browser for a key that is there already, which takes a real one.
WITH_A_REAL_KEY = {("mfa_add_webauthn", True), ("mfa_reauthenticate_webauthn", True)}


@pytest.mark.parametrize(
    ("name", "with_factors"),
    sorted(set(product(CLOSED - {"mfa_download_recovery_codes"}, [False, True])) - WITH_A_REAL_KEY),
)
def test_closed_page_is_ours(client: Client, name: str, with_factors: bool) -> None:
    passkey = _signed_in(client, with_factors=with_factors)
    address = reverse(name, args=[passkey.pk] if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else [])

    answer = client.get(address, follow=True)

    nothing_there = {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_edit_webauthn", "mfa_remove_webauthn"}
    if name in nothing_there and not with_factors:
        assert answer.status_code == 404
    else:
        _check(answer)


def test_recovery_codes_download_as_text(client: Client) -> None:
    _signed_in(client, with_factors=True)

    answer = client.get(reverse("mfa_download_recovery_codes"))

    assert answer["Content-Type"].startswith("text/plain")
    assert len(re.findall(r"^\d{8}$", answer.content.decode(), re.MULTILINE)) == 10


def test_page_of_the_app_draws_the_picture_inside_the_page(client: Client) -> None:
    _signed_in(client, with_factors=False)

    page = client.get(reverse("mfa_activate_totp")).content.decode()

    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert "<?xml" not in page
    assert "data:" not in page


def test_page_says_it_when_somebody_asks_too_often(client: Client) -> None:
    for _ in range(6):
        answer = client.post(reverse("account_reset_password"), {"email": "anna@example.org"})

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "Even wachten" in answer.content.decode()


def test_passwords_are_refused_with_words_after_five_wrong_ones(client: Client) -> None:
    make.account()
    for _ in range(6):
        answer = client.post(reverse("account_login"), {"login": "anna@example.org", "password": "mis"})

    assert answer.status_code == 429
    assert 240 < int(answer["Retry-After"]) <= 300
    assert "Wacht 5 minuten" in answer.content.decode()


def _signed_in(client: Client, *, with_factors: bool) -> Authenticator:
    """Signs in with a password, and again as before a change; then has factors or not."""
    user = make.account()
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    passkey = Authenticator(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Telefoon", "credential": {}})
    if with_factors:
        passkey.save()
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(user)
    passkey.pk = passkey.pk or 1
    return passkey


def _check(answer: "Answer") -> None:
    """Drawn by a template of ours, Dutch, with nothing that a strict page refuses."""
    page = answer.content.decode()
    assert answer.status_code == 200
    drawn_by = Path(answer.templates[0].origin.name)
    assert settings.BASE / "templates" in drawn_by.parents
    assert '<html lang="nl">' in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page)
    assert not re.search(r"\b(je|jij|jou|jouw)\b", re.sub(r"<[^>]+>", " ", page))
