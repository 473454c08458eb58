from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from people import calendars
from people.ical import CalendarItem
from people.models import CalendarEntry, CalendarFeed
from tests import make

pytestmark = pytest.mark.django_db

CHANGED = datetime(2026, 2, 1, tzinfo=UTC)
ITEM = CalendarItem("een@leerlijn", 0, make.at(make.TODAY, 9), make.at(make.TODAY, 17), CHANGED, "Les 1")
MOVED = replace(ITEM, sequence=1, starts_at=make.at(make.TODAY, 10), changed_at=CHANGED + timedelta(days=1))
OTHER = replace(ITEM, uid="twee@leerlijn", title="Les 2")


def _told(told: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(one["uid"], one["method"], one["sequence"]) for one in told]


# what a calendar was told


def test_tell_invites_to_what_is_new() -> None:
    told = calendars.tell(make.user(), [ITEM, replace(OTHER, sequence=5)], method="REQUEST")

    assert _told(told) == [("een@leerlijn", "REQUEST", 0), ("twee@leerlijn", "REQUEST", 5)]


def test_tell_says_nothing_twice() -> None:
    anna = make.user()

    tellings = [calendars.tell(anna, [ITEM], method=method) for method in ("REQUEST", "REQUEST", "CANCEL", "CANCEL")]

    assert [len(told) for told in tellings] == [1, 0, 1, 0]


def test_tell_speaks_of_what_changed_only() -> None:
    anna = make.user()
    calendars.tell(anna, [ITEM, OTHER], method="REQUEST")

    told = calendars.tell(anna, [MOVED, OTHER], method="REQUEST")

    assert _told(told) == [("een@leerlijn", "REQUEST", 1)]
    assert told[0]["starts_at"] == MOVED.starts_at.isoformat()


def test_tell_only_raises_the_sequence() -> None:
    anna = make.user()
    steps = [(ITEM, "REQUEST"), (ITEM, "CANCEL"), (ITEM, "REQUEST"), (MOVED, "REQUEST"), (MOVED, "CANCEL")]

    sequences = [calendars.tell(anna, [item], method=method)[0]["sequence"] for item, method in steps]

    assert sequences == [0, 1, 2, 3, 4]


def test_tell_follows_an_item_that_is_further_than_the_calendar() -> None:
    anna = make.user()
    calendars.tell(anna, [ITEM], method="REQUEST")

    told = calendars.tell(anna, [replace(MOVED, sequence=9)], method="REQUEST")

    assert told[0]["sequence"] == 9


def test_tell_takes_nothing_back_that_was_not_told() -> None:
    anna = make.user()
    calendars.tell(anna, [ITEM], method="REQUEST")

    told = calendars.tell(anna, [ITEM, OTHER], method="CANCEL")

    assert _told(told) == [("een@leerlijn", "CANCEL", 1)]
    assert CalendarEntry.objects.count() == 1


def test_tell_takes_nothing_back_again_when_it_changed_after_it_was_taken_back() -> None:
    anna = make.user()
    calendars.tell(anna, [ITEM], method="REQUEST")
    calendars.tell(anna, [ITEM], method="CANCEL")

    assert calendars.tell(anna, [MOVED], method="CANCEL") == []


def test_tell_keeps_persons_apart() -> None:
    anna, bas = make.user(), make.user()
    calendars.tell(anna, [ITEM], method="REQUEST")

    assert len(calendars.tell(bas, [ITEM], method="REQUEST")) == 1
    assert calendars.tell(bas, [OTHER], method="CANCEL") == []


@pytest.mark.parametrize("number", [1, 30])
def test_tell_asks_the_database_as_often_for_one_as_for_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna = make.user()
    items = [replace(ITEM, uid=f"{one}@leerlijn") for one in range(number)]

    with django_assert_num_queries(2):
        calendars.tell(anna, items, method="REQUEST")
    with django_assert_num_queries(2):
        calendars.tell(anna, items, method="CANCEL")


# private feeds


def test_new_feed_token_opens_the_feed_of_its_person() -> None:
    anna = make.user()

    feed = calendars.feed_of(calendars.new_feed_token(anna))

    assert feed is not None
    assert feed.user == anna


def test_new_feed_token_is_long_and_not_in_the_database() -> None:
    token = calendars.new_feed_token(make.user())

    assert len(token) >= 32  # 192 bits
    assert token not in str(CalendarFeed.objects.values().get())


def test_new_feed_token_ends_the_one_before() -> None:
    anna = make.user()
    old = calendars.new_feed_token(anna)

    new = calendars.new_feed_token(anna)

    assert calendars.feed_of(old) is None
    assert calendars.feed_of(new) == CalendarFeed.objects.get()


@pytest.mark.parametrize("token", ["", "x", "niet-van-ons", "é", "\ud800", "a" * 10_000])
def test_feed_of_is_none_when_the_token_is_not_ours(token: str) -> None:
    calendars.new_feed_token(make.user())

    assert calendars.feed_of(token) is None


def test_feed_of_is_none_when_the_person_may_no_longer_sign_in() -> None:
    anna = make.user()
    token = calendars.new_feed_token(anna)

    anna.is_active = False
    anna.save()

    assert calendars.feed_of(token) is None


def test_note_use_remembers_the_real_day() -> None:
    calendars.new_feed_token(make.user())

    with time_machine.travel(make.at(date(2026, 11, 3), 0, 30)):
        calendars.note_use(CalendarFeed.objects.get())

    assert CalendarFeed.objects.get().last_used_on == date(2026, 11, 3)


def test_note_use_writes_once_a_day(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    calendars.new_feed_token(make.user())
    calendars.note_use(CalendarFeed.objects.get())
    feed = CalendarFeed.objects.get()
    assert feed.last_used_on == timezone.localdate()

    with django_assert_num_queries(0):
        calendars.note_use(feed)


# the answer


def test_answer_is_304_when_the_reader_has_these_bytes() -> None:
    ask = RequestFactory().get
    first = calendars.answer(ask("/"), b"BEGIN:VCALENDAR", cache="private, no-cache")

    again = calendars.answer(ask("/", headers={"if-none-match": first["ETag"]}), b"BEGIN:VCALENDAR", cache="private")
    changed = calendars.answer(
        ask("/", headers={"if-none-match": first["ETag"]}), b"BEGIN:VCALENDAR\n", cache="private"
    )

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.content == b""
    assert first["Cache-Control"] == "private, no-cache"
