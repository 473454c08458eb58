"""Somebody else's id in the place of one's own: in the path, in the query, in what a form sends (promise P20).

A foreign object answers as one that does not exist, says nothing, and nothing changes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests import rows
from tests.walk import access, canaries, hostile, named, readable
from tests.walk.access import Door
from tests.walk.canaries import Aviary
from tests.walk.entrances import Entrance

Ask = Callable[[Client, str], tuple[str, HttpResponseBase]]  # a browser and an id: the address and its answer

OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
TOKENS = re.compile(
    r"""[A-Za-z0-9]{64}|'(?:X-Request-ID|Expires|Content-Length)': '[^']*'|name="key"[^>]*>"""
    r"""|Set-Cookie: csrftoken=[^<\r\n]*SameSite=Lax|(?<=Set-Cookie: sessionid=)[^<\r\n]*SameSite=Lax"""
)
FEW = 6  # a shorter id is in other words of the page too
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)
OF_THE_SESSION = {"django_session", "usersessions_usersession", "people_tally"}  # and how often something was tried


@dataclass(frozen=True)
class Swap:
    """One request with an id in it that is not the sender's to name, beside the same with one that is nobody's."""

    where: str
    role: str
    ask: Ask
    foreign: str
    unknown: str
    must_be_alike: bool = True
    must_take_as_long: bool = True


def tried(birds: Aviary, *, share: int = 1, only: str = "", roles: Collection[str] = ()) -> tuple[int, list[str]]:
    """Send every swap, or one of each `share` of them: how many, and what was wrong with the answers.

    `only` is how the places begin (a method and a route), `roles` are who send; without them all.
    """
    senders = roles or birds.everyone
    browsers = {role: birds.browser(role) for role in senders}
    number, found = 0, []
    for turn, swap in enumerate((*paths(birds, only, senders), *bodies(birds))):
        if swap.where.startswith(only) and swap.role in browsers and (turn + _phase(swap)) % share == 0:
            found += [f"{swap.where} as {swap.role}: {wrong}" for wrong in _wrongs(birds, browsers[swap.role], swap)]
            number += 1
    return number, found


def _phase(swap: Swap) -> int:
    """Where the counting begins in each place, so that a share is spread over all roles; the same each time."""
    return zlib.crc32(swap.where.encode())


def paths(birds: Aviary, only: str, roles: Collection[str]) -> Iterator[Swap]:
    """Every address with an id in it, each id replaced in turn, as each of `roles`."""
    for door in named.doors():
        for place, (_model, name) in enumerate(named.THINGS[door.thing]):
            ask, where = _asking(birds, door, place), f"{door.method} {door.route} {place}"
            for role in roles if where.startswith(only) else ():
                shut = door.others == access.FORBIDDEN and role not in door.opens_to  # whatever the id
                for row, foreign in named.others(birds, role, door, place)[: 1 if shut else named.MOST]:
                    value = named.value_of(row, name)
                    hidden = door.thing not in named.BELONGS or place == 1  # else the page before it is one's own
                    yield Swap(where, role, ask, value, named.unknown_like(value), shut or foreign, hidden)


def bodies(birds: Aviary) -> Iterator[Swap]:
    """Every form that names an object, with one that is not to be chosen there; and lists, sorted on what is hidden."""
    for entrance in birds.entrances:
        for field, choose in named.BODIES.get(entrance.name, {}).items():
            for row in choose(entrance)[: named.MOST]:
                ask = _filling(entrance, field)
                yield Swap(f"{entrance.name}.{field}", entrance.role, ask, str(row.pk), named.UNKNOWN)
        if "sort" in entrance.kinds:
            for column in named.COLUMNS:
                yield Swap(f"{entrance.name}.sort", entrance.role, _filling(entrance, "sort"), column, "bestaatniet")


def other_methods(birds: Aviary, *, share: int = 1) -> list[str]:
    """Every address, or one of each `share`, by the methods that no page has; the roles take turns.

    What was shown, and what was changed.
    """
    found = []
    browsers = {role: birds.browser(role) for role in birds.everyone}
    for turn, door in enumerate(access.DOORS[::share]):
        address = canaries.address_of(door, birds.scene)
        for step, method in enumerate(OTHER_METHODS):
            role = birds.everyone[(turn + step) % len(birds.everyone)]
            with hostile.undone(), _listening() as asked:
                answer = browsers[role].generic(method, address)
            found += [f"{method} {leak}" for leak in birds.leaks(readable.of_answer(answer), role, address)]
            if changed := _changed(asked) - canaries.BY_READING:
                found.append(f"{method} {address} as {role} changed {sorted(changed)}")
    return found


def _asking(birds: Aviary, door: Door, place: int) -> Ask:
    known = birds.scene.things[door.thing].split()
    usual = reverse(door.route, args=known)
    data = next((one.data for one in birds.entrances if one.address == usual and one.method == door.method), {})

    def ask(browser: Client, value: str) -> tuple[str, HttpResponseBase]:
        address = reverse(door.route, args=[*known[:place], value, *known[place + 1 :]])
        return address, browser.get(address) if door.method == "GET" else browser.post(address, data)

    return ask


def _filling(entrance: Entrance, field: str) -> Ask:
    def ask(browser: Client, value: str) -> tuple[str, HttpResponseBase]:
        sent = {field.replace("#", value): "present"} if "#" in field else entrance.data | {field: value}
        address, body, kind = hostile.request_of(entrance, sent)
        return address, browser.generic(entrance.method, address, body, kind)

    return ask


def _wrongs(birds: Aviary, browser: Client, swap: Swap) -> Iterator[str]:
    status, said, asked = _answer(browser, swap, swap.foreign)
    yield from (f"shows {leak.place}" for leak in birds.leaks(said, swap.role, swap.where))
    if not swap.must_be_alike:
        return
    if changed := _changed(asked):
        yield f"changed {sorted(changed)} by {swap.foreign}"
    other, words, asked_then = _answer(browser, swap, swap.unknown)
    if (status, said) != (other, words):
        yield f"{swap.foreign} answers {status}, unknown {other}, from {_where_they_part(said, words)}"
    if swap.must_take_as_long and len(asked) != len(asked_then):  # what takes longer says that it is there
        yield f"{swap.foreign} takes {len(asked)} queries, unknown {len(asked_then)}"


def _where_they_part(one: str, other: str) -> str:
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return repr(one[max(0, place - 60) : place + 60])


def _answer(browser: Client, swap: Swap, value: str) -> tuple[int, str, list[str]]:
    """Status and words without what differs by itself; and what it asked of the database."""
    with hostile.undone(), _listening() as asked:
        address, answer = swap.ask(browser, value)
        text = TOKENS.sub("", readable.of_answer(answer))
    for own in [address, quote(address, safe=""), escape(address), f"={value}&"]:
        text = text.replace(own, "")
    for short in (swap.foreign, swap.unknown):  # another list on the page may have this number too
        text = text.replace(f'value="{short}"', "")
    if len(value) > FEW:
        text = text.replace(value, "")
    return answer.status_code, text, asked


@contextmanager
def _listening() -> Iterator[list[str]]:
    """The statements that the database is asked, without their conditions."""
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # Django calls it so
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            asked.append(sql.partition(" WHERE ")[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def _changed(asked: list[str]) -> set[str]:
    """The tables that were written to, but for those of the session itself."""
    written = [sql for sql in asked if WRITES.match(sql)]
    changed = {table for table in (rows.tables() if written else []) if any(f'"{table}"' in sql for sql in written)}
    return changed - OF_THE_SESSION
