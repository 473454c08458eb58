import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from people import known_browser
from tests import make


def _with(value: str = "") -> str:
    """Whose number the browser of Anna has, when its cookie holds `value`."""
    request = RequestFactory().get("/")
    request.COOKIES["browser"] = value
    return known_browser.of(request, "anna@example.org")


def _cookie(address: str) -> str:
    response = HttpResponse()
    known_browser.remember(RequestFactory().get("/"), response, address)
    return response.cookies["browser"].value


def test_browser_is_known_for_whom_it_remembers() -> None:
    kept = _cookie("anna@example.org")

    assert len(_with(kept)) == 16
    assert _with(kept) == _with(kept)
    assert _with(_cookie("anna@example.org")) != _with(kept)


@pytest.mark.parametrize("value", ["", "onzin", "WzFd:1abc:onzin"])
def test_browser_is_unknown_when_the_cookie_is_not_ours(value: str) -> None:
    assert _with(value) == ""


def test_browser_is_unknown_for_another_person() -> None:
    assert _with(_cookie("bram@example.org")) == ""


def test_cookie_names_nobody() -> None:
    assert "anna" not in _cookie("anna@example.org")


@pytest.mark.django_db
def test_cookie_comes_with_signing_in_and_stays_the_same() -> None:
    user, browser = make.account(), Client()

    before = browser.get(reverse("account_login")).cookies
    signed_in = browser.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD}).cookies
    after = browser.get(reverse("account_email")).cookies

    assert "browser" not in before
    assert (signed_in["browser"]["httponly"], signed_in["browser"]["samesite"]) == (True, "Lax")
    assert "browser" not in after
