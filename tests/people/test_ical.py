import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from people import ical
from people.ical import CalendarItem
from tests import calendar_readers, make
from tests.calendar_readers import READERS, Instants

CHANGED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
CLOCK_CHANGES = [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]
HOSTILE = "Les; één, \\ twee\r\nATTACH:https://example.org\nEND:VEVENT"


def _item(uid: str = "een@leerlijn", day: date = make.TODAY, **fields: Any) -> CalendarItem:
    plain = CalendarItem(
        uid=uid,
        sequence=0,
        starts_at=make.at(day, 9),
        ends_at=make.at(day, 17),
        changed_at=CHANGED,
        title="Brandveiligheid: les 1",
        place="Lokaal 1, Arnhem",
        text="Uitvoering NFPA-2026-1.",
        url="https://leerlijn.example/uitvoeringen/NFPA-2026-1/",
        category="bijscholing",
    )
    return replace(plain, **fields)


def _week(change: date) -> list[CalendarItem]:
    """Every day of the week around `change`, and the night itself."""
    days = [change + timedelta(days=number) for number in range(-3, 4)]
    night = _item("nacht", starts_at=make.at(change - timedelta(days=1), 23), ends_at=make.at(change, 5))
    return [*(_item(f"{day:%Y%m%d}@leerlijn", day) for day in days), night]


@pytest.mark.parametrize("change", CLOCK_CHANGES)
@pytest.mark.parametrize("read", READERS)
def test_feed_tells_every_reader_the_same_instants_when_the_clock_changes(
    change: date, read: Callable[[bytes], Instants]
) -> None:
    items = _week(change)

    content = ical.feed(items, name="Agenda")

    assert read(content) == {item.uid: (item.starts_at, item.ends_at) for item in items}


@pytest.mark.parametrize("change", CLOCK_CHANGES)
def test_feed_keeps_nine_o_clock_at_nine_when_the_clock_changes(change: date) -> None:
    read = calendar_readers.by_vobject(ical.feed(_week(change), name="Agenda"))

    amsterdam = ZoneInfo("Europe/Amsterdam")
    hours = {(b.astimezone(amsterdam).hour, e.astimezone(amsterdam).hour) for uid, (b, e) in read.items() if "@" in uid}
    assert hours == {(9, 17)}


@pytest.mark.parametrize("read", READERS)
def test_feed_reads_a_moment_given_in_another_zone_as_the_same_moment(read: Callable[[bytes], Instants]) -> None:
    nine = make.at(date(2026, 7, 1), 9)

    content = ical.feed([_item(starts_at=nine.astimezone(UTC), ends_at=nine + timedelta(hours=1))], name="Agenda")

    assert b"DTSTART;TZID=Europe/Amsterdam:20260701T090000" in content
    assert read(content)["een@leerlijn"][0] == nine


def test_feed_is_the_same_bytes_for_the_same_items() -> None:
    assert ical.feed(_week(CLOCK_CHANGES[0]), name="Agenda") == ical.feed(_week(CLOCK_CHANGES[0]), name="Agenda")


def test_feed_is_other_bytes_when_an_item_changed() -> None:
    assert ical.feed([_item()], name="Agenda") != ical.feed([_item(sequence=1)], name="Agenda")


def test_feed_is_a_calendar_when_there_is_nothing_in_it() -> None:
    for read in READERS:
        assert read(ical.feed([], name="Agenda")) == {}


def test_feed_shows_what_a_reader_needs() -> None:
    (event,) = Calendar.from_ical(ical.feed([_item(sequence=4)], name="Agenda")).events

    assert event["SEQUENCE"] == 4
    assert event["SUMMARY"] == "Brandveiligheid: les 1"
    assert event["LOCATION"] == "Lokaal 1, Arnhem"
    assert event.stamp == CHANGED
    assert event["STATUS"] == "CONFIRMED"


def test_feed_says_cancelled_when_an_item_is() -> None:
    (event,) = Calendar.from_ical(ical.feed([_item(cancelled=True)], name="Agenda")).events

    assert event["STATUS"] == "CANCELLED"


def test_feed_says_tentative_when_an_item_is() -> None:
    (event,) = Calendar.from_ical(ical.feed([_item(tentative=True)], name="Agenda")).events

    assert event["STATUS"] == "TENTATIVE"


@pytest.mark.parametrize("change", CLOCK_CHANGES)
def test_feed_has_a_whole_day_that_keeps_nobody_busy(change: date) -> None:
    whole = _item(starts_at=make.at(change, 0), ends_at=make.at(change + timedelta(days=1), 0), all_day=True)

    event = vobject.readOne(ical.feed([whole], name="Agenda").decode()).vevent

    assert (event.dtstart.value, event.dtend.value) == (change, change + timedelta(days=1))
    assert event.transp.value == "TRANSPARENT"


@pytest.mark.parametrize("field", ["title", "place", "text", "category"])
def test_feed_keeps_words_words_when_they_look_like_a_calendar(field: str) -> None:
    hostile: dict[str, Any] = {field: HOSTILE}

    content = ical.feed([_item(**hostile)], name="Agenda")

    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith("ATTACH")]
    assert lines.count("END:VEVENT") == 1
    for read in READERS:
        assert len(read(content)) == 1


def test_feed_refuses_an_address_that_holds_a_new_line() -> None:
    with pytest.raises(ValueError, match="CR or LF"):
        ical.feed([_item(url="https://leerlijn.example/\r\nATTACH:https://example.org")], name="Agenda")


def test_invitation_refuses_a_guest_whose_address_holds_a_new_line() -> None:
    told = ical.telling(_item(), method="REQUEST", sequence=1)

    with pytest.raises(ValueError, match="CR or LF"):
        ical.invitation(told, attendee="anna@example.org\r\nATTENDEE:mailto:eva@example.org")


def test_feed_folds_lines_and_keeps_letters_whole() -> None:
    content = ical.feed([_item(title="é" * 200)], name="Agenda")

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (event,) = Calendar.from_ical(content).events
    assert event["SUMMARY"] == "é" * 200


@pytest.mark.parametrize(("method", "status"), [("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED")])
def test_invitation_asks_or_takes_back_one_item(method: str, status: str) -> None:
    told = ical.telling(_item(), method=method, sequence=7)

    calendar = Calendar.from_ical(ical.invitation(told, attendee="anna@example.org"))

    (event,) = calendar.events
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == (method, status, 7)
    assert event["ATTENDEE"] == "mailto:anna@example.org"
    assert event["ORGANIZER"] == "mailto:opleidingen@leerlijn.example"
    assert event.start == _item().starts_at


def test_telling_is_the_same_after_it_was_stored() -> None:
    told = ical.telling(_item(), method="REQUEST", sequence=1)

    stored = json.loads(json.dumps(told))

    assert ical.invitation(stored, attendee="a@example.org") == ical.invitation(told, attendee="a@example.org")
