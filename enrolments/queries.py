"""Which enrolments there are, who sits where, and what is free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from courses import queries as course_queries
from courses.models import Course, Edition, Session, TrainerAssignment
from enrolments.models import ACTIVE, SEATED, TAKEN, Enrolment, Status
from people import clock
from people.models import Organisation, Role, User


@dataclass(frozen=True)
class Standing:
    """How an edition stands: how many sit in which module, whether anybody waits, which number came last."""

    taken: dict[int | None, int]  # module pk -> seats taken; None: the whole edition
    somebody_waits: bool
    last_number: int
    already_in: bool  # the person asked about has a seat or a place in line

    def free(self, edition: Edition, sessions: Iterable[Session]) -> int:
        """How many more people can follow the whole edition: the fewest free in any of its sessions.

        Workshops that people choose have seats of their own and are left out. E-learning has no sessions and
        counts as one. Source: docs/glossary.md, "seat".
        """
        everywhere, of_module = self.taken.get(None, 0), {**self.taken, None: 0}
        left = [
            (session.capacity or edition.capacity) - everywhere - of_module.get(session.module_id, 0)
            for session in sessions
            if not session.by_choice
        ]
        return max(0, min(left, default=edition.capacity - sum(self.taken.values())))


def standing(edition: Edition, user: User | None = None) -> Standing:
    """How `edition` stands, and whether `user` is in it. One query; under the lock of the edition it is the truth."""
    own = Count("pk", filter=Q(user=user, status__in=ACTIVE))
    by_module = Enrolment.objects.filter(edition=edition).order_by().values_list("status", "modules")
    rows = by_module.annotate(people=Count("pk"), last=Max("number"), own=own)
    taken: dict[int | None, int] = defaultdict(int)
    for status, module, people, _last, _own in rows:
        taken[module] += people if status in TAKEN else 0
    return Standing(
        taken=dict(taken),
        somebody_waits=any(row[0] == Status.WAITING for row in rows),
        last_number=max((row[3] for row in rows), default=0),
        already_in=any(row[4] for row in rows),
    )


def free_seats(edition: Edition) -> int:
    """How many more people can follow the whole of `edition`. Two queries."""
    return standing(edition).free(edition, edition.sessions.all())


def heads_by_edition(editions: Iterable[Edition]) -> dict[int, tuple[int, int, int]]:
    """For lists: edition pk -> seats taken, how many of those by a request, and how many people wait. One query.

    Whoever follows some modules only counts as one; the edition page counts per session.
    """
    enrolments = Enrolment.objects.filter(edition__in=[edition.pk for edition in editions]).order_by()
    counted = enrolments.values("edition").annotate(
        taken=Count("pk", filter=Q(status__in=TAKEN)),
        requested=Count("pk", filter=Q(status=Status.REQUESTED)),
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
    )
    rows = counted.values_list("edition", "taken", "requested", "waiting")
    return {edition: (taken, requested, waiting) for edition, taken, requested, waiting in rows}


def active_enrolment(user: User, edition: Edition) -> Enrolment | None:
    """The seat of `user` in `edition`, or the place on its waiting list. One query."""
    mine = Enrolment.objects.active().filter(user=user, edition=edition)
    return mine.select_related("edition__course", "user", "organisation").first()


def waiting_list(edition: Edition) -> QuerySet[Enrolment]:
    """Who waits, in order: the lowest number first."""
    return (
        Enrolment.objects.filter(edition=edition, status=Status.WAITING)
        .order_by("number")
        .select_related("user", "organisation")
    )


def place_in_line(enrolment: Enrolment) -> int:
    """1 for who is next. One query."""
    return waiting_list(enrolment.edition).filter(number__lt=enrolment.number).count() + 1


def places_in_line(waiting: Iterable[Enrolment]) -> dict[int, int]:
    """Place in line per waiting enrolment: pk -> 1 for who is next. One query."""
    ahead = Enrolment.objects.filter(
        edition=OuterRef("edition"), status=Status.WAITING, number__lt=OuterRef("number")
    ).order_by()
    counted = ahead.values("edition").annotate(n=Count("pk")).values("n")
    wanted = Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in waiting])
    return {pk: n + 1 for pk, n in wanted.values_list("pk", Coalesce(Subquery(counted), 0))}


def clashing_sessions(user: User, edition: Edition) -> QuerySet[Session]:
    """Sessions `user` already attends, asked to attend or teaches that overlap a session of `edition`.

    Touching is not overlapping: 9-10 h and 10-11 h go together. One query.
    """
    plenary = edition.sessions.filter(by_choice=False)
    overlap = plenary.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    attended = Q(_follows(user, Status.REQUESTED, Status.ENROLLED), by_choice=False)
    teaching = TrainerAssignment.objects.coming().filter(trainer=user)
    own = Session.objects.released().filter(attended | Q(pk__in=teaching.values("session")))
    return own.exclude(edition=edition).filter(Exists(overlap))


def _follows(user: User, *statuses: str) -> Exists:
    """For a session: `user` follows it, by an enrolment that stands so. Without modules that is the whole edition."""
    of_session = Q(modules=None) | Q(modules=OuterRef("module"))
    return Exists(Enrolment.objects.filter(of_session, user=user, status__in=statuses, edition=OuterRef("edition")))


def enrolments_of(user: User) -> QuerySet[Enrolment]:
    """Everything `user` is or was enrolled in, the newest edition first, with what its page shows. Two queries."""
    own = Enrolment.objects.filter(user=user).select_related("edition__course", "organisation")
    sessions = Prefetch("edition__sessions", Session.objects.select_related("room__location"))
    return own.prefetch_related(sessions).order_by("-edition__starts_on", "-number")


def attended_sessions(user: User) -> QuerySet[Session]:
    """Released sessions that `user` has a seat in, over the past three months and ahead. One query.

    A request is no seat yet, so no calendar shows it.
    """
    since = clock.now() - timedelta(days=92)
    sessions = Session.objects.released().filter(_follows(user, *SEATED), by_choice=False)
    return sessions.filter(ends_at__gte=since).select_related("edition__course", "room__location")


def announced_editions(today: date) -> QuerySet[Edition]:
    """Public editions that are not over, nor called off: the next to begin first, those under way last."""
    ended = [Edition.Status.COMPLETED, Edition.Status.CANCELLED]
    announced = Edition.objects.public().exclude(status__in=ended).filter(ends_on__gte=today)
    has_begun = Case(When(starts_on__lt=today, then=1), default=0)
    return course_queries.with_places(announced).order_by(has_begun, "starts_on", "code")


def editions_open_to(reader: User | None) -> QuerySet[Edition]:
    """What `reader` may open: what everybody may see, and whatever the own enrolment, or one that the reader may
    see, is in; also when its course has left the offer."""
    seen = Edition.objects.visible_to(reader)
    if reader is None:
        return seen
    followed = Enrolment.objects.visible_to(reader).filter(edition=OuterRef("pk"))
    return seen | Edition.objects.filter(Exists(followed))


@dataclass(frozen=True)
class Wish:
    """What somebody looks for in the catalogue; empty means everything."""

    words: str = ""
    kind: str = ""
    target_group: str = ""
    area: str = ""  # an area's code, or "online"
    since: date | None = None
    only_free: bool = False

    @property
    def asks_for_editions(self) -> bool:
        """Whether a course without a fitting edition should be left out."""
        return bool(self.area or self.since or self.only_free)


@dataclass(frozen=True)
class OfferedEdition:
    """An edition in a list on day `today`: seats taken, how many of those by a request, how many people wait."""

    edition: Edition
    taken: int
    requested: int
    waiting: int
    today: date

    @property
    def free(self) -> int:
        return max(0, self.edition.capacity - self.taken)

    @property
    def is_open(self) -> bool:
        return self.edition.accepts_enrolments(self.today)

    @property
    def opens_later(self) -> bool:
        return self.today < self.edition.enrol_from

    @property
    def has_begun(self) -> bool:
        return self.edition.starts_on < self.today or self.edition.status == Edition.Status.RUNNING

    @property
    def has_seat(self) -> bool:
        """Whoever enrols now gets a seat; a freed seat goes to the waiting list first."""
        return self.is_open and self.free > 0 and not self.waiting

    @property
    def is_too_small(self) -> bool:
        """Fewer people than the minimum, while that still matters."""
        return self.taken < self.edition.minimum and self.edition.status == Edition.Status.PUBLISHED


@dataclass(frozen=True)
class Offer:
    """A course in the catalogue, with its editions that fit."""

    course: Course
    editions: list[OfferedEdition]


def offers(wish: Wish, today: date) -> list[Offer]:
    """The courses that fit `wish`, with their announced editions. Five queries."""
    courses = course_queries.courses_matching(wish.words)
    if wish.kind:
        courses = courses.filter(kind=wish.kind)
    if wish.target_group:
        courses = courses.filter(target_groups__code=wish.target_group)
    found = list(courses.prefetch_related("target_groups"))
    editions = _with_seats(_fitting(announced_editions(today).filter(course__in=found), wish), today)
    if wish.only_free:
        editions = [edition for edition in editions if edition.has_seat]
    offered = [Offer(course, [e for e in editions if e.edition.course_id == course.pk]) for course in found]
    return [offer for offer in offered if offer.editions or not wish.asks_for_editions]


def editions_of(course: Course, today: date) -> list[OfferedEdition]:
    """The announced editions of `course` with their seats. Three queries."""
    return _with_seats(announced_editions(today).filter(course=course), today)


def planned(today: date) -> list[OfferedEdition]:
    """Editions that are not over, concepts included, in order of time, with their seats. Three queries."""
    return _with_seats(course_queries.with_places(Edition.objects.filter(ends_on__gte=today)), today)


def next_offered(today: date, *, limit: int) -> list[OfferedEdition]:
    """The first editions to come, with their seats. Three queries."""
    return _with_seats(announced_editions(today).filter(starts_on__gte=today)[:limit], today)


def _fitting(editions: QuerySet[Edition], wish: Wish) -> QuerySet[Edition]:
    if wish.area == "online":
        editions = editions.filter(delivery__in=[Edition.Delivery.WEBINAR, Edition.Delivery.E_LEARNING])
    elif wish.area:
        there = Session.objects.filter(room__location__area__code=wish.area)
        editions = editions.filter(pk__in=there.values("edition"))
    return editions.filter(starts_on__gte=wish.since) if wish.since else editions


def _with_seats(editions: QuerySet[Edition], today: date) -> list[OfferedEdition]:
    found = list(editions)
    heads = heads_by_edition(found)
    return [OfferedEdition(edition, *heads.get(edition.pk, (0, 0, 0)), today=today) for edition in found]


def enrolments_of_colleagues(user: User) -> QuerySet[Enrolment]:
    """Enrolments for the organisations `user` is training contact of, and of whom `user` manages. One query."""
    theirs = Enrolment.objects.filter(Q(organisation__in=user.contact_for) | Q(manager=user)).exclude(user=user)
    return theirs.select_related("edition__course", "user", "organisation").order_by("edition__starts_on", "number")


@dataclass(frozen=True)
class Colleagues:
    """The enrolments of one organisation's people: ahead in order of time, the others the latest first."""

    organisation: Organisation | None
    ahead: list[Enrolment]
    past: list[Enrolment]


def colleagues(user: User, today: date, *, past: int) -> list[Colleagues]:
    """What `user` may see of the own people, by organisation; at most so many `past`. Two queries.

    Over, withdrawn and called off are past. A training contact sees every own organisation, also when nobody goes.
    """
    theirs = enrolments_of_colleagues(user)
    coming = Q(status__in=ACTIVE, edition__ends_on__gte=today)
    ahead = list(theirs.filter(coming))
    rest = list(theirs.exclude(coming).order_by("-edition__starts_on", "number")[:past])
    own = {grant.organisation for grant in user.grants if grant.role == Role.TRAINING_CONTACT}
    found = own | {enrolment.organisation for enrolment in (*ahead, *rest)}
    return [
        Colleagues(
            organisation,
            [enrolment for enrolment in ahead if enrolment.organisation == organisation],
            [enrolment for enrolment in rest if enrolment.organisation == organisation],
        )
        for organisation in sorted(found, key=lambda one: (one is None, str(one)))
    ]
