"""The crawl: an unguessable marker in every text of every row, and whom each role is shown.

Every address that answers, as every role and as people who no longer have theirs, in every format. A marker that
the registers do not let a reader see (`eyes`) is foreign, and a leak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from courses.models import Course, Edition
from evaluations.models import OpenAnswers
from people.models import User
from tests.walk import access, doors, everything, markers, readable
from tests.walk.access import Door
from tests.walk.entrances import Entrance, entrances
from tests.walk.eyes import Eyes
from tests.walk.scene import Scene, scene

# Who holds the secret reads the request or the offer, whoever is signed in there.
PERSONAL_LINKS = {"enrolments:approval_by_link", "enrolments:offer_by_link"}
EXPORTS = {
    *("enrolments:invoice_lines", "enrolments:participants", "enrolments:attendance_of_edition"),
    *("people:rights", "evaluations:round"),
}
LEAVES = {"account_logout"}  # ends the session that reads on
ADDRESSED = (Edition, "code"), (Course, "slug")  # what stands in addresses, and gets a marker
HOLDERS = {  # whose secret the address is
    "private_feed": access.PARTICIPANT,
    "courses:room_feed": access.PLANNER,
    "evaluations:answer": access.PARTICIPANT,
}
BY_READING = {
    "people_auditevent",
    "people_auditpayload",
    "people_calendarfeed",
    "courses_roomfeed",
}  # that a page was read is written down
NOWHERE = "/metrics", "/admin/", "/nergens/", "/.git/config"  # what others have there


@dataclass(frozen=True)
class Canary:
    """A marker, and where it stands."""

    row: models.Model
    field: str

    def __str__(self) -> str:
        return f"{self.row._meta.label}.{self.field} of {self.row.pk}"


@dataclass(frozen=True)
class Leak:
    """A marker that a role was shown and should not be."""

    role: str
    where: str
    place: str


@dataclass(frozen=True, eq=False)
class Aviary:
    """The scene with its markers; `people` are its roles and those beside them."""

    scene: Scene
    canaries: dict[str, Canary]
    eyes: Eyes
    entrances: list[Entrance]

    @property
    def people(self) -> dict[str, User]:
        return self.scene.people

    @property
    def everyone(self) -> list[str]:
        return sorted(access.EVERYONE | everything.BESIDE)

    def browser(self, role: str) -> Client:
        return doors.browser(self.scene, role)

    def foreign_in(self, text: str, reader: User | None) -> Iterator[Canary]:
        """The markers in `text` that `reader` may not be shown."""
        found = set(markers.MARKER.findall(text)) | {secret for secret in self._secrets if secret in text}
        for mark in sorted(found & self.canaries.keys()):
            if not self.may_read(reader, canary := self.canaries[mark]):
                yield canary

    def leaks(self, text: str, role: str, where: str) -> list[Leak]:
        """What `role` reads there and should not; what it asked for itself, it knew."""
        own = self.people.get(role)
        holder = self.people.get(HOLDERS.get(_route(where), ""))
        said = text.replace(where, "").replace(quote(where, safe=""), "")
        found = [one for one in self.foreign_in(said, own) if holder is None or not self.may_read(holder, one)]
        return [Leak(role, where, str(one)) for one in found]

    @cached_property
    def _secrets(self) -> list[str]:
        return [mark for mark in self.canaries if not markers.MARKER.fullmatch(mark)]

    def may_read(self, reader: User | None, canary: Canary) -> bool:
        return self.eyes.may_read(reader, canary.row, canary.field)


def aviary() -> Aviary:
    """The scene, a row of every model, people beside it, and a marker in each text."""
    staged = scene()
    beside = everything.people_beside(staged)
    everything.rows_of_every_model(staged)
    for person in list(staged.people.values())[::2]:
        User.objects.filter(pk=person.pk).update(language="en")
    staged = replace(staged, people=staged.people | beside)
    addressed = {(model, row.pk): getattr(row, name) for model, name in ADDRESSED for row in model.objects.all()}
    found = {mark: Canary(row, name) for mark, row, name in markers.plant()}
    found[everything.SEALED] = Canary(OpenAnswers.objects.all()[0], "sealed")
    staged = _renamed(staged, addressed)
    filled = entrances(staged)  # they make rows of their own, so before the eyes open
    return Aviary(staged, found, Eyes(), filled)


def crawl(
    birds: Aviary, *, roles: Iterable[str] = (), only: Iterable[str] = (), share: int = 1
) -> tuple[int, list[Leak]]:
    """Read every address that answers GET, as every role: how many answers, and the foreign markers in them.

    `only` names routes; without it those of accounts and of nowhere are read too. Those are a library's and alike
    for everybody: each role reads one of each `share`, another one than the role before it.
    """
    read, leaks = 0, []
    chosen = set(only)
    addresses = list(_addresses(birds.scene, chosen))
    alike = [] if chosen else [*_of_accounts(), *NOWHERE]
    for turn, role in enumerate(roles or birds.everyone):
        browser = birds.browser(role)
        for address in (*addresses, *alike[turn % share :: share]):
            answer = browser.get(address)
            read += 1
            leaks += birds.leaks(readable.of_answer(answer), role, address)
            if "HX-Request" in answer.headers.get("Vary", ""):
                read += 1
                part = browser.get(address, headers={"HX-Request": "true"})
                leaks += birds.leaks(readable.of_answer(part), role, f"{address} (part)")
    return read, leaks


def _renamed(staged: Scene, before: dict[tuple[Any, Any], str]) -> Scene:
    """The scene with its addresses as they are after planting."""
    now = {before[model, row.pk]: getattr(row, name) for model, name in ADDRESSED for row in model.objects.all()}
    things = {word: " ".join(now.get(part, part) for part in thing.split()) for word, thing in staged.things.items()}
    return replace(staged, things=things)


def _addresses(staged: Scene, only: set[str]) -> Iterator[str]:
    for door in access.DOORS:
        if door.method == "GET" and door.route not in PERSONAL_LINKS and (not only or door.route in only):
            address = address_of(door, staged)
            yield address
            if door.route in EXPORTS:
                yield f"{address}?export=xlsx"
                yield f"{address}?export=csv"


def _of_accounts() -> Iterator[str]:
    for route in sorted((access.ACCOUNT_OPEN | access.ACCOUNT_CLOSED) - LEAVES):
        try:
            yield reverse(route)
        except NoReverseMatch:
            continue  # names a key of the library's own


def _route(address: str) -> str:
    try:
        return resolve(address).view_name
    except Resolver404:
        return ""


def address_of(door: Door, staged: Scene) -> str:
    return reverse(door.route, args=staged.things[door.thing].split() if door.thing else [])
