from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from allauth.core.internal.ratelimit import Rate
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from people import limits
from people.models import Role, Tally, User
from people.origin import client_address
from tests import make
from tests.together import together

THREE = Rate(amount=3, duration=60, per="key")
LOGIN = "/account/login/"
pytestmark = pytest.mark.django_db


def _guess(browser: Client, email: str = "anna@example.org", **headers: str) -> int:
    return browser.post(LOGIN, {"login": email, "password": "mis"}, headers=headers).status_code


def test_spend_refuses_after_so_many_and_says_how_long() -> None:
    assert [limits.spend("door", THREE) for _try in range(3)] == [0, 0, 0]
    assert 58 <= limits.spend("door", THREE) <= 60
    assert limits.spend("other door", THREE) == 0


def test_spend_begins_anew_when_its_time_is_over() -> None:
    Tally.objects.create(key="door", used=3, ends_at=timezone.now() - timedelta(seconds=1))

    assert limits.spend("door", THREE) == 0
    assert Tally.objects.get().used == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_spend_lets_so_many_through_when_all_come_at_once() -> None:
    ends = together([partial(limits.spend, "door", THREE) for _number in range(12)])

    assert ends.count(0) == 3
    assert Tally.objects.get().used == 3


def test_rollback_gives_one_try_back() -> None:
    for _try in range(3):
        limits.spend("door", THREE)

    limits.Use("door").rollback()

    assert [limits.spend("door", THREE) == 0, limits.spend("door", THREE) == 0] == [True, False]


def test_library_counts_in_our_table() -> None:
    assert _guess(Client()) == 200
    assert Tally.objects.count() == 3  # its page, its place on the internet, its account


def test_count_keeps_no_address_of_a_person_or_computer() -> None:
    _guess(Client())

    assert all(len(tally.key) == 64 and "anna" not in tally.key for tally in Tally.objects.all())


@pytest.mark.parametrize(
    "variant",
    [
        "ANNA@example.org",
        " anna@example.org ",
        "anna@EXAMPLE.org",
        "anna@xn--mnchen-3ya.example",
        "anna@MÜNCHEN.example",
    ],
)
def test_account_has_one_count_however_it_is_typed(variant: str) -> None:
    known = "anna@münchen.example" if "example.org" not in variant.lower() else "anna@example.org"
    for _try in range(5):
        _guess(Client(), known)

    assert _guess(Client(), variant) == 429


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "X-Client-IP"])
def test_place_is_not_what_a_visitor_says_it_is(settings: Settings, header: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed": "2/m/ip"}

    assert [_guess(Client(), f"a{n}@example.org", **{header: f"192.0.2.{n}"}) for n in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("proxies", "told", "found"),
    [
        (0, "192.0.2.7", "127.0.0.1"),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.1, 192.0.2.7", "192.0.2.7"),  # the first is what the visitor wrote
        (2, "203.0.113.1, 192.0.2.7, 198.51.100.2", "192.0.2.7"),
        (2, "192.0.2.7", "192.0.2.7"),  # fewer than there should be
        (1, "onzin", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_client_address_is_what_our_own_proxy_says(settings: Settings, proxies: int, told: str, found: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    assert client_address(RequestFactory().get("/", headers={"X-Forwarded-For": told})) == found


def test_owner_gets_in_from_a_known_browser_while_strangers_guess() -> None:
    user, own = make.account(), Client()
    own.post(LOGIN, {"login": user.email, "password": make.PASSWORD})
    own.post(reverse("account_logout"))
    for _try in range(6):
        _guess(Client())

    assert _guess(Client()) == 429
    assert own.post(LOGIN, {"login": user.email, "password": make.PASSWORD}).status_code == 302
    assert own.session["_auth_user_id"] == str(user.pk)


def test_owner_gets_a_code_in_a_known_browser_while_strangers_ask() -> None:
    user, own = make.account(), Client()
    own.post(LOGIN, {"login": user.email, "password": make.PASSWORD})
    own.post(reverse("account_logout"))
    asked = [_ask_code(Client(), user) for _try in range(6)]

    assert asked[-1] == 429
    assert _ask_code(own, user) == 302


def _ask_code(browser: Client, user: User) -> int:
    return browser.post(reverse("account_request_login_code"), {"email": user.email}).status_code


def test_known_browser_is_known_for_one_account_and_guesses_no_more_than_others() -> None:
    make.account("bram@example.org")
    user, own = make.account(), Client()
    own.post(LOGIN, {"login": user.email, "password": make.PASSWORD})
    own.post(reverse("account_logout"))
    for _try in range(5):
        _guess(Client(), "bram@example.org")

    assert _guess(own, "bram@example.org") == 429
    assert [_guess(own) for _try in range(6)][4:] == [200, 429]


def test_cookie_of_a_browser_cannot_be_made_up() -> None:
    own = Client()
    for _try in range(5):
        _guess(Client())
    own.cookies["browser"] = "WyJ4IiwieSJd:1abc:onzin"

    assert _guess(own) == 429


def test_good_sign_in_gives_back_its_own_try_only() -> None:
    user = make.account()
    for _try in range(4):
        _guess(Client())
    Client().post(LOGIN, {"login": user.email, "password": make.PASSWORD})

    assert [_guess(Client()) for _try in range(2)] == [200, 429]


def test_code_is_guessed_five_times_from_one_session() -> None:
    user, browser = make.account(), Client()
    _ask_code(browser, user)
    seen = [browser.post(reverse("account_confirm_login_code"), {"code": "AAAA-BBBB"}).status_code for _try in range(6)]

    assert seen[-1] == 429


@pytest.mark.parametrize(
    ("route", "missing"),
    [
        ("private_feed", 404),
        ("courses:room_feed", 404),
        ("enrolments:approval_by_link", 410),
        ("evaluations:answer", 410),
        ("people:stop_mail", 410),
    ],
)
def test_guessing_at_personal_links_ends(settings: Settings, route: str, missing: int) -> None:
    settings.GUESS_LIMITS = {route: "2/m/ip"}

    seen = [Client().get(reverse(route, args=[f"onzin{n}"])) for n in range(4)]

    assert [answer.status_code for answer in seen] == [missing, missing, 429, 429]
    assert "Even wachten" in seen[-1].content.decode()


def test_lists_as_a_file_have_a_limit_per_person(settings: Settings, as_user: Callable[[User], Client]) -> None:
    settings.EXPORT_LIMIT = "2/m/user"
    address = reverse("enrolments:participants", args=[make.edition().code]) + "?export=csv"
    planner, other = (as_user(make.user(roles=[Role.PLANNER])) for _number in range(2))

    assert [planner.get(address).status_code for _try in range(3)] == [200, 200, 429]
    assert other.get(address).status_code == 200
