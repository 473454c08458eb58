"""Calendar files: `CalendarItem`s become iCalendar bytes (RFC 5545) and invitations (RFC 5546).

The same items always give the same bytes: no random calendar UID, one constant time zone, DTSTAMP from the
moment the item changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

WRITTEN_ITEMS = 4096  # how many items each process keeps as bytes: about four megabytes
WRITTEN_LINES = 4 * WRITTEN_ITEMS  # and how many lines: about as much
PRODUCT = "-//LEC IV//Leerlijn//NL"
_AMSTERDAM = """BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
""".replace("\n", "\r\n")
ZONE = Calendar.from_ical(_AMSTERDAM).walk("VTIMEZONE")[0]
END = b"END:VCALENDAR\r\n"
BEGIN_ITEM, END_ITEM = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"


@dataclass(frozen=True)
class CalendarItem:
    """Something with a time and a place, as any calendar can show it. Times are aware.

    A whole day runs from midnight to midnight in Amsterdam, and keeps nobody busy.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    place: str = ""
    text: str = ""
    url: str = ""
    category: str = ""
    cancelled: bool = False
    tentative: bool = False
    all_day: bool = False

    @property
    def told(self) -> str:
        return repr(self)

    def item(self) -> CalendarItem:
        return self


class Item(Protocol):
    """What stands in a calendar, as a text that tells all that its item is made of.

    It is made of nothing else, but for our code, our texts, the language and the settings: a feed is known by these
    texts, and the items are made only when they must be.
    """

    @property
    def told(self) -> str: ...
    def item(self) -> CalendarItem: ...


def in_order(items: Iterable[Item]) -> list[CalendarItem]:
    """`items` as they are shown: in order of time, each once; of two that are one, the last counts."""
    found = {one.uid: one for one in (item.item() for item in items)}
    return sorted(found.values(), key=lambda one: (one.starts_at, one.uid))


def feed(items: Iterable[CalendarItem], *, name: str) -> bytes:
    """A calendar to subscribe to. Readers are asked to look again every six hours."""
    calendar = _calendar()
    calendar.add("X-WR-CALNAME", name)
    calendar.add("NAME", name)
    calendar["REFRESH-INTERVAL"] = vText("PT6H", params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vText("PT6H")
    head = bytes(calendar.to_ical()).removesuffix(END)
    return b"".join([head, *map(_written, items), END])


def telling(item: CalendarItem, *, method: str, sequence: int) -> dict[str, Any]:
    """What an outbox message keeps of an invitation or a cancellation."""
    facts = vars(item) | {"method": method, "sequence": sequence}
    return {name: fact.isoformat() if isinstance(fact, datetime) else fact for name, fact in facts.items()}


def invitation(told: dict[str, Any], *, attendee: str) -> bytes:
    """The calendar part of a mail: METHOD:REQUEST or METHOD:CANCEL of one item, to one person."""
    facts = {**told, **{name: datetime.fromisoformat(told[name]) for name in ("starts_at", "ends_at", "changed_at")}}
    method = facts.pop("method")
    event = _event(CalendarItem(**facts | {"cancelled": method == "CANCEL"}))
    organiser = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    organiser.params["CN"] = vText("Leerlijn")
    event.add("ORGANIZER", organiser)
    guest = vCalAddress(f"mailto:{attendee}")
    guest.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    event.add("ATTENDEE", guest)
    calendar = _calendar()
    calendar.add("METHOD", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add_component(ZONE)
    return calendar


@lru_cache(maxsize=WRITTEN_ITEMS)
def _written(item: CalendarItem) -> bytes:
    """The bytes of one item. The same item stands in the feed of everybody who is there, and is written once."""
    return b"".join([BEGIN_ITEM, *(_line(name, value) for name, value in _properties(item)), END_ITEM])


@lru_cache(maxsize=WRITTEN_LINES)
def _line(name: str, value: Any) -> bytes:
    """One line, as the library writes it. Most that items say, others of the same edition say too."""
    event = Event()
    event.add(name, value)
    return bytes(event.content_line(name, event[name]).to_ical()) + b"\r\n"


def _event(item: CalendarItem) -> Event:
    event = Event()
    for name, value in _properties(item):
        event.add(name, value)
    return event


def _properties(item: CalendarItem) -> Iterator[tuple[str, Any]]:
    begin, end = timezone.localtime(item.starts_at), timezone.localtime(item.ends_at)
    yield "SUMMARY", item.title
    yield "DTSTART", begin.date() if item.all_day else begin
    yield "DTEND", end.date() if item.all_day else end
    yield "DTSTAMP", timezone.localtime(item.changed_at, UTC)
    yield "UID", item.uid
    yield "SEQUENCE", item.sequence
    yield "STATUS", "CANCELLED" if item.cancelled else "TENTATIVE" if item.tentative else "CONFIRMED"
    if item.all_day:
        yield "TRANSP", "TRANSPARENT"
    for name, value in (("LOCATION", item.place), ("DESCRIPTION", item.text), ("URL", item.url)):
        if value:
            yield name, value
    if item.category:
        yield "CATEGORIES", (item.category,)
