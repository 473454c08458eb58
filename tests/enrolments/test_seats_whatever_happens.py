"""Whatever people, employers, planners and the calendar do, in any order: what must always hold, holds each time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Count, F
from hypothesis import Phase
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

import courses.actions
import courses.invariants
import enrolments.invariants
from courses.errors import EditionRefused
from courses.facts.actions import edit_course
from courses.facts.rules import CourseFacts
from courses.models import Course, Edition, Session
from enrolments import actions
from enrolments.approval import rules as approval_rules
from enrolments.cancelling import rules as cancelling
from enrolments.cancelling.actions import waive
from enrolments.errors import (
    ChoiceRefused,
    DecisionRefused,
    EnrolmentRefused,
    InvitationRefused,
    MoveRefused,
    OfferRefused,
    SeatsRefused,
    SubstitutionRefused,
    WaiverRefused,
    WithdrawalRefused,
)
from enrolments.invitations import actions as invitations
from enrolments.models import Enrolment, EnrolmentChange, SeatReservation, SessionChoice, Withdrawal
from enrolments.seats import actions as seat_actions
from enrolments.workshops import actions as workshops
from people import clock
from people.models import Message, Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db

REFUSALS = (
    *(EnrolmentRefused, WithdrawalRefused, WaiverRefused, DecisionRefused, OfferRefused, EditionRefused),
    *(ChoiceRefused, SubstitutionRefused, MoveRefused, InvitationRefused, SeatsRefused),
)
PEOPLE = 4
ENOUGH = 9  # deeds before the edition may begin or be called off, after which little can happen
whom = st.integers(0, PEOPLE - 1)


class Seats(RuleBasedStateMachine):
    """Two editions with few seats, a handful of people, their manager and training contact, and a planner who keeps
    seats for some of them."""

    site: Settings  # where the domain clock stands

    def __init__(self) -> None:
        super().__init__()
        self.site.AS_OF, self.tried = make.TODAY, 0
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(
        seats=st.integers(1, 2),
        approval=st.booleans(),
        hours=st.sampled_from([0, 48]),
        first=st.permutations(range(PEOPLE)),
    )
    def an_edition(self, seats: int, approval: bool, hours: int, first: list[int]) -> None:
        here = make.organisation()
        tiers = [[40, 0], [30, 50]]
        course = make.course(needs_approval=approval, offer_hours=hours, price=900, cancellation_tiers=tiers)
        self.edition = make.edition(course, seats=seats, sessions=2)
        self.other = make.edition(course, seats=seats, starts_on=self.edition.starts_on + timedelta(days=7))
        self.coordinator = make.user(roles=[Role.COORDINATOR])
        self.planner, self.manager = make.user(roles=[Role.PLANNER]), make.user(organisation=here)
        self.contact = make.user(organisation=here, roles=[Role.TRAINING_CONTACT])
        self.seen: dict[int, Enrolment | None] = dict.fromkeys(range(PEOPLE))  # as on their screens: out of date
        self.people = [make.user(organisation=here, manager=self.manager) for _person in range(PEOPLE)]
        self.groups = [here, make.organisation()]
        for person in self.people[::2]:
            make.affiliation(person, self.groups[1], manager=self.manager, valid_from=make.LONG_AGO - timedelta(days=1))
        day = self.edition.starts_on
        evening = ((18, 20), (19, 21), (20, 22))  # the middle one meets both others
        self.workshops = [make.session(self.edition, day, one, by_choice=True, capacity=1) for one in evening]
        for number in first[:3]:
            self.press(number)

    @rule(number=whom)
    def press(self, number: int) -> None:
        person = self.people[number]
        self._try(lambda: actions.enrol(person, self.edition, by=person))
        self.seen[number] = Enrolment.objects.filter(user=person).last()

    @rule(numbers=st.lists(whom, min_size=1))
    def enrol_together(self, numbers: list[int]) -> None:
        people = [self.people[number] for number in numbers]
        self._try(lambda: actions.enrol_colleagues(people, self.edition, by=self.contact))
        self.seen |= {number: Enrolment.objects.filter(user=self.people[number]).last() for number in numbers}

    @rule(number=whom, cause=st.sampled_from(["", *Withdrawal.Cause.values]), reads=st.booleans())
    def leave(self, number: int, cause: str, reads: bool) -> None:
        if enrolment := self.seen[number]:
            seen = cancelling.leaving(enrolment, on=self.site.AS_OF).cents if reads else 0
            self._try(lambda: actions.withdraw(enrolment, by=enrolment.user, cause=cause, seen=seen))

    @rule()
    def waive(self) -> None:
        if withdrawal := Withdrawal.objects.first():
            self._try(lambda: waive(withdrawal, "Opgeroepen.", by=self.coordinator))

    @rule(price=st.sampled_from([0, 300]), tiers=st.sampled_from([[], [[60, 10], [45, 100]]]))
    def change_terms(self, price: int, tiers: list[list[int]]) -> None:
        course = Course.objects.get(pk=self.edition.course_id)
        was = CourseFacts.of(course)
        facts = replace(was, price=Decimal(price), cancellation_tiers=tiers)
        self._try(lambda: edit_course(course, facts, seen=was.mark, by=self.planner))

    @rule(number=whom, which=st.sets(st.integers(0, 2)))
    def choose(self, number: int, which: set[int]) -> None:
        if enrolment := self.seen[number]:
            wanted = {self.workshops[one].pk for one in which}
            self._try(lambda: workshops.choose(enrolment, wanted, by=enrolment.user))

    @rule(which=st.integers(0, 2), hours=st.sampled_from([-1, 1]))
    def move_workshop(self, which: int, hours: int) -> None:
        session = Session.objects.get(pk=self.workshops[which].pk)
        starts_at = session.starts_at + timedelta(hours=hours)
        wish = make.wish(session, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
        self._try(lambda: actions.change_session(session, wish, seen=session.sequence, by=self.planner))

    @rule(number=whom, newcomer=whom, by_contact=st.booleans())
    def hand_over(self, number: int, newcomer: int, by_contact: bool) -> None:
        if enrolment := self.seen[number]:
            by, person = self.contact if by_contact else enrolment.user, self.people[newcomer]
            self._try(lambda: actions.substitute(enrolment, person, by=by))
            self.seen[newcomer] = Enrolment.objects.filter(user=person).last()

    @rule(number=whom, by_planner=st.booleans())
    def move_over(self, number: int, by_planner: bool) -> None:
        if enrolment := self.seen[number]:
            to = self.edition if enrolment.edition == self.other else self.other
            by = self.planner if by_planner else enrolment.user
            self._try(lambda: actions.move(enrolment, to, by=by))
            self.seen[number] = Enrolment.objects.filter(user=enrolment.user).last()

    @rule(closed=st.booleans())
    def close(self, closed: bool) -> None:
        self._try(lambda: invitations.set_by_invitation(self.edition, closed, by=self.planner))

    @rule(numbers=st.lists(whom, min_size=1))
    def invite(self, numbers: list[int]) -> None:
        people = [self.people[number] for number in numbers]
        self._try(lambda: invitations.invite(people, self.edition, by=self.planner))

    @rule(number=whom, agrees=st.booleans(), plans=st.booleans())
    def answer(self, number: int, agrees: bool, plans: bool) -> None:
        enrolment = self.seen[number]
        by = enrolment and approval_rules.approver(self.planner if plans else self.manager, enrolment)
        if enrolment and by and agrees:
            self._try(lambda: actions.approve(enrolment, by=by))
        elif enrolment and by:
            self._try(lambda: actions.decline(enrolment, "Te druk die week.", by=by))

    @rule(number=whom, accepts=st.booleans())
    def answer_offer(self, number: int, accepts: bool) -> None:
        if enrolment := self.seen[number]:
            deed = actions.accept_offer if accepts else actions.refuse_offer
            self._try(lambda: deed(enrolment, by=enrolment.user))

    @rule(numbers=st.lists(whom, min_size=1, unique=True), reason=st.sampled_from(["", "Te druk die week."]))
    def answer_together(self, numbers: list[int], reason: str) -> None:
        seen = [enrolment for number in numbers if (enrolment := self.seen[number])]
        self._try(lambda: actions.decide_together(seen, reason, by=self.manager))

    @rule(which=st.integers(0, 1), days=st.integers(-3, 3))
    def move(self, which: int, days: int) -> None:
        session, later = self.edition.sessions.order_by("pk")[which], timedelta(days=days)
        wish = make.wish(session, starts_at=session.starts_at + later, ends_at=session.ends_at + later)
        self._try(lambda: actions.change_session(session, wish, seen=session.sequence, by=self.planner))

    @rule(group=st.integers(0, 1), number=st.integers(1, 3), days=st.sampled_from([-1, 2, 7, 40]))
    def keep(self, group: int, number: int, days: int) -> None:
        self._try(lambda: seat_actions.keep_seats(self._wanted(self.groups[group], number, days), by=self.planner))

    @rule(which=st.integers(0, 2), number=st.integers(1, 3), days=st.sampled_from([2, 7, 40]))
    def change_what_is_kept(self, which: int, number: int, days: int) -> None:
        if kept := SeatReservation.objects.order_by("pk")[which : which + 1].first():
            day = self.site.AS_OF + timedelta(days=days)
            self._try(lambda: seat_actions.change_reservation(kept, number, day, seen=kept.version, by=self.planner))

    @rule(which=st.integers(0, 2))
    def keep_no_more(self, which: int) -> None:
        if kept := SeatReservation.objects.order_by("pk")[which : which + 1].first():
            self._try(lambda: seat_actions.remove_reservation(kept, by=self.planner))

    @rule(seats=st.integers(1, 4))
    def resize(self, seats: int) -> None:
        self.edition.refresh_from_db()
        seen = self.edition.capacity
        self._try(lambda: seat_actions.set_capacity(self.edition, seats, seen=seen, by=self.planner))

    @rule(days=st.sampled_from([1, 3]), job_runs=st.booleans())
    def a_night_passes(self, days: int, job_runs: bool) -> None:
        """Reservations are released by their day; people may come before the job that hands their seats out."""
        seat_actions.release(self.site.AS_OF)  # within a day the job has run
        self.site.AS_OF += timedelta(days=days)
        courses.actions.follow(self.site.AS_OF)
        actions.lapse_requests(self.site.AS_OF)
        actions.lapse_offers(clock.now())
        if job_runs or days > 1:
            seat_actions.release(self.site.AS_OF)

    @precondition(lambda self: self.tried > ENOUGH)
    @rule(days=st.sampled_from([1, 3, 7, 42]))
    def time_passes(self, days: int) -> None:
        self.site.AS_OF += timedelta(days=days)
        courses.actions.follow(self.site.AS_OF)
        actions.lapse_requests(self.site.AS_OF)
        actions.lapse_offers(clock.now())
        seat_actions.release(self.site.AS_OF)

    @precondition(lambda self: self.tried > ENOUGH)
    @rule()
    def call_off(self) -> None:
        self._try(lambda: actions.cancel_edition(self.edition, by=self.planner))

    @invariant()
    def nothing_is_broken(self) -> None:
        assert [*courses.invariants.broken(), *enrolments.invariants.broken()] == []

    @invariant()
    def no_workshop_is_chosen_by_more_than_it_holds(self) -> None:
        chosen = Session.objects.filter(by_choice=True).annotate(people=Count("choices"))
        assert not chosen.filter(people__gt=F("capacity")).exists()

    @invariant()
    def each_step_was_told_once(self) -> None:
        told = Message.objects.filter(kind__startswith="enrolment_").count()
        elsewhere = [*EnrolmentChange.PASSED, EnrolmentChange.Reason.MOVED_AWAY]  # in the mail of another step, or none
        assert told == EnrolmentChange.objects.exclude(reason__in=elsewhere).count()

    @invariant()
    def nobody_sits_or_waits_in_what_was_called_off(self) -> None:
        called_off = Edition.objects.filter(status=Edition.Status.CANCELLED)
        assert not Enrolment.objects.active().filter(edition__in=called_off).exists()

    @invariant()
    def nobody_owes_more_than_was_agreed(self) -> None:
        late = Withdrawal.objects.select_related("enrolment")
        assert all(one.amount <= one.enrolment.price and one.due in (0, one.amount) for one in late)

    def _wanted(self, group: Organisation, number: int, days: int) -> SeatReservation:
        day = self.site.AS_OF + timedelta(days=days)
        kind = SeatReservation.Kind.ORGANISATION
        return SeatReservation(edition=self.edition, kind=kind, organisation=group, seats=number, released_on=day)

    def _try(self, deed: Callable[[], object]) -> None:
        """Do it, or be refused and find everything as it was."""
        self.tried += 1
        before = self._written()
        try:
            with transaction.atomic():
                deed()
        except REFUSALS:
            assert self._written() == before

    def _written(self) -> tuple[int, list[tuple[int, int]]]:
        choices = SessionChoice.objects.order_by("enrolment", "session").values_list("enrolment", "session")
        return EnrolmentChange.objects.count(), list(choices)


def test_seats_lines_and_requests_hold_whatever_happens(settings: Settings) -> None:
    much = effort(max_examples=30, stateful_step_count=16, phases=[Phase.generate])  # shrinking would take minutes
    Seats.site = settings
    run_state_machine_as_test(Seats, settings=much)
