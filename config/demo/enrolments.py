"""Who takes part in what: enrolments with their history, and what people were told about those ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from config.demo import approvals, offers
from config.demo.arrivals import Life, Reason, Step, Window, simulate
from config.demo.catalogue import Catalogue
from config.demo.diary import Span
from config.demo.editions import Planned
from config.demo.people import TRAINEE, Cast
from config.demo.reservations import number_kept
from config.demo.story import Story, at_time, chance
from courses import actions as course_actions
from courses import queries as course_queries
from courses.models import Course, Edition, Session, TrainerAssignment
from enrolments import mails
from enrolments.cancelling.rules import agreed
from enrolments.models import ACTIVE, Enrolment, EnrolmentChange, Status
from people.models import Affiliation, Message

FAILS = 0.06  # of those who took part, how many do not complete
AFTERNOON = time(17)


@dataclass(frozen=True)
class Seat:
    """One person's enrolment to be, with the modules it covers (empty: all)."""

    who: Affiliation
    life: Life
    modules: tuple[str, ...] = ()
    named: bool = False  # the story says that they take part


def load(story: Story, cast: Cast, catalogue: Catalogue, planned: list[Planned]) -> None:
    """Fill the editions in order of time, call off what was called off, and bring all to today."""
    crowd = _Crowd(cast, catalogue)
    for one in planned:
        if one.edition.status == Edition.Status.PUBLISHED:
            _save(one, _settled(story, one, _seats(story, one, crowd)), cast)
            if "offered" in one.facts:
                offers.load(story, one, cast)
    for one in planned:
        if one.facts.get("status") == Edition.Status.CANCELLED:
            _call_off(one, cast)
    course_actions.follow(story.today)
    _confirm(story)
    _tell(story)


class _Crowd:
    """Who could still take part in what."""

    def __init__(self, cast: Cast, catalogue: Catalogue) -> None:
        self.cast, self.catalogue = cast, catalogue
        accounts = {user.pk for user in cast.accounts.values()}
        self.free_to_choose = [a for a in cast.staff if a.user_id not in accounts and a.function != TRAINEE]
        self.trainees = [a for a in cast.staff if a.function == TRAINEE]
        self.busy: dict[int, list[Span]] = defaultdict(list)
        self.followed: set[tuple[int, int]] = set()  # person and course
        for assignment in TrainerAssignment.objects.select_related("session"):
            self.busy[assignment.trainer_id].append((assignment.session.starts_at, assignment.session.ends_at))

    def fixed(self, one: Planned) -> list[Affiliation]:
        """Those whom the story names: accounts, and the trainees where they take part."""
        named = [self.cast.named(self.cast.accounts[key]) for key in one.facts.get("people", [])]
        trainees = self.trainees if one.facts.get("trainees") else []
        return named + [trainee for trainee in trainees if trainee not in named]

    def requesters(self, one: Planned) -> list[Affiliation]:
        """Who asked last and still waits for approval: one of each organisation named, an account's people first."""
        accounts = {user.pk for user in self.cast.accounts.values()}
        can = sorted(self._suitable(one), key=lambda a: (a.manager_id not in accounts, a.user.sort_key))
        found: list[Affiliation] = []
        for code in one.facts.get("requests", []):
            found.append(next(a for a in can if a.organisation.code == code and a not in found))
        return found

    def willing(self, one: Planned, wanted: int) -> list[Affiliation]:
        """So many others for whom the course is meant, who are free then and have not followed it."""
        asked = self.requesters(one)
        can = [a for a in self._suitable(one) if a not in asked]
        chance(one.key, "who").shuffle(can)
        if one.facts.get("spread"):
            can = _spread(can)
        if len(can) < wanted:
            raise ValueError(f"{one.key}: {wanted} people wanted, {len(can)} can come")
        return can[:wanted]

    def _suitable(self, one: Planned) -> list[Affiliation]:
        functions = self.catalogue.functions_for(one.course_file)
        admits, course = one.course_file["admits"], one.edition.course
        return [
            a
            for a in self.free_to_choose
            if a.function in functions and (not admits or a.organisation.kind in admits) and self._can(a, course, one)
        ]

    def note(self, one: Planned, seats: Iterable[Seat]) -> None:
        for seat in seats:
            self.followed.add((seat.who.user_id, one.edition.course_id))
            self.busy[seat.who.user_id] += _spans(one.sessions, seat.modules)

    def _can(self, who: Affiliation, course: Course, one: Planned) -> bool:
        if (who.user_id, course.pk) in self.followed and course.kind != Course.Kind.NETWORK_DAY:
            return False
        wanted = _spans(one.sessions)
        return not any(b < end and begin < e for b, e in self.busy[who.user_id] for begin, end in wanted)


def _spread(people: list[Affiliation]) -> list[Affiliation]:
    """First one of each organisation, then the second ones."""
    turn: dict[int, int] = defaultdict(int)
    ranked: list[tuple[int, int, Affiliation]] = []
    for one in people:
        turn[one.organisation_id] += 1
        ranked.append((turn[one.organisation_id], len(ranked), one))
    return [one for _turn, _number, one in sorted(ranked, key=lambda row: row[:2])]


def _spans(sessions: Iterable[Session], modules: tuple[str, ...] = ()) -> list[Span]:
    followed = [s for s in sessions if not modules or (s.module and s.module.code in modules)]
    return [(session.starts_at, session.ends_at) for session in followed if not session.by_choice]


def _seats(story: Story, one: Planned, crowd: _Crowd) -> list[Seat]:
    """Who arrived in this edition until yesterday, and how that went."""
    fixed, arrivals, asking = crowd.fixed(one), one.facts["arrivals"], crowd.requesters(one)
    seats_for_all = one.edition.capacity - number_kept(one)
    seated = min(arrivals, seats_for_all) - len(asking)
    last = range(seated, seated + len(asking))
    places = [*chance(one.key, "places").sample(range(seated), len(fixed)), *last]
    lives = simulate(
        arrivals,
        one.facts.get("withdrawals", 0),
        seats=seats_for_all,
        stay=set(places),
        window=_window(story, one),
        luck=chance(one.key, "arrivals"),
    )
    if one.edition.course.needs_approval:
        declined = one.facts.get("declined", 0)
        lives = approvals.with_answers(lives, declined=declined, still_open=last, story=story, key=one.key)
    others = iter(crowd.willing(one, arrivals - len(places)))
    known = dict(zip(places, [*fixed, *asking], strict=True))
    people = [known.get(number) or next(others) for number in range(len(lives))]
    seats = [
        Seat(who, life, _modules(one, who, number), named=number in known)
        for number, (who, life) in enumerate(zip(people, lives, strict=True))
    ]
    crowd.note(one, seats)
    return seats


def _window(story: Story, one: Planned) -> Window:
    edition, day = one.edition, timedelta(days=1)
    last = edition.enrol_until
    if one.facts.get("status") == Edition.Status.CANCELLED:
        last = _decided_on(edition) - day
    return Window(
        opens=at_time(edition.enrol_from, time(8)),
        closes=at_time(min(last, story.today - day), AFTERNOON),
        leave_until=at_time(min(edition.starts_on, story.today) - day, AFTERNOON),
    )


def _decided_on(edition: Edition) -> date:
    """The day of the decision to go ahead or not."""
    return edition.decide_by or edition.enrol_until


def _modules(one: Planned, who: Affiliation, number: int) -> tuple[str, ...]:
    """A trainee follows the modules that the story names; others take the two tracks by turns."""
    parts = one.facts.get("trainees")
    if isinstance(parts, list) and who.function == TRAINEE:
        return tuple(parts)
    if one.facts.get("tracks"):
        return tuple(one.course_file["tracks"][number % 2]["modules"])
    return ()


def _settled(story: Story, one: Planned, seats: list[Seat]) -> list[Seat]:
    """Editions of the past end with a result, cancelled ones with their cancellation."""
    edition, luck = one.edition, chance(one.key, "results")
    if one.facts.get("status") == Edition.Status.CANCELLED:
        decided = at_time(_decided_on(edition), AFTERNOON)
        for seat in seats:
            _end(seat.life, Status.CANCELLED, Reason.EDITION_CANCELLED, decided)
    elif edition.ends_on < story.today:
        over = at_time(edition.ends_on, AFTERNOON)
        for seat in seats:
            failed = luck.random() < FAILS and not seat.named
            _end(seat.life, Status.NOT_COMPLETED if failed else Status.COMPLETED, Reason.RESULT, over)
    return seats


def _end(life: Life, status: Status, reason: Reason, at: datetime) -> None:
    if life.status in (Status.ENROLLED, Status.REQUESTED):
        life.steps.append(Step(status, reason, at, alone=False))


def _save(one: Planned, seats: list[Seat], cast: Cast) -> None:
    modules = {module.code: module for module in one.edition.course.modules.all()}
    enrolments = Enrolment.objects.bulk_create(
        [_enrolment(one.edition, seat, number) for number, seat in enumerate(seats, start=1)]
    )
    through = Enrolment.modules.through
    through.objects.bulk_create(
        [
            through(enrolment=enrolment, module=modules[code])
            for enrolment, seat in zip(enrolments, seats, strict=True)
            for code in seat.modules
        ]
    )
    changes = [
        _change(enrolment, step, cast)
        for enrolment, seat in zip(enrolments, seats, strict=True)
        for step in seat.life.steps
    ]
    approvals.save(changes, cast, one.course_file.get("refusal", ""))
    EnrolmentChange.objects.bulk_create(changes)


def _enrolment(edition: Edition, seat: Seat, number: int) -> Enrolment:
    return Enrolment(
        edition=edition,
        user=seat.who.user,
        organisation=seat.who.organisation,
        manager=seat.who.manager,
        status=seat.life.status,
        number=number,
        enrolled_at=seat.life.arrived_at,
        cost_centre=_cost_centre(seat.who) if edition.course.price else "",
        **agreed(edition),
    )


def _cost_centre(who: Affiliation) -> str:
    """Half of the organisations have one for training."""
    return f"{4000 + who.organisation_id} opleidingen" if who.organisation_id % 2 else ""


def _change(enrolment: Enrolment, step: Step, cast: Cast) -> EnrolmentChange:
    by = enrolment.user if step.alone else None
    if step.reason in (Reason.RESULT, Reason.EDITION_CANCELLED):
        by = cast.accounts["planner"]
    return EnrolmentChange(enrolment=enrolment, status=step.status, reason=step.reason, by=by, at=step.at)


def _call_off(one: Planned, cast: Cast) -> None:
    edition = course_actions.cancel(one.edition, by=cast.accounts["planner"])
    at = at_time(_decided_on(edition), AFTERNOON)
    edition.sessions.update(changed_at=at)
    told = Message.objects.filter(kind="trainer_cancelled").exclude(state=Message.State.SENT)
    told.update(state=Message.State.SENT, created_at=at, send_after=at, sent_at=at + timedelta(minutes=1))


def _confirm(story: Story) -> None:
    """Editions whose day of decision is past and that have enough people go ahead."""
    for edition in Edition.objects.filter(status=Edition.Status.PUBLISHED, decide_by__lte=story.today):
        if edition.enrolments.filter(status=Status.ENROLLED).count() >= edition.minimum:
            Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.CONFIRMED)


def _tell(story: Story) -> None:
    """What people were told about the editions ahead, as sent on the day of their enrolment: their calendars know
    it, and nothing waits in the outbox."""
    for edition in Edition.objects.filter(starts_on__gt=story.today).select_related("course"):
        sessions = list(course_queries.plenary_sessions(edition))
        for enrolment in edition.enrolments.filter(status__in=ACTIVE).select_related("user"):
            enrolment.edition = edition
            if enrolment.status == Status.REQUESTED:
                approvals.tell(enrolment, sessions)
            else:
                mails.status_changed(enrolment, sessions)
            _mark_sent(enrolment)


def _mark_sent(enrolment: Enrolment) -> None:
    at = enrolment.enrolled_at
    told = Message.objects.filter(key=f"enrolment_{enrolment.status}:{enrolment.pk}:{enrolment.user_id}")
    told.update(state=Message.State.SENT, created_at=at, send_after=at, sent_at=at + timedelta(minutes=1))
