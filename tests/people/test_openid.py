"""Signing in with the account of an organisation, against a provider that really answers."""

import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from people.models import Message, User
from tests import identity_provider, make
from tests.identity_provider import Provider

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db

ADDRESS = "anna@example.org"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with identity_provider.serving() as serving:
        library = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": library | {"APPS": [identity_provider.app(serving)]}}
        yield serving


def _arrive(client: Client, query: str = "") -> "Answer":
    """From the button to what our site makes of what the provider says."""
    there = client.post(reverse("openid_connect_login", args=["vrr"]) + query, {"next": "/mijn/"})
    if there.status_code != 302:
        return there
    back = urlsplit(_location(there.headers["Location"]))
    return client.get(f"{back.path}?{back.query}")


def _location(address: str) -> str:
    """Where the provider sends a browser."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    location = connection.getresponse().headers["Location"]
    connection.close()
    return str(location)


def _is_in(client: Client, user: User) -> bool:
    return client.session.get("_auth_user_id") == str(user.pk)


def _is_refused(client: Client, answer: "Answer", status: int = 403) -> bool:
    told = answer.content.decode()
    return (
        answer.status_code == status
        and "_auth_user_id" not in client.session
        and "Dit is niet gelukt" in told
        and not SocialAccount.objects.exists()
    )


def test_sign_in_finds_the_person_by_verified_address(client: Client, provider: Provider) -> None:
    user = make.account(ADDRESS)

    answer = _arrive(client)

    assert answer.headers["Location"] == "/mijn/"
    assert _is_in(client, user)
    assert provider.refusals == []
    assert Message.objects.get().kind == "account_connected"


def test_sign_in_claims_a_record_that_a_colleague_made(client: Client, provider: Provider) -> None:
    user = make.user(ADDRESS)

    _arrive(client)

    assert _is_in(client, user)
    assert EmailAddress.objects.get(user=user).verified


def test_sign_in_ends_the_password_of_who_never_proved_the_address(client: Client, provider: Provider) -> None:
    user = make.user(ADDRESS, password=make.PASSWORD)  # somebody signed up with an address of somebody else

    _arrive(client)

    user.refresh_from_db()
    assert not user.has_usable_password()


def test_sign_in_still_asks_the_second_factor(client: Client, provider: Provider) -> None:
    TOTP.activate(make.account(ADDRESS), "JBSWY3DPEHPK3PXP")

    answer = _arrive(client)

    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


def test_sign_in_finds_the_same_person_when_the_address_has_changed(provider: Provider) -> None:
    user = make.account(ADDRESS)
    _arrive(Client())
    make.account("bram@example.org")
    provider.person["email"] = "bram@example.org"
    later = Client()

    _arrive(later)

    assert _is_in(later, user)
    user.refresh_from_db()
    assert user.email == ADDRESS
    assert SocialAccount.objects.count() == 1


def test_sign_in_refuses_another_subject_with_the_same_address(provider: Provider) -> None:
    make.account(ADDRESS)
    _arrive(Client())
    provider.person["sub"] = "b2"
    other = Client()

    answer = _arrive(other)

    assert answer.status_code == 403
    assert "_auth_user_id" not in other.session
    assert SocialAccount.objects.count() == 1


def test_sign_in_refuses_the_same_subject_of_another_issuer(settings: Settings, provider: Provider) -> None:
    make.account(ADDRESS)
    _arrive(Client())
    with identity_provider.serving() as moved:
        moved.person = {"sub": "a1", "email": ADDRESS, "email_verified": False}
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = moved.issuer
        other = Client()
        answer = _arrive(other)

    assert answer.status_code == 403
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize("verified", [False, None, "true", "false", 1])
def test_sign_in_refuses_an_address_that_is_not_verified(client: Client, provider: Provider, verified: Any) -> None:
    make.account(ADDRESS)
    provider.claims["email_verified"] = verified

    answer = _arrive(client)

    assert _is_refused(client, answer)
    assert "Uw organisatie heeft niet bevestigd dat het e-mailadres van u is." in answer.content.decode()


def test_sign_in_makes_nobody(client: Client, provider: Provider) -> None:
    answer = _arrive(client)

    assert _is_refused(client, answer)
    assert not User.objects.exists()


def test_sign_in_leads_to_the_closed_account_when_somebody_is_blocked(client: Client, provider: Provider) -> None:
    make.account(ADDRESS, is_active=False)

    assert _arrive(client).headers["Location"] == reverse("account_inactive")
    assert not SocialAccount.objects.exists()


FORGED: list[dict[str, Any]] = [
    {"key": identity_provider.OTHER_KEY},
    {"key": "a secret that we would have to share with it", "algorithm": "HS256"},
    {"algorithm": "none"},
    {"kid": "k2"},
    {"claims": {"aud": "somebody-else"}},
    {"claims": {"aud": None}},
    {"claims": {"iss": "https://evil.example"}},
    {"claims": {"iss": None}},
    {"claims": {"exp": int(time.time()) - 3600}},
    {"claims": {"exp": None}},
    {"claims": {"sub": None}},
]


@pytest.mark.parametrize("forgery", FORGED, ids=str)
def test_sign_in_refuses_a_forged_token(client: Client, provider: Provider, forgery: dict[str, Any]) -> None:
    make.account(ADDRESS)
    for name, value in forgery.items():
        setattr(provider, name, value)

    answer = _arrive(client)

    assert _is_refused(client, answer)


def test_sign_in_reads_the_address_elsewhere_when_the_token_has_none(client: Client, provider: Provider) -> None:
    user = make.account(ADDRESS)
    provider.claims |= {"email": None, "email_verified": None}
    provider.userinfo = {"sub": "a1", "email": ADDRESS, "email_verified": True}

    _arrive(client)

    assert _is_in(client, user)


def test_sign_in_refuses_an_address_that_is_told_of_somebody_else(client: Client, provider: Provider) -> None:
    make.account(ADDRESS)
    provider.claims["email"] = None
    provider.userinfo = {"sub": "b2", "email": ADDRESS, "email_verified": True}

    assert _is_refused(client, _arrive(client))


def test_sign_in_says_so_when_the_provider_is_away(client: Client, provider: Provider) -> None:
    provider.is_down = True

    assert _is_refused(client, _arrive(client), status=502)


def test_sign_in_refuses_an_answer_that_nobody_asked(client: Client, provider: Provider) -> None:
    make.account(ADDRESS)

    answer = client.get(reverse("openid_connect_callback", args=["vrr"]), {"code": "code0", "state": "abc"})

    assert _is_refused(client, answer)


def test_sign_in_adds_no_account_to_who_is_signed_in(client: Client, provider: Provider) -> None:
    user = make.account("bram@example.org")
    client.force_login(user)

    answer = _arrive(client, "?process=connect")

    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


def test_button_stands_on_the_sign_in_page(client: Client, provider: Provider) -> None:
    page = client.get(reverse("account_login")).content.decode()

    assert f'action="{reverse("openid_connect_login", args=["vrr"])}"' in page
    assert "Met het account van uw organisatie" in page


def test_link_does_not_sign_in_by_itself(client: Client, provider: Provider) -> None:
    answer = client.get(reverse("openid_connect_login", args=["vrr"]))

    assert answer.status_code == 200
    assert "Inloggen bij Veiligheidsregio Rotterdam-Rijnmond" in answer.content.decode()


def test_unknown_provider_is_not_there(client: Client) -> None:
    assert client.get(reverse("openid_connect_login", args=["vrr"])).status_code == 404
    assert client.get(reverse("openid_connect_callback", args=["vrr"])).status_code == 404
