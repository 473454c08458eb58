"""Which courses, editions, rooms and trainers there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from courses.models import Course, Edition, Qualification, Room, Session, TrainerAssignment, Unavailability
from people.models import User
from people.text import folded


def courses_matching(words: str) -> QuerySet[Course]:
    """Published courses in which every one of `words` occurs, by title, each with its `days`."""
    courses = Course.objects.published().with_days().order_by("search_key")
    for word in folded(words).split():
        courses = courses.filter(search_key__contains=word)
    return courses


def with_places(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """`editions` as lists show them: course, sessions and where those are. Two queries in all."""
    sessions = Session.objects.select_related("room__location__area")
    return editions.select_related("course").prefetch_related(Prefetch("sessions", sessions))


def with_sessions(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """`editions` with what their pages show: course, sessions, rooms and trainers. Three queries in all."""
    sessions = Session.objects.select_related("room__location__area", "module").prefetch_related("trainers")
    return editions.select_related("course").prefetch_related(Prefetch("sessions", sessions))


def sessions_of(edition: Edition) -> QuerySet[Session]:
    """The sessions of `edition` with edition, room and trainers at hand. Three queries."""
    return edition.sessions.select_related("edition__course", "module", "room__location").prefetch_related(
        "assignments__trainer"
    )


def plenary_sessions(edition: Edition) -> QuerySet[Session]:
    """The sessions that everyone in `edition` attends, so without workshops to choose from. One query."""
    return edition.sessions.filter(by_choice=False).select_related("room__location")  # they know their edition


def rooms_for(kind: str, seats: int) -> QuerySet[Room]:
    """Rooms of `kind` that hold `seats` people, the tightest fit first."""
    fitting = Room.objects.filter(kind=kind, capacity__gte=seats)
    return fitting.select_related("location").order_by("capacity", "location__city", "name", "pk")


def trainers_for(qualification: Qualification | None) -> QuerySet[User]:
    """Persons who can teach it; without a qualification, everyone who can teach anything."""
    holders = User.objects.filter(is_active=True, qualifications__isnull=False)
    if qualification is not None:
        holders = holders.filter(qualifications=qualification)
    return holders.distinct()


def released_sessions(starts_at: datetime, ends_at: datetime, *, but: Edition | None = None) -> list[Session]:
    """Released sessions that share a moment with the span, with room and trainers. Two queries."""
    sessions = Session.objects.released().overlapping(starts_at, ends_at).exclude(edition=but)
    return list(sessions.select_related("edition__course", "room__location").prefetch_related("assignments__trainer"))


def unavailabilities(starts_at: datetime, ends_at: datetime) -> list[Unavailability]:
    """When rooms or trainers cannot be had within the span. One query."""
    overlapping = Unavailability.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    return list(overlapping.select_related("room__location", "trainer"))


def public_sessions(*, kind: str = "", area: str = "", since: date | None = None) -> QuerySet[Session]:
    """Sessions that everybody may see, of one kind of course or in one area if asked. Online belongs to no area."""
    sessions = Session.objects.filter(edition__in=Edition.objects.public())
    if kind:
        sessions = sessions.filter(edition__course__kind=kind)
    if area:
        sessions = sessions.filter(room__location__area__code=area)
    if since:
        sessions = sessions.filter(ends_at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    return sessions.select_related("edition__course", "room__location__area")


@dataclass(frozen=True)
class Run:
    """What one edition does on one day, in order of time."""

    edition: Edition
    sessions: list[Session]


@dataclass(frozen=True)
class AgendaDay:
    """A day on which something is on."""

    day: date
    runs: list[Run]

    @property
    def month(self) -> date:
        return self.day.replace(day=1)


def by_day(sessions: Iterable[Session]) -> list[AgendaDay]:
    """`sessions`, in order of time and with their edition at hand, by day and edition. No query."""
    days = groupby(sessions, key=lambda session: timezone.localdate(session.starts_at))
    return [AgendaDay(day, _runs(found)) for day, found in days]


def _runs(sessions: Iterable[Session]) -> list[Run]:
    runs: dict[int, Run] = {}
    for session in sessions:
        runs.setdefault(session.edition_id, Run(session.edition, [])).sessions.append(session)
    return list(runs.values())


def taught_sessions(user: User) -> QuerySet[Session]:
    """Released sessions that `user` teaches or is asked for. One query."""
    mine = TrainerAssignment.objects.coming().filter(trainer=user)
    return (
        Session.objects.released()
        .filter(pk__in=mine.values("session"))
        .select_related("edition__course", "room__location")
    )
