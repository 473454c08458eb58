"""The walk: every door of the access table, as every role, and what differs from the table."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.walk import access
from tests.walk.access import Door
from tests.walk.scene import Scene

ANSWERS = {403: access.FORBIDDEN, 404: access.HIDDEN, 405: access.METHOD}


@dataclass(frozen=True)
class Surprise:
    """A door that did not do what the table says."""

    door: str
    role: str
    expected: str
    got: str


def walk(scene: Scene, doors: Iterable[Door], roles: Collection[str] = access.EVERYONE) -> list[Surprise]:
    """Try `doors` as every role."""
    return [surprise for door in doors for surprise in _try(scene, door, roles)]


def routes() -> set[str]:
    """The names of all addresses the site knows."""
    return set(_names(get_resolver().url_patterns, ""))


def unlisted() -> set[str]:
    """Addresses that are in no row of the table, and rows whose address is gone."""
    listed = {door.route for door in access.DOORS} | access.ACCOUNT_OPEN | access.ACCOUNT_CLOSED
    return routes() ^ listed


def browser(scene: Scene, role: str) -> Client:
    """A browser in which somebody of `role` is signed in."""
    client = Client(raise_request_exception=False)
    if role != access.VISITOR:
        client.force_login(scene.people[role])
    return client


def outcome(response: HttpResponseBase) -> str:
    """What the door answered, in the words of the table."""
    if response.status_code == 302 and response.headers["Location"].startswith(str(reverse(settings.LOGIN_URL))):
        return access.LOGIN
    if response.status_code >= 500:
        return f"{response.status_code}"
    return ANSWERS.get(response.status_code, access.IN)


def _try(scene: Scene, door: Door, roles: Collection[str]) -> Iterator[Surprise]:
    address = reverse(door.route, args=scene.things[door.thing].split() if door.thing else [])
    for role in sorted(roles):
        before = transaction.savepoint()  # what one of them takes away, the next one still finds
        got = outcome(browser(scene, role).generic(door.method, address))
        transaction.savepoint_rollback(before)
        if got != door.expected(role):
            yield Surprise(f"{door.method} {address}", role, door.expected(role), got)


def _names(patterns: Iterable[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"
