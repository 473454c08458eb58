"""Sessions as calendar items."""

import json
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Expression, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import JSONArray
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import queries
from courses.models import Course, Edition, Room, Session, TrainerAssignment, Unavailability
from people.ical import CalendarItem, Item
from people.models import User
from people.prepared import Given, Prepared
from people.text import spoken


def feed_start(today: date) -> date:
    """How far back feeds go: a quarter, so that a calendar keeps what was just held."""
    return today - timedelta(days=92)


class SessionFacts(NamedTuple):
    """What of a session can stand in a calendar. Each field is the path that it is read by."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    title_en: str
    online_url: str
    edition__code: str
    edition__status: str
    edition__course__kind: str
    edition__course__title: str
    edition__course__title_en: str
    room__name: str | None
    room__location__name: str | None
    room__location__address: str | None
    room__location__city: str | None


class Reader(Enum):
    """To whom a session is shown; who takes part also reads the online address."""

    ANYBODY = "anybody"
    PARTICIPANT = "participant"
    ASKED = "asked"  # as a trainer, and did not answer yet
    TRAINER = "trainer"
    PLANNER = "planner"


TAKES_PART = (Reader.PARTICIPANT, Reader.ASKED, Reader.TRAINER)


class SessionItem(NamedTuple):
    """A session in the calendar of a reader (`people.ical.Item`): made of this text, and of nothing else."""

    told: str

    def item(self) -> CalendarItem:
        reader, *facts = json.loads(self.told)
        return _item(_read(facts), Reader(reader))


def told(reader: Expression, session: str = "") -> JSONArray:
    """What is told of a session: the `reader` and all facts, put together by the database, in one text.

    For one that has nothing new to say that is all that is done. `session` is the path to it, when that is not empty.
    """
    return JSONArray(reader, *(f"{session}{path}" for path in SessionFacts._fields), output_field=TextField())


def _read(facts: list[Any]) -> SessionFacts:
    """The facts in what was told."""
    found = SessionFacts(*facts)
    times: dict[str, Any] = {name: _moment(getattr(found, name)) for name in ("starts_at", "ends_at", "changed_at")}
    return found._replace(**times)


def _moment(told: str) -> datetime:
    moment = datetime.fromisoformat(told)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # SQLite keeps no zone, and all in UTC


def shown(sessions: QuerySet[Session], reader: Reader) -> QuerySet[Session, tuple[str]]:
    """What is told of `sessions` in the calendar of `reader`."""
    return sessions.values_list(told(Value(reader.value)))


def items(sessions: QuerySet[Session], reader: Reader) -> list[SessionItem]:
    """`sessions` in the calendar of `reader`. One query."""
    return [SessionItem(*row) for row in shown(sessions, reader)]


def item(session: Session, reader: Reader = Reader.ANYBODY) -> CalendarItem:
    """`session` in the calendar of `reader`. Needs `edition__course` and `room__location` at hand; no query."""
    return _item(_facts_of(session), reader)


def place(session: Session) -> str:
    """Where it is, in words: room and location, or online."""
    return _place(_facts_of(session))


def _facts_of(session: Session) -> SessionFacts:
    return SessionFacts(*(_follow(session, path) for path in SessionFacts._fields))


def _follow(thing: Any, path: str) -> Any:
    for step in path.split("__"):
        thing = getattr(thing, step, None)
    return thing


def _item(facts: SessionFacts, reader: Reader) -> CalendarItem:
    for_planner = reader is Reader.PLANNER
    name = "courses:planned_edition" if for_planner else "enrolments:edition"
    return CalendarItem(
        uid=facts.uid,
        sequence=facts.sequence,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        changed_at=facts.changed_at,
        title=_title(facts, reader),
        place=(facts.room__name or "") if for_planner else _place(facts),
        text=_text(facts, with_address=reader in TAKES_PART),
        url=f"{settings.ADDRESS}{reverse(name, args=[facts.edition__code])}",
        category=str(Course.Kind(facts.edition__course__kind).label),
        cancelled=facts.edition__status == Edition.Status.CANCELLED,
        tentative=facts.edition__status == Edition.Status.CONCEPT or reader is Reader.ASKED,
    )


def _title(facts: SessionFacts, reader: Reader) -> str:
    course = spoken(facts.edition__course__title, facts.edition__course__title_en)
    title = f"{course}: {spoken(facts.title, facts.title_en)}"
    if reader in (Reader.ASKED, Reader.TRAINER):
        return f"{_('Docent')}: {title}"
    if reader is Reader.PLANNER and facts.edition__status == Edition.Status.CONCEPT:
        return _("Concept: %(title)s") % {"title": title}
    if reader is Reader.PLANNER and facts.edition__status == Edition.Status.CANCELLED:
        return _("Vervallen: %(title)s") % {"title": title}
    return title


def _place(facts: SessionFacts) -> str:
    if facts.room__name is None:
        return _("Online")
    parts = (facts.room__name, facts.room__location__name, facts.room__location__address, facts.room__location__city)
    return ", ".join(part for part in parts if part)


def _text(facts: SessionFacts, *, with_address: bool) -> str:
    text = _("Uitvoering %(code)s.") % {"code": facts.edition__code}
    if with_address and facts.online_url:
        text += "\n" + _("Online: %(url)s") % {"url": facts.online_url}
    return text


def of_room(room: Room, now: datetime) -> list[Item]:
    """What `room` is in use for, to planners: concepts with a question mark, what was called off as cancelled.

    Nobody is named. Two queries.
    """
    since = timezone.make_aware(datetime.combine(feed_start(timezone.localdate(now)), time.min))
    used = items(queries.sessions_in(room, since), Reader.PLANNER)
    return [*used, *(_closed(one, room) for one in queries.closures(room, since))]


def _closed(absence: Unavailability, room: Room) -> CalendarItem:
    why = f": {absence.reason}" if absence.reason else ""
    return CalendarItem(
        uid=f"dicht-{absence.pk}@leerlijn",
        sequence=0,  # a reader of feeds goes by the last answer; nothing of it is mailed
        starts_at=absence.starts_at,
        ends_at=absence.ends_at,
        changed_at=absence.starts_at,
        title=_("Niet beschikbaar") + why,
        place=room.name,
    )


def calendar_items(user: User) -> list[SessionItem]:
    """What `user` teaches or is asked for, for the private calendar. One query."""
    return [SessionItem(*row) for row in TAUGHT.rows(user=user.pk)]


def _taught() -> QuerySet[TrainerAssignment, tuple[str]]:
    asked = When(status=TrainerAssignment.Status.ASKED, then=Value(Reader.ASKED.value))
    reader = Case(asked, default=Value(Reader.TRAINER.value))
    taught = queries.taught(Given("user", IntegerField()))
    return taught.order_by("session").values_list(told(reader, "session__"))


TAUGHT = Prepared(_taught)
