from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from courses import calendar, queries
from courses.calendar import Reader
from courses.models import Edition, Session
from tests import make

pytestmark = pytest.mark.django_db


def _session(**fields: object) -> Session:
    course = make.course("Brandveiligheid", title_en="Fire safety")
    edition = make.edition(course, sessions=0, code="NFPA-2026-1")
    session = make.session(edition, title="Sprinklers", **fields)  # type: ignore[arg-type]  # a test names its own
    return queries.sessions_of(edition).get(pk=session.pk)


def test_item_says_what_when_and_where() -> None:
    place = make.location(name="NIPV", address="Kemperbergerweg 783", city="Arnhem")
    session = _session(room=make.room(location=place, name="Zaal 3"), sequence=4)

    item = calendar.item(session)

    assert (item.uid, item.sequence, item.changed_at) == (session.uid, 4, session.changed_at)
    assert (item.starts_at, item.ends_at) == (session.starts_at, session.ends_at)
    assert item.title == "Brandveiligheid: Sprinklers"
    assert item.place == "Zaal 3, NIPV, Kemperbergerweg 783, Arnhem"
    assert item.text == "Uitvoering NFPA-2026-1."
    assert item.url == f"{settings.ADDRESS}/uitvoeringen/NFPA-2026-1/"
    assert item.category == "bijscholing"


def test_item_speaks_the_language_of_its_reader() -> None:
    with translation.override("en"):
        item = calendar.item(_session(title_en=""))

    assert item.title == "Fire safety: Sprinklers"


@pytest.mark.parametrize("reader", Reader)
def test_item_shows_the_online_address_to_who_takes_part(reader: Reader) -> None:
    session = _session(online_url="https://vergadering.example/geheim")

    item = calendar.item(session, reader)

    assert ("geheim" in item.text) is (reader in (Reader.PARTICIPANT, Reader.ASKED, Reader.TRAINER))


@pytest.mark.parametrize("reader", [Reader.ASKED, Reader.TRAINER])
def test_item_of_a_trainer_says_so_and_is_tentative_until_the_answer(reader: Reader) -> None:
    item = calendar.item(_session(), reader)

    assert item.title == "Docent: Brandveiligheid: Sprinklers"
    assert item.tentative is (reader is Reader.ASKED)


@pytest.mark.parametrize("status", Edition.Status)
def test_item_is_cancelled_with_its_edition(status: Edition.Status) -> None:
    session = _session()
    session.edition.status = status

    assert calendar.item(session).cancelled is (status == Edition.Status.CANCELLED)


def test_feed_starts_a_quarter_back() -> None:
    assert calendar.feed_start(date(2026, 4, 2)) == date(2025, 12, 31)


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("with_room", [True, False])
def test_items_say_of_what_the_database_tells_what_item_says_of_the_session(reader: Reader, with_room: bool) -> None:
    room = make.room(name='Zaal "één", \\ 日本 😀', location=make.location(address="Laan 1\nachterin"))
    edition = make.edition(make.course("Blus'stoffen", title_en="Extinguishers"), room=room if with_room else None)
    moment = make.at(date(2026, 10, 25), 2, 30) + timedelta(microseconds=7)
    edition.sessions.update(changed_at=moment, online_url="https://vergadering.example/?a=1&b=%22")

    (told,) = calendar.items(Session.objects.all(), reader)

    assert told.item() == calendar.item(Session.objects.get(), reader)


@pytest.mark.parametrize("number", [1, 3])
def test_calendar_items_of_a_trainer_take_one_query(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    trainer = make.user()
    make.edition(sessions=number, room=make.room(), trainers=[trainer])

    with django_assert_num_queries(1):
        items = calendar.calendar_items(trainer)

    assert len(items) == number
    assert all(item.item().title.startswith("Docent: ") for item in items)
