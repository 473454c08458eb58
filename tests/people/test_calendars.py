import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.http import http_date
from pytest_django import DjangoAssertNumQueries

from people import calendars, feeds, outbox
from people.ical import CalendarItem
from people.models import CalendarEntry, CalendarFeed, Message, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

State = Message.State

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


# a mail that told something came to another end


def _mail(user: User, told: list[dict[str, Any]], **fields: Any) -> Message:
    return make.message(user, calendar=told, **fields)


def _settled(message: Message, **fields: Any) -> None:
    Message.objects.filter(pk=message.pk).update(**fields)
    calendars.settle(message)


@pytest.mark.parametrize("state", [State.DROPPED, State.FAILED])
def test_settle_forgets_what_never_left(state: str) -> None:
    anna = make.user()
    invited = _mail(anna, calendars.tell(anna, [ITEM, OTHER], method="REQUEST"))

    _settled(invited, state=state)

    assert calendars.tell(anna, [ITEM], method="CANCEL") == []
    assert _told(calendars.tell(anna, [OTHER], method="REQUEST")) == [("twee@leerlijn", "REQUEST", 1)]


def test_settle_takes_back_what_may_have_arrived_and_tells_it_again() -> None:
    anna = make.user()
    invited = _mail(anna, calendars.tell(anna, [ITEM, OTHER], method="REQUEST"))

    _settled(invited, state=State.FAILED, may_have_arrived=True)

    assert _told(calendars.tell(anna, [ITEM], method="CANCEL")) == [("een@leerlijn", "CANCEL", 1)]
    assert _told(calendars.tell(anna, [OTHER], method="REQUEST")) == [("twee@leerlijn", "REQUEST", 1)]


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
def test_tell_waits_for_who_forgets_and_tells_it_then() -> None:
    anna, dropped = make.user(), threading.Event()

    def tell() -> list[dict[str, Any]]:
        dropped.wait(10)
        with transaction.atomic():
            return calendars.tell(anna, [ITEM], method="REQUEST")

    with transaction.atomic():
        told = calendars.tell(anna, [ITEM], method="REQUEST")
    message = make.message(anna, calendar=told)

    def drop() -> None:
        with transaction.atomic():
            outbox.end(Message.objects.filter(pk=message.pk), Message.Reason.BY_HAND)
            dropped.set()
            time.sleep(0.5)  # the other is at the row by then

    _nothing, again = together([drop, tell])

    assert isinstance(again, list)
    assert _told(again) == [("een@leerlijn", "REQUEST", 1)]


def test_settle_goes_back_to_the_mail_before() -> None:
    anna = make.user()
    _mail(anna, calendars.tell(anna, [ITEM], method="REQUEST"), state=State.SENT)
    cancelled = _mail(anna, calendars.tell(anna, [ITEM], method="CANCEL"))

    _settled(cancelled, state=State.DROPPED)

    assert _told(calendars.tell(anna, [ITEM], method="CANCEL")) == [("een@leerlijn", "CANCEL", 2)]


@pytest.mark.parametrize("first", [0, 1])
def test_settle_forgets_two_mails_in_any_order(first: int) -> None:
    anna = make.user()
    mails = [_mail(anna, calendars.tell(anna, [item], method="REQUEST")) for item in (ITEM, MOVED)]

    for one in (mails[first], mails[1 - first]):
        _settled(one, state=State.DROPPED)

    assert calendars.tell(anna, [MOVED], method="CANCEL") == []


def test_settle_leaves_alone_what_a_later_mail_told() -> None:
    anna = make.user()
    invited = _mail(anna, calendars.tell(anna, [ITEM], method="REQUEST"))
    _mail(anna, calendars.tell(anna, [MOVED], method="REQUEST"))

    _settled(invited, state=State.DROPPED)

    assert calendars.tell(anna, [MOVED], method="REQUEST") == []
    assert _told(calendars.tell(anna, [MOVED], method="CANCEL")) == [("een@leerlijn", "CANCEL", 2)]


def test_settle_remembers_what_is_sent_after_all() -> None:
    anna, bas = make.user(), make.user()
    for person in (anna, bas):
        invited = _mail(person, calendars.tell(person, [ITEM], method="REQUEST"))
        _settled(invited, state=State.FAILED)
    _settled(invited, state=State.READY)

    assert calendars.tell(anna, [ITEM], method="CANCEL") == []
    assert _told(calendars.tell(bas, [ITEM], method="CANCEL")) == [("een@leerlijn", "CANCEL", 1)]


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

    feed = calendars.find(CalendarFeed, calendars.new_feed_token(anna))

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

    assert calendars.find(CalendarFeed, old) is None
    assert calendars.find(CalendarFeed, new) == CalendarFeed.objects.get()


@pytest.mark.parametrize("token", ["", "x", "niet-van-ons", "é", "\ud800", "a" * 10_000])
def test_find_is_none_when_the_token_is_not_ours(token: str) -> None:
    calendars.new_feed_token(make.user())

    assert calendars.find(CalendarFeed, token) is None


def test_find_is_none_when_the_person_may_no_longer_sign_in() -> None:
    anna = make.user()
    token = calendars.new_feed_token(anna)

    anna.is_active = False
    anna.save()

    assert calendars.find(CalendarFeed, token) is None


@pytest.mark.parametrize("used", [None, date(2026, 1, 31)])
@pytest.mark.parametrize(("days", "opens"), [(0, True), (395, True), (396, False), (4000, False)])
def test_find_is_none_when_the_feed_was_not_read_for_thirteen_months(days: int, opens: bool, used: date | None) -> None:
    begun = used or date(2025, 12, 31)
    with time_machine.travel(make.at(date(2025, 12, 31), 9)):
        token = calendars.new_feed_token(make.user())
    CalendarFeed.objects.update(last_used_on=used)

    with time_machine.travel(make.at(begun + timedelta(days=days), 9)):
        found = calendars.find(CalendarFeed, token)

    assert (found is not None) is opens


def test_new_token_makes_a_feed_that_lapsed_work_again() -> None:
    anna = make.user()
    calendars.new_feed_token(anna)
    CalendarFeed.objects.update(last_used_on=date(2020, 1, 1))

    assert calendars.find(CalendarFeed, calendars.new_feed_token(anna)) is not None


def test_end_ends_the_feed_of_that_person_only() -> None:
    anna, bas = make.user(), make.user()
    tokens = [calendars.new_feed_token(user) for user in (anna, bas)]

    calendars.end(CalendarFeed, user=anna)

    assert [calendars.find(CalendarFeed, token) is not None for token in tokens] == [False, True]


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


def _answer(items: list[CalendarItem], **headers: str) -> HttpResponse:
    request = RequestFactory().get("/", headers=headers)
    return calendars.answer(request, items, name="Agenda", keep="private, no-cache", about="test")


def test_answer_is_304_when_the_reader_has_this_feed() -> None:
    first = _answer([ITEM])

    again = _answer([ITEM], **{"if-none-match": first["ETag"]})
    changed = _answer([MOVED], **{"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.content == b""
    assert {answer["Cache-Control"] for answer in (first, again, changed)} == {"private, no-cache"}


def test_answer_is_304_when_nothing_changed_since_the_day_a_reader_names() -> None:
    with time_machine.travel(CHANGED):
        first = _answer([ITEM])
    with time_machine.travel(CHANGED + timedelta(hours=1)):
        again = _answer([ITEM], **{"if-modified-since": first["Last-Modified"]})
        fewer = _answer([], **{"if-modified-since": first["Last-Modified"]})

    assert (again.status_code, again["Last-Modified"]) == (304, first["Last-Modified"])
    assert (fewer.status_code, fewer["Last-Modified"]) == (200, http_date((CHANGED + timedelta(hours=1)).timestamp()))


@pytest.mark.parametrize(
    "change",
    [{"sequence": 7}, {"title": "Anders"}, {"place": "Elders"}, {"cancelled": True}, {"url": "https://x.example/"}],
)
def test_answer_has_another_mark_when_anything_changed(change: dict[str, Any]) -> None:
    assert _answer([ITEM])["ETag"] != _answer([replace(ITEM, **change)])["ETag"]


def test_answer_has_another_mark_when_the_code_that_writes_it_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _answer([ITEM])["ETag"]

    monkeypatch.setattr(feeds, "maker", lambda: "another version")

    assert _answer([ITEM])["ETag"] != before
