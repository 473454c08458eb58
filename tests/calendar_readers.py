"""Calendar files as programs read them that did not write them: uid -> begin and end, in UTC.

A whole day begins and ends at midnight in Amsterdam. Where there is no Node, ical.js is left out; the suite says so.
"""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from tools import machine, places

Instants = dict[str, tuple[datetime, datetime]]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SCRIPT = places.ROOT / "tests" / "read_calendar.mjs"
WITHIN = 30  # seconds


def by_vobject(content: bytes) -> Instants:
    events = getattr(vobject.readOne(content.decode()), "vevent_list", [])  # it has no list for no events
    return {e.uid.value: (_instant(e.dtstart.value), _instant(e.dtend.value)) for e in events}


def by_ical(content: bytes) -> Instants:
    events = IcsCalendarStream.calendar_from_ics(content.decode()).events
    return {str(event.uid): (_instant(event.dtstart), _instant(event.dtend)) for event in events}


def by_recurring_ical_events(content: bytes) -> Instants:
    events = recurring_ical_events.of(Calendar.from_ical(content)).between(date(2020, 1, 1), date(2040, 1, 1))
    return {str(e["UID"]): (_instant(e["DTSTART"].dt), _instant(e["DTEND"].dt)) for e in events}


def by_ical_js(content: bytes) -> Instants:
    command = [machine.NODE.path() or "node", str(SCRIPT)]
    asked = json.dumps([content.decode()])
    run = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=WITHIN, check=True)
    (found,) = json.loads(run.stdout)
    return {uid: (_instant(_moment(begin)), _instant(_moment(end))) for uid, (begin, end, _title) in found.items()}


def _moment(said: str) -> date:
    return date.fromisoformat(said) if len(said) == len("2026-01-01") else datetime.fromisoformat(said)


def _instant(moment: Any) -> datetime:
    at: datetime = moment if isinstance(moment, datetime) else datetime.combine(moment, time(), AMSTERDAM)
    return at.astimezone(UTC)


READERS: list[Callable[[bytes], Instants]] = [by_vobject, by_ical, by_recurring_ical_events]
if machine.NODE.path() or machine.leaves_nothing_out():
    READERS.append(by_ical_js)
