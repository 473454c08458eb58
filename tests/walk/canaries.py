"""The crawl: an unguessable marker in every text about a person, and whom each role is shown.

`SEES` says per role whose texts may appear anywhere in what that role is answered: pages, files, feeds. It is written
by hand beside the access table, and asks no rule of the code. A marker of anybody else is foreign.
"""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from django.http.response import HttpResponseBase
from django.urls import reverse

from people.models import Affiliation, Message, User
from tests import make
from tests.walk import access, doors
from tests.walk.access import Door
from tests.walk.scene import Scene, scene
from trainees.models import ProgressMeeting

EVERYBODY = "everybody"
OTHER_TRAINEE, OTHER_SUPERVISOR = "other trainee", "other supervisor"
OTHER_PARTICIPANT, OTHER_MANAGER = "other participant", "other manager"  # of the organisation elsewhere
GUIDES = {access.TRAINEE, access.SUPERVISOR, access.COACH}

# Whose name, address, function, agreements and mail each role may be shown; one's own always.
SEES: dict[str, set[str]] = {
    access.VISITOR: set(),
    access.CONTACT: {access.PARTICIPANT},
    access.CONTACT_ELSEWHERE: {OTHER_PARTICIPANT},
    access.MANAGER: {access.PARTICIPANT},
    access.TRAINER: {access.PARTICIPANT, OTHER_PARTICIPANT},
    access.PLANNER: {access.PARTICIPANT, OTHER_PARTICIPANT, access.TRAINER, access.TRAINER_ELSEWHERE},
    access.TRAINEE: GUIDES | {access.COORDINATOR},  # who looked in the dossier stands on its page
    access.SUPERVISOR: GUIDES,
    access.COACH: GUIDES,
    access.COORDINATOR: GUIDES | {OTHER_TRAINEE, OTHER_SUPERVISOR},
    access.ADMINISTRATOR: {EVERYBODY},
}

# Whose name alone each role may be shown besides; a trainer's stands on the public page of the edition.
APPROVERS = {access.MANAGER, access.CONTACT}  # of the request of the participant
NAMES: dict[str, set[str]] = {access.PARTICIPANT: APPROVERS, access.PLANNER: APPROVERS}
PUBLIC_NAMES = {access.TRAINER}

PERSONAL_LINKS = {"enrolments:approval_by_link"}  # who holds the secret reads the request, whoever is signed in there
EXPORTS = {"enrolments:participants", "enrolments:attendance_of_edition", "people:rights"}
OWN_TO_AN_ANSWER = re.compile(r"[A-Za-z0-9]{64}|'(?:X-Request-ID|Expires|Content-Length)': '[^']*'")
TEXTS = {
    User: ("given_name", "family_name"),
    Affiliation: ("function",),
    ProgressMeeting: ("agreements",),
    Message: ("subject", "body"),
}


@dataclass(frozen=True)
class Canary:
    """A marker, whose it is and where it stands."""

    owner: str
    place: str


@dataclass(frozen=True)
class Leak:
    """A marker that a role was shown and should not be."""

    role: str
    address: str
    canary: Canary


@dataclass(frozen=True)
class Aviary:
    """The scene with its markers."""

    scene: Scene
    canaries: dict[str, Canary]

    def foreign(self, role: str) -> dict[str, Canary]:
        return {mark: one for mark, one in self.canaries.items() if not _may_be_shown(role, one)}


def _may_be_shown(role: str, canary: Canary) -> bool:
    seen = SEES.get(role, set()) | {role}
    by_name = NAMES.get(role, set()) | PUBLIC_NAMES
    is_name = canary.place in ("User.given_name", "User.family_name")
    return EVERYBODY in seen or canary.owner in seen or (is_name and canary.owner in by_name)


def aviary() -> Aviary:
    """The scene, people elsewhere beside it, and a marker in each text about each of them."""
    staged = scene()
    owners = {person.pk: role for role, person in staged.people.items()} | _elsewhere(staged)
    return Aviary(staged, dict(_marked(owners)))


def crawl(birds: Aviary) -> tuple[int, list[Leak]]:
    """Read every address that answers GET, as every role: how many answers, and the foreign markers in them."""
    read, leaks = 0, []
    for role in sorted(access.EVERYONE):
        browser, foreign = doors.browser(birds.scene, role), birds.foreign(role)
        for address in _addresses(birds.scene):
            text = _text(browser.get(address))
            read += 1
            leaks += [Leak(role, address, one) for mark, one in foreign.items() if mark in text]
    return read, leaks


def differences(birds: Aviary) -> list[str]:
    """Doors at which somebody else's object answers otherwise than one that is not there."""
    found = []
    for door in access.DOORS:
        if door.others != access.HIDDEN or not door.thing or door.thing == "unknown":
            continue
        known = birds.scene.things[door.thing].split()
        unknown = [_unknown(known[0]), *known[1:]]
        for role in sorted(access.SIGNED_IN - door.opens_to):
            browser = doors.browser(birds.scene, role)
            addresses = [reverse(door.route, args=ids) for ids in (known, unknown)]
            answers = [_bare(browser.generic(door.method, address), address) for address in addresses]
            if answers[0] != answers[1]:
                found.append(f"{door.method} {door.route} as {role}")
    return found


def _elsewhere(staged: Scene) -> dict[int, str]:
    """Another region's participant in the same edition, and another traineeship with its own supervisor."""
    there = staged.people[access.CONTACT_ELSEWHERE].employments[0].organisation
    manager = make.user(organisation=there)
    participant = make.user(organisation=there, manager=manager)
    edition = staged.people[access.PARTICIPANT].enrolments.get(edition__code=staged.things["announced"]).edition
    make.enrolment(participant, edition, organisation=there, manager=manager)
    trainee, supervisor = make.user(organisation=make.organisation()), make.user(organisation=make.organisation())
    traineeship = make.traineeship(trainee)
    make.placement(traineeship, trainee.employments[0].organisation, supervisor=supervisor)
    for one in (traineeship, staged.people[access.TRAINEE].traineeships.get()):
        ProgressMeeting.objects.create(traineeship=one, month=3, held_on=make.TODAY, agreements="-", by=supervisor)
    for person in User.objects.all():
        make.message(person)
    return {
        participant.pk: OTHER_PARTICIPANT,
        manager.pk: OTHER_MANAGER,
        trainee.pk: OTHER_TRAINEE,
        supervisor.pk: OTHER_SUPERVISOR,
    }


def _marked(owners: dict[int, str]) -> Iterator[tuple[str, Canary]]:
    for model, names in TEXTS.items():
        for row in model._default_manager.all():
            owner = owners.get(_person_of(row), "somebody else")
            for name in names:
                mark = f"zq{secrets.token_hex(8)}"
                setattr(row, name, mark)
                yield mark, Canary(owner, f"{model.__name__}.{name}")
            if isinstance(row, User):
                row.email = f"zq{secrets.token_hex(8)}@example.org"
                yield row.email, Canary(owner, "User.email")
            row.save()


def _person_of(row: Any) -> int:
    if isinstance(row, User):
        return row.pk
    if isinstance(row, ProgressMeeting):
        return row.traineeship.trainee_id
    return (row.recipient_id or 0) if isinstance(row, Message) else int(row.user_id)


def _addresses(staged: Scene) -> Iterator[str]:
    for door in access.DOORS:
        if door.method == "GET" and door.route not in PERSONAL_LINKS:
            address = _address(door, staged)
            yield address
            if door.route in EXPORTS:
                yield f"{address}?export=xlsx"
                yield f"{address}?export=csv"


def _address(door: Door, staged: Scene) -> str:
    return reverse(door.route, args=staged.things[door.thing].split() if door.thing else [])


def _text(answer: HttpResponseBase) -> str:
    """All that can be read in an answer: its headers, its body, and what is packed in a workbook."""
    body = b"".join(answer) if answer.streaming else getattr(answer, "content", b"")
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    unfolded = body.replace(b"\r\n ", b"")  # lines of a calendar
    return f"{answer.headers}{unfolded.decode(errors='replace')}"


def _unknown(known: str) -> str:
    if known.isdecimal():
        return "987654321"
    try:
        UUID(known)
    except ValueError:
        return "bestaat-niet"
    return str(uuid4())


def _bare(answer: HttpResponseBase, address: str) -> tuple[int, str]:
    """Status and page, without what differs by itself: the address asked, tokens of forms, some headers."""
    page = _text(answer).replace(address, "").replace(quote(address, safe=""), "")
    return answer.status_code, OWN_TO_AN_ANSWER.sub("", page)
