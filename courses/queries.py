"""Which courses, editions, rooms and trainers there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.db.models import Count, Exists, IntegerField, Min, Prefetch, Q, QuerySet
from django.utils import timezone

from courses.models import Course, Edition, Qualification, Room, Session, TrainerAssignment, Unavailability
from people.models import User
from people.prepared import Given, PreparedObjects
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
    """`editions` with what their pages show: course, sessions, rooms and coming trainers. Three queries in all."""
    assignments = Prefetch("assignments", TrainerAssignment.objects.coming().select_related("trainer"))
    sessions = Session.objects.select_related("room__location__area", "module").prefetch_related(assignments)
    return editions.select_related("course").prefetch_related(Prefetch("sessions", sessions))


def sessions_of(edition: Edition) -> QuerySet[Session]:
    """The sessions of `edition` with edition, room and trainers at hand. Three queries."""
    return with_all(edition.sessions.all())


def with_all(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """`sessions` with edition, room and trainers at hand. Three queries in all."""
    return sessions.select_related("edition__course", "module", "room__location").prefetch_related(
        "assignments__trainer"
    )


def all_sessions(edition: Edition) -> list[Session]:
    """The sessions of `edition` in their order, workshops among them; they know their edition. One query."""
    sessions = _ALL_SESSIONS.found(edition=edition.pk)
    for session in sessions:
        session.edition = edition
    return sessions


_ALL_SESSIONS = PreparedObjects(
    lambda: Session.objects.filter(edition=Given("edition", IntegerField())).select_related("room__location")
)


def plenary_sessions(edition: Edition) -> QuerySet[Session]:
    """The sessions that everyone in `edition` attends, so without workshops to choose from. One query."""
    return edition.sessions.filter(by_choice=False).select_related("room__location")  # they know their edition


def rooms_for(kind: str, seats: int) -> QuerySet[Room]:
    """Rooms of `kind` that hold `seats` people, the tightest fit first."""
    fitting = Room.objects.filter(kind=kind, capacity__gte=seats)
    return fitting.select_related("location").order_by("capacity", "location__city", "name", "pk")


def rooms_with_what_comes(now: datetime) -> QuerySet[Room]:
    """All rooms, each with `coming`, the number of sessions that are not over, and `next_at`, when the first is.

    Concepts count, what was called off does not. One query.
    """
    on = ~Q(sessions__edition__status=Edition.Status.CANCELLED)
    coming = on & Q(sessions__ends_at__gt=now)
    rooms = Room.objects.select_related("location")
    return rooms.annotate(coming=Count("sessions", filter=coming), next_at=Min("sessions__starts_at", filter=coming))


def occupation(room: Room, since: datetime) -> list[Session | Unavailability]:
    """What `room` is planned for, and when it cannot be had, from what ends after `since` on, in order of time.

    Concepts are among it, and what was called off. Two queries.
    """
    sessions = sessions_in(room, since).select_related("edition__course")
    return sorted([*sessions, *closures(room, since)], key=lambda one: (one.starts_at, one.pk))


def sessions_in(room: Room, since: datetime) -> QuerySet[Session]:
    """What is planned in `room` and ends after `since`; concepts, and what was called off, are among it."""
    return Session.objects.filter(room=room, ends_at__gt=since)


def closures(room: Room, since: datetime) -> QuerySet[Unavailability]:
    """When `room` cannot be had, from what ends after `since` on."""
    return Unavailability.objects.filter(room=room, ends_at__gt=since)


def unchanged(sessions: Iterable[Session]) -> list[Exists]:
    """Conditions: each of `sessions` is still as it was read."""
    return [Exists(Session.objects.filter(pk=one.pk, sequence=one.sequence)) for one in sessions]


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
    """Sessions on offer to everybody, of one kind of course or in one area if asked. Online belongs to no area."""
    sessions = Session.objects.filter(edition__in=Edition.objects.offered())
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


def unanswered(today: date) -> QuerySet[TrainerAssignment]:
    """Trainers who were asked for a session of an announced edition from `today` on, and did not answer yet.

    Who is asked, by `trainer`, with session and edition at hand; `asked_at` says since when. One query.
    """
    asked = TrainerAssignment.objects.filter(status=TrainerAssignment.Status.ASKED)
    return _ahead(asked, today)


def declined(today: date) -> QuerySet[TrainerAssignment]:
    """Sessions ahead for which a trainer was asked who cannot come; until a planner takes that one off. One query."""
    return _ahead(TrainerAssignment.objects.filter(status=TrainerAssignment.Status.DECLINED), today)


def _ahead(assignments: QuerySet[TrainerAssignment], today: date) -> QuerySet[TrainerAssignment]:
    status = Edition.Status
    announced = [status.PUBLISHED, status.CONFIRMED, status.RUNNING]
    ahead = assignments.filter(session__starts_at__date__gte=today, session__edition__status__in=announced)
    shown = ahead.select_related("session__edition__course", "session__room__location", "trainer")
    return shown.order_by("session__starts_at", "pk")


def taught(user: User | Given) -> QuerySet[TrainerAssignment]:
    """The released sessions that `user` teaches or is asked for, each with the answer. One query."""
    mine = TrainerAssignment.objects.coming().released().filter(trainer=user)
    return mine.select_related("session__edition__course", "session__room__location")
