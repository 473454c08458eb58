"""Whatever people, employers, planners and the calendar do, in any order: what must always hold, holds each time."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
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
import enrolments
import enrolments.invariants
from courses.errors import EditionRefused
from courses.facts.actions import edit_edition
from courses.facts.rules import CourseFacts, EditionFacts
from courses.models import Course, Edition, Session
from enrolments import actions
from enrolments.approval import rules as approval_rules
from enrolments.attendance import actions as attendance
from enrolments.attendance.queries import attendees
from enrolments.attendants import actions as attendants
from enrolments.cancelling import rules as cancelling
from enrolments.cancelling.actions import waive
from enrolments.desk import actions as desk
from enrolments.errors import (
    AttendanceRefused,
    ChoiceRefused,
    DecisionRefused,
    EnrolmentRefused,
    InterestRefused,
    InvitationRefused,
    ListRefused,
    MoveRefused,
    NeedsRefused,
    OfferRefused,
    SeatsRefused,
    SubstitutionRefused,
    WaiverRefused,
    WithdrawalRefused,
)
from enrolments.interest import actions as interests
from enrolments.invitations import actions as invitations
from enrolments.models import (
    SEATED,
    Attendance,
    Attendant,
    Enrolment,
    EnrolmentChange,
    Invited,
    SeatReservation,
    SessionChoice,
    Status,
    Withdrawal,
)
from enrolments.needs import actions as needs
from enrolments.seats import actions as seat_actions
from enrolments.workshops import actions as workshops
from people import clock
from people.deputies import actions as deputies
from people.deputies.rules import DeputyWish
from people.errors import ChangeRefused
from people.models import Deputyship, Message, Note, Organisation, Role, User
from people.notes import actions as notes
from people.notes.actions import NoteWish
from tests import make

pytestmark = pytest.mark.django_db

REFUSALS = (
    *(EnrolmentRefused, WithdrawalRefused, WaiverRefused, DecisionRefused, OfferRefused, EditionRefused),
    *(SubstitutionRefused, MoveRefused, InvitationRefused, SeatsRefused, AttendanceRefused, NeedsRefused),
    *(InterestRefused, ChangeRefused, ChoiceRefused, ListRefused),
)
PARTS = {  # actions of this floor that others call in their own transaction, and the rules reach through them
    *(f"enrolments.approval.actions.{one}" for one in ("ask", "tell_moved", "agree", "carry_over", "answer", "lapse")),
    *(f"enrolments.cancelling.actions.{one}" for one in ("note", "waive_all")),
    *(f"enrolments.interest.actions.{one}" for one in ("end", "announce", "lock")),
    *("enrolments.invitations.actions.tell_all", "enrolments.needs.actions.carry_over"),
    *(f"enrolments.workshops.actions.{one}" for one in ("give_up", "take_over", "drop_meeting")),
}
AS_IT_LEAVES = {  # the links of a mail are made by who sends it: tests/enrolments/test_approval_mails.py and others
    *("enrolments.approval.actions.mint_link", "enrolments.approval.actions.new_link"),
    *("enrolments.seat_offer.actions.mint_link", "enrolments.seat_offer.actions.new_link"),
}
PEOPLE = 4
ENOUGH = 9  # deeds before the edition may begin or be called off, after which little can happen
whom = st.integers(0, PEOPLE - 1)


class Seats(RuleBasedStateMachine):
    """Two editions with few seats, a handful of people, their manager and training contact, and a planner who keeps
    seats for some of them."""

    site: Settings  # where the domain clock stands

    def __init__(self) -> None:
        super().__init__()
        self.site.AS_OF, self.tried, self.is_called_off = make.TODAY, 0, False
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(
        seats=st.integers(1, 2),
        approval=st.booleans(),
        hours=st.sampled_from([0, 48]),
        ahead=st.sampled_from([42, 28]),  # days; in the second case leaving costs something already
        kept=st.booleans(),
        first=st.permutations(range(PEOPLE)),
    )
    def an_edition(self, seats: int, approval: bool, hours: int, ahead: int, kept: bool, first: list[int]) -> None:
        here = make.organisation()
        tiers = [[40, 0], [30, 50]]
        kind = Course.Kind.NETWORK_DAY
        course = make.course(needs_approval=approval, offer_hours=hours, price=900, cancellation_tiers=tiers, kind=kind)
        begins = make.TODAY + timedelta(days=ahead)
        self.edition = make.edition(course, seats=seats, sessions=2, starts_on=begins)
        self.other = make.edition(course, seats=seats, starts_on=self.edition.starts_on + timedelta(days=7))
        later = self.edition.starts_on + timedelta(days=14)
        self.coming = make.edition(course, seats=seats, status=Edition.Status.CONCEPT, starts_on=later)
        self.coordinator = make.user(roles=[Role.COORDINATOR])
        self.administrator, self.deputy = make.user(roles=[Role.ADMINISTRATOR]), make.user(organisation=here)
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
        if kept:
            self.keep(1, 1, 7)
        for number in first[:3]:
            self.press(number)

    @rule(number=whom, is_coming=st.sampled_from([False, False, True]))
    def press(self, number: int, is_coming: bool = False) -> None:
        person, edition = self.people[number], self.coming if is_coming else self.edition
        self._try(lambda: actions.enrol(person, edition, by=person))
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
        if not Withdrawal.objects.filter(amount__gt=0).exists():
            self.leave(0, "", reads=True)
        if withdrawal := Withdrawal.objects.order_by("-amount").first():
            self._try(lambda: waive(withdrawal, "Opgeroepen.", by=self.coordinator))

    @rule(price=st.sampled_from([0, 300]), tiers=st.sampled_from([[], [[60, 10], [45, 100]]]))
    def change_terms(self, price: int, tiers: list[list[int]]) -> None:
        course = Course.objects.get(pk=self.edition.course_id)
        was = CourseFacts.of(course)
        facts = replace(was, price=Decimal(price), cancellation_tiers=tiers)
        self._try(lambda: seat_actions.edit_course(course, facts, seen=was.mark, by=self.planner))

    @rule(number=whom, which=st.sets(st.integers(0, 2)))
    def choose(self, number: int, which: set[int]) -> None:
        if enrolment := self.seen[number]:
            wanted = {self.workshops[one].pk for one in which}
            self._try(lambda: workshops.choose(enrolment, wanted, by=enrolment.user))

    @rule(which=st.integers(0, 2), hours=st.sampled_from([-1, 1]))
    def move_workshop(self, which: int, hours: int) -> None:
        session = Session.objects.filter(pk=self.workshops[which].pk).first()
        if session is None:
            return
        starts_at = session.starts_at + timedelta(hours=hours)
        wish = make.wish(session, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
        self._try(lambda: actions.change_session(session, wish, seen=session.sequence, by=self.planner))

    @precondition(lambda self: self.tried > ENOUGH)
    @rule(which=st.integers(0, 2))
    def drop_workshop(self, which: int) -> None:
        self._try(lambda: workshops.drop(self.workshops[which], by=self.planner))

    @rule(number=whom, joins=st.sampled_from([True, True, False]), job_runs=st.booleans())
    def be_on_the_list(self, number: int, joins: bool, job_runs: bool) -> None:
        if enrolment := self.seen[number]:
            deed = attendants.join if joins else attendants.leave
            self._try(lambda: deed(enrolment, by=enrolment.user))
        if job_runs:
            attendants.forget(self.site.AS_OF)
            assert not Attendant.objects.exclude(enrolment__status__in=SEATED).exists()

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

    @rule(numbers=st.lists(whom, min_size=1), closes=st.booleans())
    def invite(self, numbers: list[int], closes: bool) -> None:
        if closes:
            self.close(True)
        people = [self.people[number] for number in numbers]
        self._try(lambda: invitations.invite(people, self.edition, by=self.planner))

    @rule(which=st.integers(0, 1))
    def invite_no_more(self, which: int) -> None:
        if invited := Invited.objects.order_by("pk")[which : which + 1].first():
            self._try(lambda: invitations.take_back(invited, by=self.planner))

    @rule()
    def publish(self) -> None:
        self._try(lambda: actions.publish_edition(self.coming, by=self.planner))

    @rule(number=whom, shows=st.sampled_from([True, True, False]))
    def be_interested(self, number: int, shows: bool) -> None:
        deed = interests.show_interest if shows else interests.lose_interest
        self._try(lambda: deed(self.people[number], self.edition.course))

    @rule(number=whom, words=st.sampled_from(["", "Geen noten."]), job_runs=st.booleans())
    def say_needs(self, number: int, words: str, job_runs: bool) -> None:
        if enrolment := self.seen[number]:
            self._try(lambda: needs.say(enrolment, words, by=enrolment.user))
        if job_runs:
            needs.forget(self.site.AS_OF)

    @rule(numbers=st.lists(whom, min_size=1), writes=st.booleans(), is_held=st.booleans())
    def from_the_desk(self, numbers: list[int], writes: bool, is_held: bool) -> None:
        """A planner does it for several at once, of whom some may have left, or sit elsewhere by now."""
        several = [enrolment for number in numbers if (enrolment := self.seen[number])]
        if writes:
            self._try(
                lambda: desk.write(several, self.edition, "De zaal", "Achterom.", by=self.planner, is_held=is_held)
            )
        else:
            self._try(lambda: desk.withdraw(several, self.edition, "Ziek gemeld.", by=self.planner))

    @rule(number=whom, finishes=st.booleans())
    def note(self, number: int, finishes: bool) -> None:
        enrolment, known = self.seen[number], Note.objects.open().first()
        if known and finishes:
            self._try(lambda: notes.finish(known, by=self.planner))
        elif known:
            self._try(lambda: notes.change(known, NoteWish("Bellen.", self.planner), seen=known.seen, by=self.planner))
        elif enrolment:
            self._try(lambda: notes.add(enrolment, NoteWish("Mailen."), by=self.planner, about=enrolment.user))

    @rule(days=st.sampled_from([0, 7]), ends=st.booleans())
    def be_away(self, days: int, ends: bool) -> None:
        """The manager has a deputy for a while."""
        named, until = Deputyship.objects.first(), self.site.AS_OF + timedelta(days=days)
        if named and ends:
            deputies.end(named, by=self.administrator)
        else:
            wish = DeputyWish(self.deputy, Deputyship.Covers.EMPLOYER, self.site.AS_OF, until)
            self._try(lambda: deputies.name(self.manager, wish, by=self.administrator))

    @rule(days=st.sampled_from([-30, 0, 1]), minimum=st.integers(0, 3))
    def change_window(self, days: int, minimum: int) -> None:
        edition = Edition.objects.get(pk=self.edition.pk)
        was = EditionFacts.of(edition)
        until = max(edition.enrol_from, min(edition.starts_on, edition.enrol_until + timedelta(days=days)))
        facts = replace(was, enrol_until=until, minimum=minimum)
        self._try(lambda: edit_edition(edition, facts, seen=was.mark, by=self.planner))

    @precondition(lambda self: self.tried > ENOUGH)
    @rule(which=st.integers(0, 1), mark=st.sampled_from(Attendance.Status.values), sees=st.booleans())
    def mark(self, which: int, mark: str, sees: bool) -> None:
        """The day of a session has come, and somebody says who was there."""
        session = self.edition.sessions.order_by("pk")[which]
        if (days := (timezone.localdate(session.starts_at) - self.site.AS_OF).days) > 0:
            self.time_passes(days)
        there = {one.pk: one.marks[0].status if one.marks else "" for one in attendees(session)}  # type: ignore[attr-defined]  # the query adds them
        seen = there if sees else dict.fromkeys(there, "")
        self._try(lambda: attendance.mark(session, dict.fromkeys(there, mark), seen=seen, by=self.planner))

    @rule(number=whom, agrees=st.booleans(), who=st.sampled_from(["planner", "manager", "deputy"]))
    def answer(self, number: int, agrees: bool, who: str) -> None:
        enrolment = self.seen[number]
        person = User.objects.get(pk=getattr(self, who).pk)  # with the roles of now
        by = enrolment and approval_rules.approver(person, enrolment)
        if enrolment and by and agrees:
            self._try(lambda: actions.approve(enrolment, by=by))
        elif enrolment and by:
            self._try(lambda: actions.decline(enrolment, "Te druk die week.", by=by))

    @rule(number=whom, accepts=st.booleans())
    def answer_offer(self, number: int, accepts: bool) -> None:
        offers = Enrolment.objects.filter(status=Status.OFFERED).order_by("pk")
        if not offers.exists():
            self.resize(self.edition.capacity + 1)  # who waits may be offered it
        if enrolment := offers.first() or self.seen[number]:
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

    @precondition(lambda self: self.tried > ENOUGH and not self.is_called_off)
    @rule()
    def call_off(self) -> None:
        self._try(lambda: actions.cancel_edition(self.edition, by=self.planner))
        self.is_called_off = True

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
        reasons = EnrolmentChange.Reason  # a step that is in the mail of another, or in none
        elsewhere = [*EnrolmentChange.PASSED, reasons.MOVED_AWAY, reasons.RESULT]
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
    much = effort(max_examples=24, stateful_step_count=20, phases=[Phase.generate])  # shrinking would take minutes
    Seats.site = settings
    run_state_machine_as_test(Seats, settings=much)


def test_each_action_of_this_floor_is_done_in_some_rule() -> None:
    done = {name for name, deed in _actions() if deed in list(_named_in_rules())}
    left = {name for name, _deed in _actions()} - done

    assert left == PARTS | AS_IT_LEAVES


def _actions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of every room called actions."""
    for found in walk_packages(enrolments.__path__, "enrolments."):
        if found.name.rpartition(".")[2] == "actions":
            for name, deed in inspect.getmembers(import_module(found.name), inspect.isfunction):
                if deed.__module__ == found.name and not name.startswith("_"):
                    yield f"{found.name}.{name}", deed


def _named_in_rules() -> Iterator[object]:
    """What the rules of the machine name: `actions.enrol`, `waive`."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(Seats)))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield getattr(globals().get(node.value.id), node.attr, None)
        elif isinstance(node, ast.Name):
            yield globals().get(node.id)
