"""A private feed of two hundred sessions, beside the bare library that writes it and beside a bare answer.

`make bench only=feed` prints a line per database and adds it to `bench/results.md`. What counts are the ratios: of a
feed that is written anew, and of one that the reader has already.
"""

import os
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from bench import _run
from tests.promises import stage

if TYPE_CHECKING:
    from django.test import Client

EDITIONS, DAYS, TIMES = 20, 10, 40


def main() -> int:
    return _run.on_each_database("feed")


def measure() -> None:
    """Print one line for the database in DATABASE_URL."""
    stage.set_up()
    from django.db import connection  # noqa: PLC0415  # Django must stand first
    from django.test import Client  # noqa: PLC0415  # the same
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  # the same

    browser, address, items = Client(SERVER_NAME="localhost"), *_feed()
    etag = browser.get(address)["ETag"]
    with CaptureQueriesContext(connection) as asked:
        content = browser.get(address).content
    statements = len(asked)
    if content.count(b"BEGIN:VEVENT") != EDITIONS * DAYS:
        raise AssertionError("the feed does not hold what was planned")
    library, anew, ours, known, bare = _milliseconds(
        lambda: _by_the_library(items),
        lambda: _anew(browser, address),
        lambda: browser.get(address),
        lambda: browser.get(address, headers={"if-none-match": etag}),
        lambda: browser.get("/healthz"),
    )
    print(
        f"feed {os.environ['BENCH_DATABASE']} sessions={EDITIONS * DAYS} statements={statements} "
        f"ours={ours:.1f}ms library={library:.1f}ms ratio={ours / library:.2f} "
        f"first-time={anew:.1f}ms first-ratio={anew / library:.2f} "
        f"unchanged={known:.1f}ms bare={bare:.1f}ms unchanged-ratio={known / bare:.2f}"
    )


def _feed() -> tuple[str, Iterable[object]]:
    """The address of somebody's feed, and what is in it."""
    from config import calendar  # noqa: PLC0415  # Django must stand first
    from people import calendars, clock  # noqa: PLC0415  # the same
    from tests import make  # noqa: PLC0415  # the same

    anna, room = make.user(), make.room()
    for number in range(EDITIONS):
        first = clock.today() + timedelta(days=20 * number + 10)
        make.enrolment(anna, make.edition(starts_on=first, sessions=DAYS, room=room))
    return f"/agenda/mijn/{calendars.new_feed_token(anna)}.ics", calendar.items_of(anna)


def _anew(browser: "Client", address: str) -> None:
    """As if none of its sessions, and no words of them, had been in anybody's feed before."""
    from people import ical  # noqa: PLC0415  # Django must stand first

    ical._written.cache_clear()
    ical._line.cache_clear()
    browser.get(address)


def _by_the_library(items: Iterable[object]) -> bytes:
    """The same facts, written by nothing but the library."""
    from icalendar import Calendar, Event  # noqa: PLC0415  # what is measured

    written = Calendar()
    for item in items:
        event, facts = Event(), vars(item)
        for name, fact in {
            "UID": facts["uid"],
            "SEQUENCE": facts["sequence"],
            "DTSTAMP": facts["changed_at"],
            "DTSTART": facts["starts_at"],
            "DTEND": facts["ends_at"],
            "SUMMARY": facts["title"],
            "STATUS": "CONFIRMED",
            "LOCATION": facts["place"],
            "DESCRIPTION": facts["text"],
            "URL": facts["url"],
            "CATEGORIES": [facts["category"]],
        }.items():
            event.add(name, fact)
        written.add_component(event)
    return bytes(written.to_ical())


def _milliseconds(*deeds: Callable[[], object]) -> list[float]:
    """Of each the fastest of so many times, in turns: what it takes when nothing else is in the way."""
    taken: list[list[float]] = [[] for _deed in deeds]
    for _time in range(TIMES):
        for deed, times in zip(deeds, taken, strict=True):
            started = time.perf_counter()
            deed()
            times.append(time.perf_counter() - started)
    return [min(times) * 1000 for times in taken]


if __name__ == "__main__":
    raise SystemExit(main())
