"""Calendar files: `CalendarItem`s become iCalendar bytes (RFC 5545) and invitations (RFC 5546).

The same items always give the same bytes: no random calendar UID, one constant time zone, DTSTAMP from the
moment the item changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

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


@dataclass(frozen=True)
class CalendarItem:
    """Something with a time and a place, as any calendar can show it. Times are aware."""

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


def feed(items: Iterable[CalendarItem], *, name: str) -> bytes:
    """A calendar to subscribe to. Readers are asked to look again every six hours."""
    calendar = _calendar()
    calendar.add("X-WR-CALNAME", name)
    calendar.add("NAME", name)
    calendar["REFRESH-INTERVAL"] = vText("PT6H", params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vText("PT6H")
    for item in items:
        calendar.add_component(_event(item))
    return bytes(calendar.to_ical())


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


def _event(item: CalendarItem) -> Event:
    event = Event()
    event.add("UID", item.uid)
    event.add("SEQUENCE", item.sequence)
    event.add("DTSTAMP", timezone.localtime(item.changed_at, timezone.get_fixed_timezone(0)))
    event.add("DTSTART", timezone.localtime(item.starts_at))
    event.add("DTEND", timezone.localtime(item.ends_at))
    event.add("SUMMARY", item.title)
    event.add("STATUS", "CANCELLED" if item.cancelled else "CONFIRMED")
    for name, value in (("LOCATION", item.place), ("DESCRIPTION", item.text), ("URL", item.url)):
        if value:
            event.add(name, value)
    if item.category:
        event.add("CATEGORIES", [item.category])
    return event
