"""Everybody gets through the doors of the access table that open to them, and through no other."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.walk import access, doors
from tests.walk.access import DOORS, Door
from tests.walk.scene import scene

pytestmark = pytest.mark.django_db

ARGUMENTS: dict[str, list[Any]] = {
    "account_reset_password_from_key": ["1", "key"],
    "mfa_remove_webauthn": [1],
    "openid_connect_login": ["unknown"],
    "openid_connect_callback": ["unknown"],
    "mfa_edit_webauthn": [1],
}


def test_every_address_is_in_the_access_table() -> None:
    assert doors.unlisted() == set()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.method} {door.route} {door.thing}".strip())
def test_door_opens_to_whom_the_table_says(door: Door) -> None:
    assert doors.walk(scene(), [door]) == []


@pytest.mark.parametrize("route", sorted(access.ACCOUNT_CLOSED))
def test_visitor_is_sent_to_sign_in_when_a_page_is_about_an_account(route: str) -> None:
    address = reverse(route, args=ARGUMENTS.get(route, []))

    answer = doors.browser(scene(), access.VISITOR).get(address)

    assert doors.outcome(answer) == access.LOGIN


@pytest.mark.parametrize("route", sorted(access.ACCOUNT_OPEN))
def test_visitor_finds_the_ways_in_open(route: str) -> None:
    address = reverse(route, args=ARGUMENTS.get(route, []))

    answer = doors.browser(scene(), access.VISITOR).get(address)

    assert answer.status_code in (200, 302, 405) or (answer.status_code == 404 and route.startswith("openid_"))


def test_no_door_takes_a_form_without_a_token() -> None:
    staged = scene()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staged.people[access.ADMINISTRATOR])
    named = {door.route: staged.things[door.thing].split() if door.thing else [] for door in DOORS}
    named |= {route: ARGUMENTS.get(route, []) for route in access.ACCOUNT_OPEN | access.ACCOUNT_CLOSED}

    took = [route for route, args in named.items() if browser.post(reverse(route, args=args)).status_code != 403]

    assert took == ["people:stop_mail"]  # mail programs press it, and its address is the key (RFC 8058)


def test_walk_is_surprised_when_a_role_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(User, "has_role", lambda *_: True)

    assert doors.walk(scene(), [door for door in DOORS if door.route == "people:administration"]) != []


def test_region_shows_nobody_of_another_organisation() -> None:
    staged = scene()
    participant = staged.people[access.PARTICIPANT]

    own = doors.browser(staged, access.CONTACT).get(reverse("enrolments:region"))
    elsewhere = doors.browser(staged, access.CONTACT_ELSEWHERE).get(reverse("enrolments:region"))

    assert participant.list_name in own.content.decode()
    assert participant.list_name not in elsewhere.content.decode()


def test_concept_and_unknown_edition_look_alike() -> None:
    staged = scene()
    visitor = doors.browser(staged, access.VISITOR)

    concept, unknown = (
        visitor.get(reverse("enrolments:edition", args=[staged.things[thing]])) for thing in ("concept", "unknown")
    )

    assert concept.status_code == unknown.status_code == 404
    assert _plain(concept, staged.things["concept"]) == _plain(unknown, staged.things["unknown"])


def _plain(answer: Any, own: str) -> str:
    """The page without what differs by itself: the address that was asked, and the token of forms."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode().replace(own, ""))
