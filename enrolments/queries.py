"""Which enrolments there are, who sits where, and what is free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from courses import queries as course_queries
from courses.models import Course, Edition, Session, TrainerAssignment
from enrolments.models import ACTIVE, SEATED, TAKEN, Enrolment, EnrolmentChange, Invited, SeatReservation, Status
from enrolments.seats import queries as seat_queries
from enrolments.seats.counting import Claim, Kept, Seats
from people import clock
from people.models import Organisation, Role, User
from people.prepared import Given, Prepared


@dataclass(frozen=True)
class Standing:
    """How an edition stands: how many sit in which module, what is kept, whether anybody waits, the last number."""

    taken: dict[int | None, int]  # module pk -> seats taken; None: the whole edition
    somebody_waits: bool
    last_number: int
    already_in: bool  # the person asked about has a seat or a place in line
    was_in: bool  # or had one, or asked for it
    kept: tuple[Kept, ...] = ()

    def seats(self, edition: Edition, sessions: Iterable[Session]) -> Seats:
        return Seats(edition, sessions, self.taken, self.kept)

    def free(self, edition: Edition, sessions: Iterable[Session]) -> int:
        """How many more people, for whom nothing is kept, can follow the whole edition."""
        return self.seats(edition, sessions).free()


def standing(edition: Edition, user: User | None = None, *, on: date | None = None) -> Standing:
    """How `edition` stands, and whether `user` is in it; under the lock of the edition it is the truth.

    Kept is what is kept today, unless `on` is given. One query; one more where seats are kept.
    """
    day = on or clock.today()
    rows = _STANDING.rows(edition=edition.pk, user=user.pk if user else None, day=day)
    taken: dict[int | None, int] = defaultdict(int)
    used: dict[int | None, dict[int | None, int]] = defaultdict(lambda: defaultdict(int))
    for status, module, reservation, people, *_rest in rows:
        if status in TAKEN:
            taken[module] += people
            used[reservation][module] += people
    kept = seat_queries.holding(edition, day, user) if any(row[7] for row in rows) else []
    return Standing(
        taken=dict(taken),
        somebody_waits=any(row[0] == Status.WAITING for row in rows),
        last_number=max((row[4] or 0 for row in rows), default=0),
        already_in=any(row[5] for row in rows),
        was_in=any(row[6] for row in rows),
        kept=tuple(Kept(one, dict(used[one.pk]), one.has_user) for one in kept),
    )


def _standing() -> QuerySet[Edition, tuple[Any, ...]]:
    """By status, module and reservation: people, the last number, whether one person is or was in it, and whether
    seats are kept. Prepared, because hundreds wait for its answer at once."""
    edition, user, day = Given("edition", IntegerField()), Given("user", IntegerField()), Given("day", DateField())
    holds = Exists(SeatReservation.objects.filter(edition=edition).holding(day))
    own = Count("enrolments", filter=Q(enrolments__user=user, enrolments__status__in=ACTIVE))
    ever = Count("enrolments", filter=Q(enrolments__user=user))
    here = Edition.objects.filter(pk=edition).order_by()  # a row also when nobody is in it
    groups = here.values_list("enrolments__status", "enrolments__modules", "enrolments__reservation")
    last = Max("enrolments__number")
    return groups.annotate(people=Count("enrolments"), last=last, own=own, ever=ever, holds=holds)


_STANDING = Prepared(_standing)


def has_material(reader: User | None, edition: Edition) -> bool:
    """There is material for `reader`, who has or had a seat. At most one query."""
    if reader is None or not edition.materials_url:
        return False
    return Enrolment.objects.seated().filter(user=reader, edition=edition).exists()


def free_seats(edition: Edition) -> int:
    """How many more people, for whom nothing is kept, can follow the whole of `edition`. At most three queries."""
    return standing(edition).free(edition, edition.sessions.all())


def heads_by_edition(editions: Iterable[Edition]) -> dict[int, tuple[int, int, int, int]]:
    """For lists: edition pk -> seats taken, of those by a request and by an offer, and how many people wait. One query.

    Whoever follows some modules only counts as one; the edition page counts per session.
    """
    enrolments = Enrolment.objects.filter(edition__in=[edition.pk for edition in editions]).order_by()
    counted = enrolments.values("edition").annotate(
        taken=Count("pk", filter=Q(status__in=TAKEN)),
        requested=Count("pk", filter=Q(status=Status.REQUESTED)),
        offered=Count("pk", filter=Q(status=Status.OFFERED)),
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
    )
    rows = counted.values_list("edition", "taken", "requested", "offered", "waiting")
    return {edition: (taken, requested, offered, waiting) for edition, taken, requested, offered, waiting in rows}


def active_enrolment(user: User, edition: Edition) -> Enrolment | None:
    """The seat of `user` in `edition`, or the place on its waiting list. One query."""
    return Enrolment.objects.active().filter(user=user, edition=edition).explained().first()


def latest_enrolment(user: User, edition: Edition) -> Enrolment | None:
    """The last time that `user` came into `edition`, however it stands now. One query.

    Its number does not say which that was: a substitute has the number of the seat.
    """
    mine = Enrolment.objects.filter(user=user, edition=edition).explained()
    return mine.order_by("-enrolled_at", "-pk").first()


def waiting_list(edition: Edition) -> QuerySet[Enrolment]:
    """Who waits, in order: the lowest number first."""
    return (
        Enrolment.objects.filter(edition=edition, status=Status.WAITING)
        .order_by("number")
        .select_related("user", "organisation")
    )


def who_waits(edition: Edition, kept: Iterable[Kept]) -> list[tuple[Enrolment, Claim]]:
    """The waiting list in order, each with what they ask. Two queries, and one for each kept cohort."""
    return seat_queries.claims(waiting_list(edition).prefetch_related("modules"), kept)


@dataclass(frozen=True)
class InLine:
    """Where somebody waits: 1 is next. `among_own` counts only those who come for the same organisation."""

    place: int
    among_own: int
    seats_are_kept: bool


def in_line(waiting: Iterable[Enrolment]) -> dict[int, InLine]:
    """Where each of `waiting` stands in the line of their edition, by pk. One query."""
    wanted, today = [enrolment.pk for enrolment in waiting], clock.today()
    rows: Iterable[Any] = (
        _ONE_IN_LINE.rows(pk=wanted[0], today=today) if len(wanted) == 1 else _in_line(Q(pk__in=wanted), today)
    )
    return {pk: InLine(place + 1, among_own + 1, bool(kept)) for pk, place, among_own, kept in rows}


def _in_line(wanted: Q, today: date | Given) -> QuerySet[Enrolment, tuple[Any, ...]]:
    ahead = Enrolment.objects.filter(
        edition=OuterRef("edition"), status=Status.WAITING, number__lt=OuterRef("number")
    ).order_by()
    of_own = ahead.filter(organisation=OuterRef("organisation"))
    holds = Exists(SeatReservation.objects.filter(edition=OuterRef("edition")).holding(today))
    return Enrolment.objects.filter(wanted).values_list("pk", _counted(ahead), _counted(of_own), holds)


# Who comes to stand in line is told where, while others wait to be told the same.
_ONE_IN_LINE = Prepared(lambda: _in_line(Q(pk=Given("pk", IntegerField())), Given("today", DateField())))


def _counted(enrolments: QuerySet[Enrolment]) -> Coalesce:
    return Coalesce(Subquery(enrolments.values("edition").annotate(n=Count("pk")).values("n")), 0)


def about_to_begin(today: date) -> QuerySet[Enrolment]:
    """Who has a seat in an announced edition that begins within some days, but not on `today` itself, and was not told
    so shortly ago; with the sessions, of which everyone attends some. Two queries.
    """
    plenary = Session.objects.filter(by_choice=False)
    just_told = EnrolmentChange.objects.filter(enrolment=OuterRef("pk"), at__gt=clock.now() - settings.MAIL_REST)
    seated = Enrolment.objects.filter(
        Exists(plenary.filter(edition=OuterRef("edition"))),
        ~Exists(just_told),
        status=Status.ENROLLED,
        edition__status__in=[Edition.Status.PUBLISHED, Edition.Status.CONFIRMED],
        edition__starts_on__gt=today,
        edition__starts_on__lte=today + settings.START_REMINDER,
    )
    found = seated.select_related("user", "edition__course").order_by("edition__starts_on", "edition", "number")
    return found.prefetch_related(Prefetch("edition__sessions", Session.objects.select_related("room__location")))


def missing_course(user: User, course: Course) -> Course | None:
    """What `user` must complete before `course` and has not. One query where something is asked, else none."""
    if course.requires_id is None:
        return None
    return Course.objects.filter(~Exists(completed(user, course)), pk=course.requires_id).first()


def completed(user: User | OuterRef, course: Course) -> QuerySet[Enrolment]:
    """The whole of what `course` asks for, completed by `user`: some modules of it are not enough."""
    done = Enrolment.objects.filter(user=user, status=Status.COMPLETED, modules=None)
    return done.filter(edition__course=course.requires_id)


def is_invited(user: User, edition: Edition) -> bool:
    """One query for an edition that is by invitation; to another everybody is."""
    return not edition.by_invitation or Invited.objects.filter(user=user, edition=edition).exists()


def editions_for_invited(user: User) -> QuerySet[Edition]:
    """What everybody may open, and `user` is invited to."""
    return Edition.objects.public().filter(pk__in=Invited.objects.filter(user=user).values("edition"))


def clashing_sessions(
    user: User | OuterRef | Given, edition: Edition | Given, *, leaving: Edition | Given | None = None
) -> QuerySet[Session]:
    """Sessions `user` already attends, asked to attend or teaches that overlap a session of `edition`.

    Those of `edition` itself when `user` is on them as a trainer, whatever the answer was; what `user` attends in the
    edition that is being left is not in the way. Touching is not overlapping: 9-10 h and 10-11 h go together.
    One query, or a part of one about many people.
    """
    plenary = Session.objects.filter(edition=edition, by_choice=False)
    return _engagements(user, edition, leaving or edition).filter(_meets(plenary))


def beside_workshops(enrolment: Enrolment) -> QuerySet[Session]:
    """What else somebody has to do, in other editions or as a trainer, while workshops of their edition are held.

    One query.
    """
    edition = enrolment.edition
    workshops = Session.objects.filter(edition=edition, by_choice=True)
    busy = _engagements(enrolment.user, edition, edition).filter(_meets(workshops))
    return busy.select_related("edition__course")


def _engagements(
    user: User | OuterRef | Given, edition: Edition | Given, leaving: Edition | Given
) -> QuerySet[Session]:
    """Released sessions that `user` follows or asked for, but in these two editions, or teaches."""
    elsewhere = ~Q(edition=edition) & ~Q(edition=leaving)
    attended = elsewhere & _attends(user, Status.REQUESTED, Status.ENROLLED)
    teaching = TrainerAssignment.objects.filter(
        Q(session__edition=edition) | ~Q(status=TrainerAssignment.Status.DECLINED), trainer=user
    )
    return Session.objects.released().filter(attended | Q(pk__in=teaching.values("session")))


def _meets(sessions: QuerySet[Session]) -> Exists:
    """For a session: it shares a moment with one of `sessions`."""
    return Exists(sessions.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")))


def has_clash(user: User, edition: Edition, *, leaving: Edition | None = None) -> bool:
    """There is such a session; nearly always there is none. One query."""
    return bool(_CLASH.rows(user=user.pk, edition=edition.pk, leaving=(leaving or edition).pk))


def _clash() -> QuerySet[Session, tuple[int]]:
    user, edition, leaving = (Given(name, IntegerField()) for name in ("user", "edition", "leaving"))
    return clashing_sessions(user, edition, leaving=leaving).order_by().values_list("pk")[:1]


_CLASH = Prepared(_clash)


def _attends(user: User | OuterRef | Given, *statuses: str) -> Q:
    """For a session: `user` follows it, or it is a workshop that `user` chose, by an enrolment that stands so.

    Without modules an enrolment is for the whole edition.
    """
    of_session = Q(modules=None) | Q(modules=OuterRef("module"))
    own = Enrolment.objects.filter(user=user, status__in=statuses, edition=OuterRef("edition"))
    chosen = own.filter(choices__session=OuterRef("pk"))
    return Q(Exists(own.filter(of_session)), by_choice=False) | Q(Exists(chosen), by_choice=True)


def following(session: Session) -> Q:
    """Of enrolments in its edition: with which of them somebody follows `session`; a workshop by having chosen it."""
    if session.by_choice:
        return Q(choices__session=session)
    return Q(modules=None) | Q(modules=session.module_id) if session.module_id else Q(modules=None)


def enrolments_of(user: User) -> QuerySet[Enrolment]:
    """Everything `user` is or was enrolled in, the newest edition first, with what its page shows. Two queries."""
    own = Enrolment.objects.filter(user=user).explained()
    sessions = Prefetch("edition__sessions", Session.objects.select_related("room__location"))
    return own.prefetch_related(sessions).order_by("-edition__starts_on", "-enrolled_at", "-pk")


def attended_sessions(user: User | Given, since: datetime | Given) -> QuerySet[Session]:
    """Released sessions that `user` has a seat in and that end at `since` or later; of workshops the chosen. One query.

    A request is no seat yet, nor is an offer, so no calendar shows them.
    """
    own = Enrolment.objects.filter(user=user, status__in=SEATED).values("edition")  # few sessions are looked at
    sessions = Session.objects.released().filter(_attends(user, *SEATED), edition__in=own)
    return sessions.filter(ends_at__gte=since).select_related("edition__course", "room__location")


def sessions_left(enrolment: Enrolment) -> list[Session]:
    """All sessions of the editions that this seat was moved from, one after another, and is not in again.

    None without a query for a seat that never moved; else one query for each move and one more.
    """
    editions, before = [], enrolment
    while before.moved_from:
        before = before.moved_from
        editions.append(before.edition_id)
    if not editions:
        return []
    again = Enrolment.objects.active().filter(edition=OuterRef("edition"), user=enrolment.user)
    left = Session.objects.filter(~Exists(again), edition__in=editions)
    return list(left.select_related("edition__course", "room__location"))


def announced_editions(today: date) -> QuerySet[Edition]:
    """Editions on offer that are not over, nor called off: the next to begin first, those under way last."""
    ended = [Edition.Status.COMPLETED, Edition.Status.CANCELLED]
    announced = Edition.objects.offered().exclude(status__in=ended).filter(ends_on__gte=today)
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
    """An edition in a list on day `today`: seats taken, of those by a request and by an offer, how many people wait;
    and how many seats are kept for some people."""

    edition: Edition
    taken: int
    requested: int
    offered: int
    waiting: int
    today: date
    kept: int = 0

    @property
    def free(self) -> int:
        """For somebody for whom nothing is kept."""
        return max(0, self.edition.capacity - self.taken - self.kept)

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
    """The courses that fit `wish`, with their announced editions. Six queries."""
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
    """The announced editions of `course` with their seats. Four queries."""
    return _with_seats(announced_editions(today).filter(course=course), today)


def other_dates(edition: Edition, today: date, *, limit: int = 3) -> list[OfferedEdition]:
    """The next editions of the same course that have a seat, for who cannot come to `edition`. Three queries."""
    ahead = announced_editions(today).filter(course=edition.course_id, starts_on__gt=today).exclude(pk=edition.pk)
    return [one for one in _with_seats(ahead, today) if one.has_seat][:limit]


def planned(user: User, today: date) -> list[OfferedEdition]:
    """Editions that `user` plans and that are not over, in order of time, with their seats. Four queries."""
    editions = Edition.objects.planned_by(user).filter(ends_on__gte=today)
    return _with_seats(course_queries.with_places(editions), today)


def next_offered(today: date, *, limit: int) -> list[OfferedEdition]:
    """The first editions to come, with their seats. Four queries."""
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
    heads, kept = heads_by_edition(found), seat_queries.kept_by_edition(found, today)
    return [
        OfferedEdition(one, *heads.get(one.pk, (0, 0, 0, 0)), today=today, kept=kept.get(one.pk, 0)) for one in found
    ]


def enrolments_of_colleagues(user: User) -> QuerySet[Enrolment]:
    """Enrolments for the organisations `user` is training contact of, and of whom `user` manages. One query."""
    theirs = Enrolment.objects.filter(Q(organisation__in=user.contact_for) | user.leading("manager")).exclude(user=user)
    return theirs.explained().order_by("edition__starts_on", "number", "pk")


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
    rest = list(theirs.exclude(coming).order_by("-edition__starts_on", "number", "pk")[:past])
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
