"""What addresses and forms name: the rows behind their ids, and which of those are foreign to somebody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import models
from django_tasks_db.models import DBTaskResult

from courses.models import Course, Edition, PatternSession, Room, Session, TrainerAssignment
from enrolments.models import Enrolment, Invited, SeatReservation
from evaluations.models import Advice, AdviceSection, Evidence, Question, Questionnaire, Round, Yardstick
from people.models import Affiliation, Deputyship, Message, Note, Organisation, Paper, Role, RoleGrant, User
from tests.walk import access
from tests.walk.access import Door
from tests.walk.canaries import Aviary
from tests.walk.entrances import Entrance
from tests.walk.sees import Reader, follow
from trainees.models import ProgrammeItem, Traineeship

Named = tuple[type[models.Model], str]  # a model, and the field by which an address names its rows

MOST = 4  # rows that are tried in one place
UNKNOWN = "987654321"
ADVICE, PERSON = (Advice, "pk"), (User, "pk")
THINGS: dict[str, list[Named]] = {
    **{thing: [(Course, "slug")] for thing in ("course", "hidden course")},
    **{thing: [(Edition, "code")] for thing in ("announced", "concept", "closed")},
    **{thing: [(Enrolment, "pk")] for thing in ("request", "enrolment", "seat", "late leaver")},
    "invited": [(Edition, "code"), (Invited, "pk")],
    **{thing: [(Round, "pk")] for thing in ("round", "cohort round", "closable round")},
    "session": [(Session, "pk")],
    "reservation": [(Edition, "code"), (SeatReservation, "pk")],
    "room": [(Room, "pk")],
    "note": [(Note, "pk")],
    "traineeship": [(Traineeship, "pk")],
    "item": [(Traineeship, "pk"), (ProgrammeItem, "pk")],
    "advice": [ADVICE],
    "evidence": [ADVICE, (Evidence, "pk")],
    "section": [ADVICE, (AdviceSection, "code")],
    "yardstick": [ADVICE, (Yardstick, "pk")],
    "organisation": [(Organisation, "pk")],
    "parked task": [(DBTaskResult, "pk")],
    "person": [PERSON],
    "grant": [PERSON, (RoleGrant, "pk")],
    "affiliation": [PERSON, (Affiliation, "pk")],
    "deputyship": [PERSON, (Deputyship, "pk")],
    "own deputyship": [(Deputyship, "pk")],
    "draft": [(Message, "pk")],
    "paper": [(Organisation, "pk"), (Paper, "file__key")],
}
# who holds it is let in; another one cannot be guessed
SECRETS = {"token", "room token", "approval link", "offer link", "invitation", "stop link"}
NOT_THERE = {"unknown"}
NOBODYS = {"text"}  # a kind of mail and a language: words of the software
BELONGS: dict[str, Callable[[Any, Any], bool]] = {
    "item": lambda traineeship, item: item.track.cohort_id == traineeship.cohort_id,
    "evidence": lambda advice, evidence: evidence.section.advice_id == advice.pk,
    "section": lambda advice, section: True,  # each advice has one of every word
    "yardstick": lambda advice, yardstick: yardstick.advice_id == advice.pk,
    "reservation": lambda edition, reservation: reservation.edition_id == edition.pk,
    "grant": lambda person, grant: grant.user_id == person.pk,
    "affiliation": lambda person, bond: bond.user_id == person.pk,
    "deputyship": lambda person, deputyship: deputyship.absent_id == person.pk,
    "invited": lambda edition, invited: invited.edition_id == edition.pk,
    "paper": lambda organisation, paper: paper.organisation_id == organisation.pk,
}


def doors() -> Iterator[Door]:
    """One door for each address and method with an id in it."""
    seen = set()
    for door in access.DOORS:
        if door.thing in THINGS and door.opens_to and (door.route, door.method) not in seen:
            seen.add((door.route, door.method))
            yield door


def others(birds: Aviary, role: str, door: Door, place: int) -> list[tuple[Any, bool]]:
    """Rows to put in that place of the address, and whether each is foreign there; the foreign ones first."""
    model, name = THINGS[door.thing][place]
    known = birds.scene.things[door.thing].split()[place]
    asked = {"request": {"approvals__isnull": False}, "late leaver": {"withdrawal__isnull": False}}.get(door.thing, {})
    every: list[Any] = [
        one for one in model._default_manager.filter(**asked).order_by("pk") if value_of(one, name) != known
    ]
    foreign = [one for one in every if _is_foreign(birds, role, door, place, one)]
    spread = foreign[:: max(1, len(foreign) // MOST)]
    return [(one, True) for one in spread] + [(one, False) for one in every if one not in foreign]


def value_of(row: Any, name: str) -> str:
    """What an address says to name `row`."""
    return str(follow(row, name))


def unknown_like(known: str) -> str:
    """An id that looks like this one and is nobody's."""
    if known.isdecimal():
        return UNKNOWN
    try:
        UUID(known)
    except ValueError:
        return "zq0000000000"  # of the same length and look as a code of the crawl
    return "00000000-0000-4000-8000-000000000000"


def unlisted(birds: Aviary) -> set[str]:
    """Things of the access table, and choices in forms, of which nobody said what they name."""
    things = {door.thing for door in access.DOORS if door.thing} - THINGS.keys() - SECRETS - NOT_THERE - NOBODYS
    choices = {
        f"{entrance.name}.{plain}"
        for entrance in birds.entrances
        for field, kind in entrance.kinds.items()
        if kind == "choice" and (plain := re.sub(r"\d+$|(?<=q)\d+", "#", field)) not in NAMES_NOTHING
        if plain not in BODIES.get(entrance.name, {})
    }
    return things | choices


def _is_foreign(birds: Aviary, role: str, door: Door, place: int, row: Any) -> bool:
    """There is nothing in it for this role; or it belongs to another object than the address says."""
    if place == 0 and not _opens(birds, door, birds.people.get(role), row):
        return True
    if door.thing not in BELONGS or door.thing == "section":
        return False
    model, name = THINGS[door.thing][1 - place]
    other = model._default_manager.get(**{name: birds.scene.things[door.thing].split()[1 - place]})
    return not BELONGS[door.thing](*((row, other) if place == 0 else (other, row)))


def _opens(birds: Aviary, door: Door, reader: Reader, row: Any) -> bool:
    """Whether the page about `row` is for `reader`: as the register of that row says, or of what the page shows."""
    if door.thing == "session":
        return birds.eyes.teaches(reader, row.edition) or birds.eyes.may_plan(reader, row.edition)
    if door.thing == "parked task":
        return birds.eyes.holds(reader, Role.ADMINISTRATOR)
    if door.thing == "seat":
        return row.user == reader or _answers(birds, door, reader, row)
    if door.thing == "late leaver":
        return birds.eyes.may_read(reader, row.withdrawal, "cause") and row.user_id != getattr(reader, "pk", None)
    if door.thing in ("request", "enrolment"):
        return any(birds.eyes.may_read(reader, one, "decision") for one in row.approvals.all())
    return birds.eyes.may_read_some(reader, row)


def _answers(birds: Aviary, door: Door, reader: Reader, row: Any) -> bool:
    """Beside its owner: the training contact gives a seat to a colleague, who plans moves it."""
    if reader is None:
        return False
    if door.route == "enrolments:move":
        return birds.eyes.may_plan(reader, row.edition)
    return birds.eyes.speaks_for(reader, row.organisation)


# what forms name: form and field -> ids that are not to be chosen there


def _of_another_course(entrance: Entrance) -> Any:
    own = PatternSession.objects.get(pk=entrance.data["form-0-pattern"]).course
    return PatternSession.objects.exclude(course=own)


def _who_cannot_teach(entrance: Entrance) -> Any:
    return User.objects.filter(assignments=None, qualifications=None)


def _of_another_edition(entrance: Entrance) -> Any:
    here = [int(field.removeprefix("mark")) for field in entrance.data if field.startswith("mark")]
    return Enrolment.objects.exclude(edition__enrolments__in=here)


def _of_another_trainer(entrance: Entrance) -> Any:
    here = [int(field.removeprefix("answer")) for field in entrance.data if field.startswith("answer")]
    return TrainerAssignment.objects.exclude(trainer__assignments__in=here)


def _for_editions(entrance: Entrance) -> Any:
    return Questionnaire.objects.filter(for_editions=True)


def _of_another_questionnaire(entrance: Entrance) -> Any:
    own = Question.objects.get(pk=entrance.data["question"]).questionnaire
    return Question.objects.exclude(questionnaire=own)


def _ended(entrance: Entrance) -> Any:
    return Organisation.objects.exclude(valid_until=None)


def _absent(entrance: Entrance) -> Any:
    code = entrance.address.rstrip("/").split("/")[-2]
    here = Enrolment.objects.filter(edition__code=code).exclude(organisation=None)
    return Organisation.objects.exclude(pk__in=here.values("organisation"))


def _billed_nothing(entrance: Entrance) -> Any:
    billed = Enrolment.objects.filter(withdrawal__isnull=False).exclude(organisation=None)
    return Organisation.objects.exclude(pk__in=billed.values("organisation"))


def _who_speaks_for_nobody(entrance: Entrance) -> Any:
    return User.objects.filter(role_grants=None, managed_affiliations=None, affiliations=None)


def _who_works_elsewhere(entrance: Entrance) -> Any:
    here = User.objects.get(pk=entrance.data["wie"]).affiliations.values("organisation")
    return User.objects.exclude(affiliations__organisation__in=here)


def _asked_of_others(entrance: Entrance) -> Any:
    """What the training contact who ticks has no say in."""
    here = Enrolment.objects.get(pk=entrance.data["wie"]).organisation
    return Enrolment.objects.exclude(organisation=here)


def _of_other_courses(entrance: Entrance) -> Any:
    own = Edition.objects.get(pk=entrance.data["naar"]).course
    return Edition.objects.exclude(course=own)


def _not_listed_there(entrance: Entrance) -> Any:
    here = Enrolment.objects.get(pk=entrance.data["wie"]).edition
    return Enrolment.objects.exclude(edition=here)


def _not_of_this_edition(entrance: Entrance) -> Any:
    code = entrance.address.rstrip("/").split("/")[-2]
    return Enrolment.objects.exclude(edition__code=code)


def _not_held_then(entrance: Entrance) -> Any:
    own = Session.objects.get(pk=next(value for field, value in entrance.data.items() if field.startswith("om")))
    return Session.objects.exclude(edition=own.edition)


def _who_does_not_plan(entrance: Entrance) -> Any:
    return User.objects.filter(role_grants=None)


def _any(entrance: Entrance) -> Any:
    """Who fills this in may choose any."""
    return User.objects.none()


BODIES: dict[str, dict[str, Callable[[Entrance], Any]]] = {
    "stamp": {"form-0-pattern": _of_another_course, "form-0-trainers": _who_cannot_teach, "form-0-room": _any},
    "participants": {"organisatie": _absent},
    "attendance": {"mark#": _of_another_edition},
    "change session": {"trainers": _who_cannot_teach, "room": _any},
    "teaching": {"answer#": _of_another_trainer},
    "round": {"questionnaire": _for_editions, "cohort": _any},
    "advice": {"cohort": _any},
    "evidence": {"round": _any, "question": _of_another_questionnaire},
    "grant": {"rol-organisation": _any, "rol-area": _any},
    "affiliation": {"werk-organisation": _any},
    "ending": {"successor": _ended},
    "new note": {"over": _not_of_this_edition, "assigned_to": _who_does_not_plan},
    "note": {"assigned_to": _who_does_not_plan},
    "desk": {"wie": _not_listed_there},
    "desk withdraws": {"wie": _not_listed_there},
    "group": {"wie": _who_works_elsewhere},
    "together": {"wie": _asked_of_others},
    "invite": {"wie": _any},
    "move": {"naar": _of_other_courses},
    "kept seats": {"wie": _any},
    "workshops": {"om#": _not_held_then},
    "invoice lines": {"organisatie": _billed_nothing},
    "own deputy": {"waarneming-deputy": _who_speaks_for_nobody},
}
COLUMNS = ("password", "-user__password", "user__email", "search_key", "role_grants__role")  # to sort on
NAMES_NOTHING = {
    *("soort", "doelgroep", "gebied", "vrij", "language", "key", "q#", "delivery", "deed", "seen#", "all", "stand"),
    *("audience", "how", "kind", "decision", "answer", "rol", "toegang", "rol-role", "export"),
    *("cause", "funding", "needs_approval", "financiering", "waarvoor"),
    *("waarneming-covers", "kinds", "taal", "by_invitation", "step", "draft", "iedereen", "notitie", "lijst"),
}
