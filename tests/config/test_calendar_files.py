"""Every calendar file that leaves this site, read by programs that did not write it.

Feeds of every sort in both languages, and what mails carry. What they read is compared with the database.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from courses.models import Edition, RoomFeed, Session
from enrolments import actions
from people import calendars, ical
from people.models import Message, Role, User
from tests import calendar_readers, make
from tests.calendar_readers import READERS, Instants
from trainees.models import Traineeship

pytestmark = pytest.mark.django_db

Read = Callable[[bytes], Instants]
LANGUAGES = ["nl", "en"]
EVERY_READER = pytest.mark.parametrize("read", READERS)
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)


def _held() -> Instants:
    return {one.uid: (one.starts_at, one.ends_at) for one in Session.objects.all()}


def _planned() -> Edition:
    """Three days around the autumn change of the clock, in a room whose words are no plain ones."""
    room = make.room(name="Zaal; één, \\ noord", location=make.location(address="Kemperbergerweg 783\nachterin"))
    course = make.course("Brandveiligheid: blusstoffen, “schuim” en de kraan", title_en="Fire safety")
    return make.edition(course, starts_on=make.TODAY.replace(month=10, day=24), sessions=3, room=room)


def _feed(address: str) -> bytes:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content


def _private(user: User) -> bytes:
    return _feed(f"/agenda/mijn/{calendars.new_feed_token(user)}.ics")


@EVERY_READER
@IN_BOTH
def test_public_feed_is_read_as_it_is_held(read: Read, language: str) -> None:
    _planned()

    assert read(_feed(f"/agenda/leerlijn.ics?taal={language}")) == _held()


@EVERY_READER
@IN_BOTH
def test_private_feed_is_read_as_it_is_held(read: Read, language: str) -> None:
    anna = make.user(language=language)
    make.enrolment(anna, _planned())

    assert read(_private(anna)) == _held()


@EVERY_READER
@IN_BOTH
def test_private_feed_of_a_trainee_is_read_with_its_whole_days(read: Read, language: str) -> None:
    trainee = make.user(language=language)
    traineeship = make.traineeship(trainee, cohort=make.cohort(meeting_months=[18]))
    make.enrolment(trainee, _planned())

    found = read(_private(trainee))

    days = {uid: moments for uid, moments in found.items() if uid not in _held()}
    assert {uid: moments for uid, moments in found.items() if uid not in days} == _held()
    assert [end - begin for begin, end in days.values()] == [timedelta(days=1)]
    assert Traineeship.objects.get() == traineeship


@EVERY_READER
@IN_BOTH
@pytest.mark.parametrize("status", [Edition.Status.CONCEPT, Edition.Status.PUBLISHED, Edition.Status.CANCELLED])
def test_room_feed_is_read_as_it_is_held(read: Read, language: str, status: Edition.Status) -> None:
    planner, edition = make.user(roles=[Role.PLANNER], language=language), _planned()
    Edition.objects.update(status=status)
    room = edition.sessions.all()[0].room
    closed = make.unavailability(make.TODAY, room=room, reason="Keuring; jaarlijks")
    token = calendars.new_token(RoomFeed, user=planner, room=room)

    found = read(_feed(f"/agenda/zaal/{token}.ics"))

    assert found == _held() | {f"dicht-{closed.pk}@leerlijn": (closed.starts_at, closed.ends_at)}


@EVERY_READER
@IN_BOTH
def test_invitations_and_cancellations_are_read_as_they_are_held(read: Read, language: str) -> None:
    anna, edition = make.user(language=language), _planned()
    enrolment = actions.enrol(anna, edition, by=anna)
    Message.objects.update(state=Message.State.SENT)  # what never left is not taken back
    actions.withdraw(enrolment, by=anna)

    told = [one for message in Message.objects.all() for one in message.calendar or []]
    parts = [(one["method"], read(ical.invitation(one, attendee=anna.email))) for one in told]

    for method in ("REQUEST", "CANCEL"):
        assert {uid: when for sort, part in parts if sort == method for uid, when in part.items()} == _held()


@pytest.mark.node
def test_ical_js_is_one_of_the_readers() -> None:
    assert calendar_readers.by_ical_js in READERS
