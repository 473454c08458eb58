"""A feed is never stale: whatever changes what it says, changes its mark (docs/decisions/0031).

Every field of every row that a feed is read from is changed in its turn, and the mark must follow the bytes.
"""

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client

from courses.models import Course, Edition, Location, Room, RoomFeed, Session, TrainerAssignment, Unavailability
from enrolments.models import Enrolment
from people import calendars, feeds
from people.models import Role, User
from tests import make
from trainees.models import Cohort, Placement, ProgrammeItem, ProgressMeeting, Traineeship

pytestmark = pytest.mark.django_db

# What a feed can be read from. A model that is missing here and matters makes a feed that nothing tests.
READ_FROM: list[type[models.Model]] = [
    *(Session, Edition, Course, Room, Location, Unavailability, TrainerAssignment, Enrolment, User),
    *(Traineeship, Cohort, ProgrammeItem, ProgressMeeting, Placement),
]
FEEDS = ["own", "trainer", "trainee", "supervisor", "room", "public"]


@pytest.fixture
def addresses() -> dict[str, str]:
    """A feed of every sort, over something of everything."""
    anna, trainer, planner = make.user(), make.user(), make.user(roles=[Role.PLANNER])
    room = make.room(location=make.location(address="Kemperbergerweg 783"))
    edition = make.edition(make.course(title_en="Fire safety"), sessions=2, room=room, trainers=[trainer])
    edition.sessions.update(online_url="https://vergadering.example/x")
    make.enrolment(anna, edition)
    make.unavailability(make.TODAY + datetime.timedelta(days=3), room=room, reason="Onderhoud")
    traineeship = make.traineeship(cohort=make.cohort(meeting_months=[18]))
    make.programme_item(traineeship.cohort, due_month=18)
    supervisor = make.user()
    make.placement(traineeship, supervisor=supervisor)
    people = {"own": anna, "trainer": trainer, "trainee": traineeship.trainee, "supervisor": supervisor}
    tokens = {name: f"/agenda/mijn/{calendars.new_feed_token(user)}.ics" for name, user in people.items()}
    of_room = f"/agenda/zaal/{calendars.new_token(RoomFeed, user=planner, room=room)}.ics"
    return tokens | {"room": of_room, "public": "/agenda/leerlijn.ics"}


def _read(address: str) -> tuple[int, bytes, str]:
    answer = Client().get(address)
    return answer.status_code, answer.content, answer.get("ETag", "")


def _other(field: models.Field[Any, Any], value: Any) -> Iterator[Any]:
    """Other values for `field`: of its kind, and what it may be when nothing stands there."""
    if field.choices:
        yield from (choice for choice, _label in field.flatchoices if choice != value)
    elif isinstance(field, models.ForeignKey):
        yield from field.remote_field.model._default_manager.exclude(pk=value).values_list("pk", flat=True)[:1]
    elif isinstance(field, models.BooleanField):
        yield not value
    elif isinstance(field, models.DateTimeField) and value:
        yield value + datetime.timedelta(minutes=1)
    elif isinstance(field, models.DateField) and value:
        yield value + datetime.timedelta(days=1)
    elif isinstance(field, models.IntegerField):
        yield (value or 0) + 1
    elif isinstance(field, models.CharField | models.TextField):
        yield f"{value}x"[-(field.max_length or 100) :]
    if field.null and value is not None:
        yield None


def _changes() -> Iterator[tuple[str, Callable[[], object]]]:
    for model in READ_FROM:
        for row in model._default_manager.values("pk").order_by("pk"):
            rows = model._default_manager.filter(pk=row["pk"])
            yield f"{model.__name__} deleted", rows.delete
            for field in model._meta.concrete_fields:
                if field.primary_key:
                    continue
                for value in _other(field, rows.values_list(field.attname, flat=True).get()):
                    change = {field.attname: value}
                    yield f"{model.__name__}.{field.name}", partial(rows.update, **change)


def test_mark_follows_whatever_changes_a_feed(addresses: dict[str, str]) -> None:
    before = {name: _read(addresses[name]) for name in FEEDS}
    seen: dict[str, set[str]] = {name: set() for name in FEEDS}

    for what, change in list(_changes()):
        try:
            with transaction.atomic():
                change()
                after = {name: _read(addresses[name]) for name in FEEDS}
                raise InterruptedError  # and all is as it was
        except (IntegrityError, models.ProtectedError):
            continue  # what may never be
        except InterruptedError:
            pass
        for name in FEEDS:
            if after[name][:2] != before[name][:2]:
                seen[name].add(what)
                assert after[name][2] != before[name][2], f"the {name} feed says something else after {what}"

    of_session = {f"Session.{name}" for name in ("uid", "sequence", "starts_at", "ends_at", "changed_at", "title")}
    of_rest = {"Course.title", "Course.kind", "Edition.code", "Edition.status", "Room.name", "Session deleted"}
    for name in ("own", "trainer", "room", "public"):
        assert seen[name] >= of_session | of_rest, f"the {name} feed was not read"
    assert seen["own"] >= {
        "Location.name",
        "Location.address",
        "Session.online_url",
        "Enrolment.status",
        "User.language",
    }
    assert seen["trainer"] >= {"TrainerAssignment.status", "TrainerAssignment.trainer"}
    assert seen["room"] >= {"Unavailability.reason", "Unavailability deleted"}
    assert seen["trainee"] >= {"ProgrammeItem.due_month", "Traineeship.starts_on"}
    assert seen["supervisor"] >= {"Placement.supervisor", "Placement deleted", "Traineeship.starts_on"}


def test_mark_follows_the_modules_that_somebody_takes(addresses: dict[str, str]) -> None:
    edition = Edition.objects.get()
    basics, tunnels = make.module(edition.course), make.module(edition.course)
    edition.sessions.update(module=basics)
    enrolment = Enrolment.objects.get()
    marks = []

    for modules in ([], [basics], [tunnels]):
        enrolment.modules.set(modules)
        marks.append(_read(addresses["own"]))

    assert marks[0] == marks[1]
    assert marks[2] != marks[1]
    assert (b"VEVENT" in marks[1][1], b"VEVENT" in marks[2][1]) == (True, False)


def test_marks_of_two_readers_of_the_same_sessions_differ_where_they_read_something_else(
    addresses: dict[str, str],
) -> None:
    marks = {name: _read(addresses[name])[2] for name in FEEDS}

    assert len(set(marks.values())) == len(FEEDS)


def test_mark_follows_the_settings_and_the_version(
    addresses: dict[str, str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = [_read(addresses["own"])[2]]

    settings.ADDRESS = "https://elders.example"
    marks.append(_read(addresses["own"])[2])
    monkeypatch.setattr(feeds, "maker", lambda: "another version")
    marks.append(_read(addresses["own"])[2])

    assert len(set(marks)) == 3


@pytest.mark.parametrize("changed", ["calendar.py", "django.mo"])
def test_maker_is_another_one_when_code_or_texts_are(changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, read = feeds.maker.__wrapped__(), Path.read_bytes

    monkeypatch.setattr(Path, "read_bytes", lambda file: read(file) + b"x" * (file.name == changed))

    assert feeds.maker.__wrapped__() != before
