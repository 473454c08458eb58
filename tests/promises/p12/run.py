"""P12 Changes of the clock do no harm: page, feeds, offer and mail name the same moments, and 02:30 is refused.

Editions lie across three changes, by day and through the night. What the database holds is compared, to the second,
with what programs read that did not write it: four of them, and the offer and the agenda besides. Then the work that
returns is followed through both nights (`nights`), and a clock is set on and back while all are at it (`steps`).
"""

import json
import os
import re
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.promises import stage
from tests.promises.p12 import clock, nights, steps
from tests.promises.p13 import links
from tests.promises.stage import Person, Site

STANDS_AT = "2026-09-01"  # the domain clock: all three changes are ahead
CHANGES = [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]
TWICE_OR_NEVER = "de nacht waarin de klok verzet wordt"
HOURS = re.compile(r"(\d\d:\d\d)–(\d\d:\d\d)")  # noqa: RUF001  # as pages write it
DAY = timedelta(days=1)
Instants = dict[str, tuple[datetime, datetime]]


def main(db: str) -> str:
    """Keep the promise, then see it broken without its protections; the line of evidence."""
    os.environ["LEERLIJN_AS_OF"] = STANDS_AT
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.promises.p12.settings"
    stage.set_up()
    read = _what_is_read(db)
    del os.environ["LEERLIJN_AS_OF"]
    return f"P12 {db} {read} {_what_goes_on(db)} control=red"


def _what_is_read(db: str) -> str:
    (person,), codes = stage.people(1), [_edition(change) for change in CHANGES]
    planner, course = stage.planner(), _course()
    with stage.served() as site:
        for code in codes:
            if site.post(person, f"/uitvoeringen/{code}/inschrijven/")[0] != 302:
                raise AssertionError(f"P12 {db}: nobody could enrol in {code}")
        read = _feeds(site) | _secret_feeds(site, person, planner) | {"offer": _offer(site)} | _mails()
        hours = set(HOURS.findall(site.ask("GET", "/agenda/").page.decode()))
        refused = [_types_half_past_two(site, planner, course, change) for change in CHANGES]
    with stage.served("tests.promises.p12.control") as site:
        control = _feeds(site)
    held = _held()
    wrong = [name for name, instants in read.items() if instants != held]
    if wrong or hours != {("09:00", "17:00"), ("23:00", "05:00")} or not all(refused):
        raise AssertionError(f"P12 {db}: wrong for {wrong}; hours {hours}; 02:30 refused {refused}")
    off = sum(instants != held for instants in control.values())
    if not off:
        raise AssertionError(f"P12 {db}: the control is right in summer too")
    ical_js = "read" if any("ical_js" in name for name in read) else "left-out (no Node)"
    return (
        f"{len(held)} sessions, {len(CHANGES)} changes readings={len(read)} ical.js={ical_js} differences=0 "
        f"half-past-two-refused={len(refused)} control-readings-off={off}"
    )


def _what_goes_on(db: str) -> str:
    """Jobs through both nights, and a clock that is set; each with its control."""
    stage.rows(steps.RUNS)
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home, clock.shared(Path(home) / "clock") as hands:
        turns, reminded = nights.through(hands, Path(home))
        kept = steps.stepped(hands)
        forgotten, again = nights.forgetful(hands, Path(home)), steps.impatient(hands)
    early, late = ([count for name, count in reminded.items() if name.endswith(word)] for word in ("early", "late"))
    if turns.wrong or early != [0, 1] or late != [1, 2]:
        raise AssertionError(f"P12 {db}: turns {turns.wrong}, reminded {reminded}")
    if set(kept.tokens) != {200} or (kept.runs, kept.lost, kept.names) != (len(steps.STEPS), 0, 0):
        raise AssertionError(f"P12 {db}: {kept}")
    if not forgotten or again <= 1:
        raise AssertionError(f"P12 {db}: the controls do well too: {forgotten}, {again} runs of one task")
    return (
        f"nights={len(nights.NIGHTS)} turns={turns.turns} missed-or-double=0 reminded-at-the-hour={len(late)} "
        f"steps={len(steps.STEPS)} tokens-open={len(kept.tokens)} tasks-run={kept.runs}/{len(steps.STEPS)} "
        f"mails-lost=0 mails-repeated={kept.repeated} control-turns-wrong={len(forgotten)} control-one-task-run={again}"
    )


def _edition(change: date) -> str:
    """Three days around a change, and the night itself."""
    from tests import make  # noqa: PLC0415  # Django must stand first

    edition = make.edition(starts_on=change - DAY, sessions=3, ends_on=change + DAY, room=make.room())
    edition.sessions.filter(starts_at=make.at(change, 9)).update(
        starts_at=make.at(change - DAY, 23), ends_at=make.at(change, 5)
    )
    return edition.code


def _course() -> tuple[str, int]:
    """A course to plan: its address, and its one pattern session."""
    from tests import make  # noqa: PLC0415  # Django must stand first

    course = make.course()
    return course.slug, make.pattern_session(course).pk


def _held() -> Instants:
    """What the database says, by plain SQL."""
    rows = stage.rows("SELECT uid, starts_at, ends_at FROM courses_session")
    return {str(uid): (_moment(begin), _moment(end)) for uid, begin, end in rows}


def _moment(stored: object) -> datetime:
    """PostgreSQL gives a moment, SQLite its text in UTC."""
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _feeds(site: Site) -> dict[str, Instants]:
    """The public feed, in the eyes of each reader."""
    from tests.calendar_readers import READERS  # noqa: PLC0415  # Django must stand first

    content = site.ask("GET", "/agenda/leerlijn.ics").page
    return {read.__name__: read(content) for read in READERS}


def _secret_feeds(site: Site, person: Person, planner: Person) -> dict[str, Instants]:
    """The private feed of who has a seat in all, and the feeds of all rooms together, in the eyes of each reader."""
    from courses.models import Room  # noqa: PLC0415  # Django must stand first
    from tests.calendar_readers import READERS  # noqa: PLC0415  # the same

    own = links.Link(person, "/mijn/agenda/", "", "mijn")
    rooms = [links.Link(planner, f"/planning/zalen/{room.pk}/", "", "zaal") for room in Room.objects.all()]
    files = {"own": [own], "rooms": rooms}
    read: dict[str, Instants] = {}
    for name, sort in files.items():
        contents = [site.ask("GET", link.at(link.new(site))).page for link in sort]
        for reader in READERS:
            instants = {uid: when for content in contents for uid, when in reader(content).items()}
            read[f"{name} {reader.__name__}"] = instants
    return read


def _mails() -> dict[str, Instants]:
    """The invitations that wait to be sent, in the eyes of each reader."""
    from people import ical  # noqa: PLC0415  # Django must stand first
    from people.models import Message  # noqa: PLC0415  # the same
    from tests.calendar_readers import READERS  # noqa: PLC0415  # the same

    told = [one for message in Message.objects.all() for one in message.calendar or []]
    parts = [ical.invitation(one, attendee="anna@example.org") for one in told]
    return {f"mail {read.__name__}": {k: v for part in parts for k, v in read(part).items()} for read in READERS}


def _offer(site: Site) -> Instants:
    data = json.loads(site.ask("GET", "/aanbod.json").page)
    editions = [edition for course in data["courses"] for edition in course["editions"]]
    return {
        one["uid"]: (_moment(one["starts_at"]), _moment(one["ends_at"]))
        for edition in editions
        for one in edition["sessions"]
    }


def _types_half_past_two(site: Site, planner: Person, course: tuple[str, int], night: date) -> bool:
    """Whether a planner who types an hour that is not there, or there twice, is told so and nothing was kept."""
    slug, pattern = course
    head = {"first_day": f"{night}", "delivery": "classroom", "capacity": "9", "minimum": "0", "deed": "save"}
    row = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-pattern": f"{pattern}", "form-0-room": ""}
    hours = {"form-0-day": f"{night}", "form-0-starts": "02:30", "form-0-ends": "04:00"}
    reply = site.ask("POST", f"/planning/nieuw/{slug}/", session=planner.session, **head, **row, **hours)
    return reply.status == 400 and TWICE_OR_NEVER in reply.page.decode()
