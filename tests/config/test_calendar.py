from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar, Event
from pytest_django import DjangoAssertNumQueries

from config import calendar
from courses.models import Edition
from enrolments.models import Status
from people import calendars
from people.models import User
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _feed(client: Client, user: User) -> list[Event]:
    answer = client.get(f"/agenda/mijn/{calendars.new_feed_token(user)}.ics")
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).events


def test_items_of_come_from_every_floor_in_order_of_time() -> None:
    anna = make.user()
    later = make.edition(make.course("Later"), starts_on=make.TODAY + 60 * DAY)
    make.enrolment(anna, later)
    make.edition(make.course("Eerst"), sessions=0)
    sooner = make.edition(make.course("Eerder"), trainers=[anna])

    titles = [item.item().title for item in calendar.items_of(anna)]

    assert titles == [f"Docent: Eerder: {sooner.sessions.get().title}", f"Later: {later.sessions.get().title}"]


def test_items_of_hold_each_once_when_somebody_teaches_what_he_follows() -> None:
    anna = make.user()
    edition = make.edition(trainers=[anna])
    make.enrolment(anna, edition)

    assert len(calendar.items_of(anna)) == 1


def test_items_of_are_nobody_elses() -> None:
    make.enrolment()
    make.edition(trainers=[make.user()])

    assert calendar.items_of(make.user()) == []


@pytest.mark.parametrize("number", [1, 5])
def test_items_of_take_three_queries(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    anna = make.user()
    for week in range(number):
        make.enrolment(anna, make.edition(starts_on=make.TODAY + week * 7 * DAY, room=make.room()))

    with django_assert_num_queries(3):
        calendar.items_of(anna)


def test_items_of_hold_the_due_days_of_a_trainee() -> None:
    cohort = make.cohort(meeting_months=[18])
    trainee = make.traineeship(cohort=cohort).trainee
    make.enrolment(trainee)

    assert [item.item().all_day for item in calendar.items_of(trainee)] == [False, True]


def test_private_feed_shows_what_its_owner_attends(client: Client) -> None:
    enrolment = make.enrolment(edition=make.edition(sessions=2))

    events = _feed(client, enrolment.user)

    assert [event.start for event in events] == [session.starts_at for session in enrolment.edition.sessions.all()]


@pytest.mark.parametrize("status", [Status.WAITING, Status.WITHDRAWN, Status.CANCELLED])
def test_private_feed_has_no_sessions_without_a_seat(status: Status, client: Client) -> None:
    assert _feed(client, make.enrolment(status=status).user) == []


def test_private_feed_speaks_the_language_of_its_owner(client: Client) -> None:
    edition = make.edition(make.course("Brandveiligheid", title_en="Fire safety"))
    bob = make.user(language="en")
    make.enrolment(bob, edition)

    (event,) = _feed(client, bob)

    assert str(event["SUMMARY"]).startswith("Fire safety")


def test_private_feed_is_kept_by_nobody_else_and_answers_304(client: Client) -> None:
    anna = make.enrolment().user
    address = f"/agenda/mijn/{calendars.new_feed_token(anna)}.ics"

    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "private, no-cache"
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert again.status_code == 304
    assert calendars.feed_for(anna) is not None


@pytest.mark.parametrize("number", [1, 5])
def test_private_feed_takes_five_queries_when_it_is_unchanged(
    number: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna = make.enrolment(edition=make.edition(sessions=number, room=make.room(), trainers=[make.user()])).user
    address = f"/agenda/mijn/{calendars.new_feed_token(anna)}.ics"
    mark = client.get(address)["ETag"]

    with django_assert_num_queries(5):
        assert client.get(address, headers={"if-none-match": mark}).status_code == 304


@pytest.mark.parametrize("token", ["onbekend", "%C3%A9", "a" * 500])
def test_private_feed_is_404_for_a_token_that_is_not_ours(token: str, client: Client) -> None:
    assert client.get(f"/agenda/mijn/{token}.ics").status_code == 404


def test_private_feed_is_404_at_once_when_it_was_replaced_or_its_owner_left(client: Client) -> None:
    anna = make.user()
    old, new = (f"/agenda/mijn/{calendars.new_feed_token(anna)}.ics" for _turn in range(2))
    statuses = [client.get(address).status_code for address in (old, new)]

    User.objects.filter(pk=anna.pk).update(is_active=False)

    assert [*statuses, client.get(new).status_code] == [404, 200, 404]


def test_public_feed_says_what_was_called_off(client: Client) -> None:
    make.edition(status=Edition.Status.CANCELLED)

    (event,) = Calendar.from_ical(client.get("/agenda/leerlijn.ics").content).events

    assert event["STATUS"] == "CANCELLED"
