import logging
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from icalendar import Calendar, Event
from pytest_django import DjangoAssertNumQueries

from courses.models import Edition, Room, RoomFeed
from people import once
from people.models import Role, RoleGrant, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

ROOMS = "/planning/zalen/"
DAY = timedelta(days=1)


def _address(room: Room) -> str:
    return f"{ROOMS}{room.pk}/"


def _key() -> dict[str, str]:
    return {once.KEY: str(uuid.uuid4())}


def _link(browser: Client, room: Room) -> str:
    return str(browser.post(_address(room)).context["address"])


def _events(feed: str) -> list[Event]:
    answer = Client().get(feed)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).events


@pytest.fixture
def planner() -> User:
    return make.user(roles=[Role.PLANNER])


def test_rooms_tell_what_comes_without_what_was_called_off(as_user: AsUser, planner: User) -> None:
    room = make.room(name="Zaal Noord")
    make.edition(sessions=3, room=room)
    make.edition(status=Edition.Status.CONCEPT, starts_on=make.TODAY + 300 * DAY, room=room)
    make.edition(status=Edition.Status.CANCELLED, starts_on=make.TODAY + DAY, room=room)

    page = as_user(planner).get(ROOMS).content.decode()

    assert "Zaal Noord" in page
    assert "4 bijeenkomsten" in page


@pytest.mark.parametrize("number", [1, 30])
def test_rooms_take_as_many_queries_for_one_as_for_many(
    number: int, as_user: AsUser, planner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _room in range(number):
        make.edition(room=make.room())
    browser = as_user(planner)

    with django_assert_num_queries(6):
        browser.get(ROOMS)


@pytest.mark.parametrize("number", [1, 30])
def test_room_takes_as_many_queries_for_one_as_for_many(
    number: int, as_user: AsUser, planner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    room = make.room()
    make.edition(sessions=number, room=room)
    for day in range(number):
        make.unavailability(make.TODAY + day * DAY, room=room)
    browser = as_user(planner)

    with django_assert_num_queries(9):
        browser.get(_address(room))


def test_room_shows_concepts_and_when_it_cannot_be_had(as_user: AsUser, planner: User) -> None:
    room = make.room()
    concept = make.edition(status=Edition.Status.CONCEPT, room=room)
    make.unavailability(make.TODAY + DAY, room=room, reason="Groot onderhoud")
    make.unavailability(make.TODAY - DAY, room=room, reason="Voorbij")
    make.edition(room=make.room())

    page = as_user(planner).get(_address(room)).content.decode()

    assert concept.code in page
    assert "Groot onderhoud" in page
    assert "Voorbij" not in page
    assert page.count('class="ll-day"') == 2


@pytest.mark.parametrize("deed", ["get", "post"])
def test_room_is_not_for_who_plans_one_edition(deed: str, as_user: AsUser) -> None:
    room, somebody = make.room(), make.user()
    make.narrow_grant(somebody, Role.PLANNER, make.edition(room=room))

    assert getattr(as_user(somebody), deed)(_address(room)).status_code == 403
    assert not RoomFeed.objects.exists()


def test_room_makes_a_link_that_works_and_shows_it_once(as_user: AsUser, planner: User) -> None:
    room = make.room()
    make.edition(sessions=2, room=room)
    browser = as_user(planner)

    made = browser.post(_address(room))

    address = made.context["address"]
    assert address.startswith("http://testserver/agenda/zaal/")
    assert f'readonly value="{address}"' in made.content.decode()
    assert address not in browser.get(_address(room)).content.decode()
    assert len(_events(address)) == 2
    assert "no-store" in made["Cache-Control"]
    assert address.rpartition("/")[2].removesuffix(".ics") not in str(RoomFeed.objects.values().get())


def test_room_replaces_the_own_link_of_that_room_only(as_user: AsUser, planner: User) -> None:
    room, other, colleague = make.room(), make.room(), make.user(roles=[Role.PLANNER])
    browser = as_user(planner)
    old, elsewhere, of_colleague = _link(browser, room), _link(browser, other), _link(as_user(colleague), room)

    new = _link(browser, room)

    statuses = [Client().get(feed).status_code for feed in (old, new, elsewhere, of_colleague)]
    assert statuses == [404, 200, 200, 200]


def test_end_room_feed_ends_the_own_link_only(as_user: AsUser, planner: User) -> None:
    room, colleague = make.room(), make.user(roles=[Role.PLANNER])
    own, theirs = _link(as_user(planner), room), _link(as_user(colleague), room)

    page = as_user(planner).post(f"{_address(room)}agendalink/beeindigen/", _key(), follow=True).content.decode()

    assert "De agendalink is beëindigd." in page
    assert "Maak een agendalink" in page
    assert [Client().get(feed).status_code for feed in (own, theirs)] == [404, 200]


def test_end_room_feed_that_comes_twice_leaves_the_link_made_in_between(as_user: AsUser, planner: User) -> None:
    room, browser, key = make.room(), as_user(planner), _key()
    _link(browser, room)
    browser.post(f"{_address(room)}agendalink/beeindigen/", key)
    new = _link(browser, room)

    browser.post(f"{_address(room)}agendalink/beeindigen/", key)

    assert Client().get(new).status_code == 200


def test_room_feed_marks_what_is_not_sure(as_user: AsUser, planner: User) -> None:
    room, course = make.room(name="Zaal 3"), make.course("Brandveiligheid")
    for month, status in enumerate([Edition.Status.PUBLISHED, Edition.Status.CONCEPT, Edition.Status.CANCELLED]):
        make.edition(course, code=f"X-{month}", status=status, starts_on=make.TODAY + 30 * month * DAY, room=room)
    make.unavailability(make.TODAY + 200 * DAY, room=room, reason="Onderhoud")

    events = _events(_link(as_user(planner), room))

    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "TENTATIVE", "CANCELLED", "CONFIRMED"]
    assert [str(event["SUMMARY"]).partition(":")[0] for event in events] == [
        *("Brandveiligheid", "Concept", "Vervallen", "Niet beschikbaar")
    ]
    assert [event.get("URL") for event in events[:2]] == [
        f"{settings.ADDRESS}/planning/uitvoeringen/X-{number}/" for number in range(2)
    ]
    assert {str(event["LOCATION"]) for event in events} == {"Zaal 3"}


def test_room_feed_names_nobody(as_user: AsUser, planner: User) -> None:
    room, trainer = make.room(), make.user(given_name="Tjitske")
    enrolment = make.enrolment(make.user(given_name="Wubbo"), make.edition(room=room, trainers=[trainer]))
    feed = _link(as_user(planner), room)

    content = Client().get(feed).content.decode()

    assert enrolment.edition.code in content
    assert not any(name in content for name in ("Tjitske", "Wubbo", planner.given_name, planner.email))


def test_room_feed_follows_a_move_to_another_room(as_user: AsUser, planner: User) -> None:
    room, edition = make.room(), make.edition(sessions=2)
    edition.sessions.update(room=room)
    feed = _link(as_user(planner), room)
    first = Client().get(feed)

    edition.sessions.filter(pk=edition.sessions.first().pk).update(room=make.room())  # type: ignore[union-attr]  # two
    again = Client().get(feed, headers={"if-none-match": first["ETag"]})

    assert [answer.content.count(b"BEGIN:VEVENT") for answer in (first, again)] == [2, 1]
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("loss", ["role", "account"])
def test_room_feed_ends_with_the_role_or_the_account_of_its_planner(loss: str, as_user: AsUser, planner: User) -> None:
    room = make.room()
    feed = _link(as_user(planner), room)
    before = Client().get(feed).status_code

    if loss == "role":
        RoleGrant.objects.filter(user=planner).delete()
    else:
        User.objects.filter(pk=planner.pk).update(is_active=False)

    assert (before, Client().get(feed).status_code) == (200, 404)


def test_room_feed_lapses_and_its_page_says_so(as_user: AsUser, planner: User) -> None:
    room = make.room()
    feed = _link(as_user(planner), room)

    with time_machine.travel(make.at(date(2040, 1, 1), 9)):
        make.role_grant(planner, Role.PLANNER)
        status, page = Client().get(feed).status_code, as_user(planner).get(_address(room)).content.decode()

    assert status == 404
    assert "verlopen, omdat hij dertien maanden niet was gelezen" in page


@pytest.mark.parametrize("token", ["onbekend", "%C3%A9", "a" * 500])
def test_room_feed_is_404_for_a_token_that_is_not_ours(token: str, client: Client) -> None:
    assert client.get(f"/agenda/zaal/{token}.ics").status_code == 404


def test_room_feed_does_not_open_with_the_token_of_a_person(as_user: AsUser, planner: User) -> None:
    browser = as_user(planner)
    browser.post("/mijn/agenda/")
    own = browser.post("/mijn/agenda/").context["address"]

    assert Client().get(own.replace("/mijn/", "/zaal/")).status_code == 404


def test_room_feed_is_never_in_the_log(as_user: AsUser, planner: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    feed = _link(as_user(planner), make.room())
    formatter = logging._handlers["stderr"].formatter  # type: ignore[attr-defined]  # the one of the settings

    for address in (feed, feed.replace(".ics", "x.ics")):
        Client().get(address)

    token = feed.rpartition("/")[2].removesuffix(".ics")
    assert caplog.records
    assert not any(token in formatter.format(record) for record in caplog.records)
