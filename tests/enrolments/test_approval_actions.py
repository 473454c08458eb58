from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from courses.models import Edition
from enrolments import actions, queries, tasks
from enrolments.approval import queries as approval_queries
from enrolments.approval.queries import Approver
from enrolments.errors import DecisionRefused, WithdrawalRefused
from enrolments.models import TAKEN, Approval, ApprovalLink, Enrolment, EnrolmentChange, Status
from people import outbox
from people.models import Affiliation, AuditEvent, AuditPayload, Message, Role, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CHEF = "chef@zeeland.example"
Decision, As, Reason = Approval.Decision, Approval.Role, EnrolmentChange.Reason


def _edition(seats: int = 1, **fields: Any) -> Edition:
    """An edition of a course that needs approval."""
    return make.edition(make.course(needs_approval=True), seats=seats, **fields)


def _led() -> tuple[User, Approver]:
    """Somebody, and the line manager who approves."""
    here = make.organisation()
    manager = make.user(organisation=here)
    return make.user(organisation=here, manager=manager), Approver(As.MANAGER, manager.email, manager)


def _asked(edition: Edition | None = None) -> tuple[Enrolment, Approver]:
    """A request that came in by itself, and who may answer it."""
    anna, manager = _led()
    return actions.enrol(anna, edition or _edition(), by=anna), manager


def _waiting(edition: Edition) -> Enrolment:
    anna, _manager = _led()
    return actions.enrol(anna, edition, by=anna)


@contextmanager
def _refused(error: type[Exception] = DecisionRefused) -> Iterator[pytest.ExceptionInfo[Any]]:
    """Expect a refusal, which takes the transaction it happened in with it."""
    with transaction.atomic(), pytest.raises(error) as refusal:
        yield refusal


def _status(enrolment: Enrolment) -> str:
    return Enrolment.objects.get(pk=enrolment.pk).status


def _history(enrolment: Enrolment) -> list[tuple[str, str, User | None]]:
    return [(change.status, change.reason, change.by) for change in enrolment.changes.all()]


def _told(to: User) -> list[str]:
    """What `to` was told about enrolments, in order."""
    mails = Message.objects.filter(recipient=to, kind__startswith="enrolment_").order_by("pk")
    return [kind.removeprefix("enrolment_") for kind in mails.values_list("kind", flat=True)]


# asking


def test_enrol_where_approval_is_needed_holds_the_seat_and_asks() -> None:
    edition = _edition(seats=1)

    request, manager = _asked(edition)

    assert request.status == Status.REQUESTED
    assert queries.free_seats(edition) == 0
    assert _history(request) == [(Status.REQUESTED, Reason.REQUESTED, request.user)]
    approval = request.approvals.get()
    assert (approval.decision, approval.decided_at, approval.asked_at.date()) == (Decision.OPEN, None, make.TODAY)
    assert not approval.links.exists()  # a link is made when its mail leaves
    assert set(Message.objects.values_list("kind", "recipient")) == {
        ("enrolment_requested", request.user_id),
        ("approval_request", manager.person.pk if manager.person else 0),
    }


def test_enrol_in_a_full_edition_waits_and_asks_nobody_yet() -> None:
    edition = _edition(seats=1)
    _asked(edition)

    waiting = _waiting(edition)

    assert waiting.status == Status.WAITING
    assert not waiting.approvals.exists()
    assert _told(waiting.user) == ["waiting"]


def test_enrol_where_no_approval_is_needed_asks_nobody() -> None:
    anna, _manager = _led()

    enrolment = actions.enrol(anna, make.edition(), by=anna)

    assert enrolment.status == Status.ENROLLED
    assert not Approval.objects.exists()


def test_enrol_asks_nobody_when_nobody_can_approve() -> None:
    anna = make.user(organisation=make.organisation())

    request = actions.enrol(anna, _edition(), by=anna)

    assert request.approvals.get().decision == Decision.OPEN
    assert not ApprovalLink.objects.exists()
    assert list(Message.objects.values_list("recipient", flat=True)) == [anna.pk]
    assert approval_queries.requests_without_approver(make.user(roles=[Role.PLANNER]), make.TODAY) == [request]


def test_enrol_takes_organisation_and_manager_of_the_same_job() -> None:
    here, there = make.organisation(kind="company"), make.organisation()
    anna, manager = make.user(organisation=here, manager=make.user()), make.user()
    make.affiliation(anna, there, manager=manager, valid_from=make.TODAY)

    request = actions.enrol(anna, make.edition(make.course(needs_approval=True, admits=[there.kind])), by=anna)

    assert (request.organisation, request.manager) == (there, manager)


# approving


def test_approve_makes_a_seat_of_the_request() -> None:
    request, manager = _asked()

    actions.approve(request, by=manager)

    approval = request.approvals.get()
    assert _status(request) == Status.ENROLLED
    assert (approval.decision, approval.decided_by, approval.decided_as) == (
        Decision.APPROVED,
        manager.person,
        As.MANAGER,
    )
    assert _history(request)[1:] == [(Status.ENROLLED, Reason.APPROVED, manager.person)]
    assert _told(request.user) == ["requested", "enrolled"]
    line = AuditEvent.objects.get(deed="approve")
    assert (line.actor, line.subject, line.result) == (manager.person, request.user, As.MANAGER)


def test_approve_keeps_the_number_and_moves_nobody() -> None:
    edition = _edition(seats=1)
    request, manager = _asked(edition)
    waiting = _waiting(edition)

    actions.approve(request, by=manager)

    assert list(edition.enrolments.values_list("number", "status")) == [(1, Status.ENROLLED), (2, Status.WAITING)]
    assert queries.in_line([waiting])[waiting.pk].place == 1


def test_approve_on_behalf_of_the_employer_says_which_planner() -> None:
    anna = make.user(organisation=make.organisation())
    planner = make.user(roles=[Role.PLANNER])
    request = actions.enrol(anna, _edition(), by=anna)

    actions.approve(request, by=Approver(As.PLANNER, planner.email, planner))

    approval = request.approvals.get()
    assert (approval.decided_by, approval.decided_as) == (planner, As.PLANNER)
    assert _history(request)[-1] == (Status.ENROLLED, Reason.APPROVED, planner)


def test_approve_by_a_deputy_says_for_whom() -> None:
    request, manager = _asked()
    deputy, absent = make.user(), manager.person
    assert absent
    make.deputyship(absent, deputy)

    actions.approve(request, by=Approver(As.MANAGER, deputy.email, deputy, absent))

    approval = request.approvals.get()
    assert approval.decider == f"{deputy}, waarnemend voor {absent}"
    line = AuditEvent.objects.get(deed="approve")
    assert (line.actor, line.payload.data) == (deputy, {"stands_in_for": absent.pk})


def test_approve_by_a_deputy_is_refused_when_the_days_are_over() -> None:
    request, manager = _asked()
    deputy, absent = make.user(), manager.person
    assert absent
    make.deputyship(absent, deputy, valid_from=make.TODAY - 2 * DAY, valid_until=make.TODAY - DAY)

    with _refused():
        actions.approve(request, by=Approver(As.MANAGER, deputy.email, deputy, absent))

    assert _status(request) == Status.REQUESTED


def test_enrol_asks_the_deputy_too_and_says_for_whom() -> None:
    anna, manager = _led()
    deputy = make.user()
    assert manager.person
    make.deputyship(manager.person, deputy)

    actions.enrol(anna, _edition(), by=anna)

    asked = Message.objects.filter(kind="approval_request")
    assert {mail.recipient for mail in asked} == {manager.person, deputy}
    assert f"U krijgt deze mail omdat u waarneemt voor {manager.person}." in asked.get(recipient=deputy).body
    assert "waarneemt" not in asked.get(recipient=manager.person).body


def test_approve_by_an_address_keeps_the_address_where_it_can_be_erased() -> None:
    anna = make.user()
    make.affiliation(anna, make.organisation(), manager_address=CHEF)
    request = actions.enrol(anna, _edition(), by=anna)
    link = approval_queries.link_of(make.approval_link(request, CHEF))

    actions.approve(request, by=Approver(As.MANAGER, CHEF), link=link)

    approval = request.approvals.get()
    assert (approval.decided_by, approval.decided_address, approval.decider) == (None, CHEF, CHEF)
    assert _history(request)[-1] == (Status.ENROLLED, Reason.APPROVED, None)
    assert AuditPayload.objects.get().data == {"address": CHEF}
    assert [one.used_at is not None for one in ApprovalLink.objects.order_by("pk")] == [True]


# declining


def test_decline_says_why_and_gives_the_seat_to_who_waits_longest() -> None:
    edition = _edition(seats=1)
    request, manager = _asked(edition)
    first, second = _waiting(edition), _waiting(edition)

    actions.decline(request, "Te druk dit kwartaal", by=manager)

    assert [_status(one) for one in (request, first, second)] == [Status.DECLINED, Status.REQUESTED, Status.WAITING]
    assert request.approvals.get().reason == "Te druk dit kwartaal"
    assert _history(request)[-1] == (Status.DECLINED, Reason.DECLINED, manager.person)
    assert _history(first)[-1] == (Status.REQUESTED, Reason.MOVED_UP, None)
    assert Message.objects.filter(key__startswith=f"approval_request:{first.approvals.get().pk}:").exists()
    assert _told(request.user) == ["requested", "declined"]
    assert _told(first.user) == ["waiting", "requested"]


def test_decline_without_a_reason_is_impossible() -> None:
    request, manager = _asked()

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.decline(request, "", by=manager)

    assert _status(request) == Status.REQUESTED


def test_decline_leaves_the_way_open_for_a_new_request() -> None:
    request, manager = _asked()
    actions.decline(request, "Nu niet", by=manager)

    again = actions.enrol(request.user, request.edition, by=request.user)

    assert (again.status, again.number) == (Status.REQUESTED, 2)


# who may not


def _stranger(request: Enrolment, manager: Approver) -> Approver:
    return Approver(
        As.CONTACT, "x@example.org", make.user(organisation=make.organisation(), roles=[Role.TRAINING_CONTACT])
    )


def _oneself(request: Enrolment, manager: Approver) -> Approver:
    return Approver(As.MANAGER, request.user.email, request.user)


def _former(request: Enrolment, manager: Approver) -> Approver:
    Affiliation.objects.filter(user=request.user).update(manager=make.user())
    return manager


def _as_something_else(request: Enrolment, manager: Approver) -> Approver:
    return Approver(As.PLANNER, manager.address, manager.person)


def _address_without_link(request: Enrolment, manager: Approver) -> Approver:
    return Approver(As.MANAGER, CHEF)


@pytest.mark.parametrize("who", [_stranger, _oneself, _former, _as_something_else, _address_without_link])
def test_decide_refuses_who_has_no_say(who: Callable[[Enrolment, Approver], Approver]) -> None:
    request, manager = _asked()
    somebody = who(request, manager)

    for decide in (actions.approve, partial(actions.decline, reason="Nee")):
        with _refused() as refusal:
            decide(request, by=somebody)
        assert str(refusal.value) == "U kunt over deze aanvraag niet (meer) beslissen."

    assert _status(request) == Status.REQUESTED


def test_decide_refuses_the_link_of_another_request() -> None:
    request, manager = _asked()
    assert manager.person
    other, _chef = _asked()
    link = approval_queries.link_of(make.approval_link(other, manager.person))

    with _refused(ApprovalLink.DoesNotExist):
        actions.approve(request, by=manager, link=link)

    assert _status(request) == Status.REQUESTED


# once


def test_decide_refuses_the_second_answer_and_tells_of_the_first() -> None:
    request, manager = _asked()
    actions.approve(request, by=manager)

    with _refused() as refusal:
        actions.decline(request, "Toch niet", by=manager)

    assert str(refusal.value) == f"Deze aanvraag is op 2 maart 2026 goedgekeurd door {manager}."
    assert _status(request) == Status.ENROLLED
    assert _told(request.user) == ["requested", "enrolled"]


def test_decide_refuses_what_was_withdrawn() -> None:
    request, manager = _asked()
    actions.withdraw(request, by=request.user)

    with _refused() as refusal:
        actions.approve(request, by=manager)

    assert str(refusal.value) == "Deze aanvraag is ingetrokken."
    assert _status(request) == Status.WITHDRAWN


def test_decide_takes_mails_to_others_back_that_have_not_left() -> None:
    request, manager = _asked()
    others = Message.objects.filter(kind="approval_request")

    actions.approve(request, by=manager)

    assert set(others.values_list("state", "secret")) == {(Message.State.DROPPED, "")}
    while outbox.send_due():
        pass
    assert not any("uw goedkeuring" in sent.subject for sent in mail.outbox)


# withdrawing, beginning, calling off


def test_withdraw_ends_the_question_and_frees_the_seat_for_the_first_in_line() -> None:
    edition = _edition(seats=1)
    request, _manager = _asked(edition)
    waiting = _waiting(edition)

    actions.withdraw(request, by=request.user)

    approval = request.approvals.get()
    assert (approval.decision, approval.decided_as, approval.decided_at is not None) == (Decision.LAPSED, "", True)
    assert (_status(request), _status(waiting)) == (Status.WITHDRAWN, Status.REQUESTED)
    assert _told(request.user) == ["requested", "withdrawn"]


def test_whoever_moves_up_is_a_request_first_also_after_an_enrolled_person_left() -> None:
    edition = _edition(seats=1)
    request, manager = _asked(edition)
    actions.approve(request, by=manager)
    waiting = _waiting(edition)

    actions.withdraw(request, by=request.user)

    assert _status(waiting) == Status.REQUESTED


@pytest.mark.parametrize(("days_before", "ends"), [(1, False), (0, True), (-3, True)])
def test_lapse_requests_ends_what_nobody_answered_before_the_beginning(
    days_before: int, ends: bool, settings: Settings
) -> None:
    edition = _edition()
    settings.AS_OF = edition.starts_on - 7 * DAY
    request, manager = _asked(edition)
    settings.AS_OF = request.edition.starts_on - days_before * DAY

    tasks.lapse_requests.func()
    tasks.lapse_requests.func()

    assert _status(request) == (Status.DECLINED if ends else Status.REQUESTED)
    assert request.approvals.get().decision == (Decision.LAPSED if ends else Decision.OPEN)
    if ends:
        assert _history(request)[1:] == [(Status.DECLINED, Reason.TOO_LATE, None)]
        assert _told(request.user) == ["requested", "declined"]
        with _refused() as refusal:
            actions.approve(request, by=manager)
        assert str(refusal.value).startswith("Deze uitvoering is al begonnen")


def test_lapse_requests_leaves_all_others_alone(settings: Settings) -> None:
    edition = _edition(seats=2)
    request, manager = _asked(edition)
    actions.approve(request, by=manager)
    settings.AS_OF = edition.starts_on - DAY
    later, _chef = _asked(_edition(starts_on=edition.starts_on + DAY))
    settings.AS_OF = edition.starts_on

    assert actions.lapse_requests(settings.AS_OF) == 0

    assert (_status(request), _status(later)) == (Status.ENROLLED, Status.REQUESTED)


def test_approve_is_refused_from_the_day_it_begins(settings: Settings) -> None:
    request, manager = _asked()
    settings.AS_OF = request.edition.starts_on

    with _refused() as refusal:
        actions.approve(request, by=manager)

    assert str(refusal.value) == "Deze uitvoering is al begonnen: goedkeuren kon tot en met de dag ervoor."


def test_cancel_edition_ends_requests_with_one_mail() -> None:
    request, manager = _asked()

    actions.cancel_edition(request.edition, by=make.user())

    assert _status(request) == Status.CANCELLED
    assert request.approvals.get().decision == Decision.LAPSED
    assert _told(request.user) == ["requested", "cancelled"]
    with _refused() as refusal:
        actions.approve(request, by=manager)
    assert str(refusal.value) == "Deze uitvoering gaat niet door."


def test_request_has_one_open_question_only() -> None:
    request, _manager = _asked()

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(enrolment=request, asked_at=request.enrolled_at)


# whatever happens


@effort(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seats=st.integers(1, 3), steps=st.lists(st.tuples(st.sampled_from("ewad"), st.integers(0, 5)), max_size=25))
def test_queue_is_fair_whatever_people_and_employers_do(seats: int, steps: list[tuple[str, int]]) -> None:
    """Against a queue of a dozen lines: who has a seat, whose seat is held, who waits in which order."""
    with transaction.atomic():
        edition, people = _edition(seats=seats), [_led() for _one in range(6)]
        held: list[User] = []
        sitting: list[User] = []
        waiting: list[User] = []
        for deed, number in steps:
            person, manager = people[number]
            inside = person in held + sitting + waiting
            if deed == "e" and not inside:
                actions.enrol(person, edition, by=person)
                (waiting if len(sitting) + len(held) == seats else held).append(person)
            if deed == "w" and inside:
                actions.withdraw(Enrolment.objects.active().get(user=person), by=person)
                next(group for group in (held, sitting, waiting) if person in group).remove(person)
            if deed in "ad" and person in held:
                request = Enrolment.objects.active().get(user=person)
                held.remove(person)
                if deed == "a":
                    actions.approve(request, by=manager)
                    sitting.append(person)
                else:
                    actions.decline(request, "Nee", by=manager)
            while waiting and len(sitting) + len(held) < seats:
                held.append(waiting.pop(0))
        by_status = {status: set(edition.enrolments.filter(status=status)) for status in TAKEN}
        assert {one.user for one in by_status[Status.REQUESTED]} == set(held)
        assert {one.user for one in by_status[Status.ENROLLED]} == set(sitting)
        assert [one.user for one in queries.waiting_list(edition)] == waiting
        assert {one.enrolment for one in Approval.objects.filter(decision=Decision.OPEN)} == by_status[Status.REQUESTED]
        transaction.set_rollback(True)


# until when


@pytest.mark.parametrize(("ahead", "days"), [(42, 14), (15, 14), (14, 13), (1, 0)])
def test_request_is_to_be_answered_within_two_weeks_and_before_it_begins(ahead: int, days: int) -> None:
    request, _manager = _asked(_edition(starts_on=make.TODAY + ahead * DAY, enrol_until=make.TODAY))

    assert request.approvals.get().answer_by == make.TODAY + days * DAY


@pytest.mark.parametrize(("days", "in_time"), [(14, True), (15, False)])
def test_request_lapses_after_its_last_day_and_the_seat_goes_on(days: int, in_time: bool, settings: Settings) -> None:
    edition = _edition(seats=1)
    request, manager = _asked(edition)
    waiting = _waiting(edition)
    settings.AS_OF = make.TODAY + days * DAY

    if not in_time:
        with _refused() as refusal:  # whether the job has looked or not
            actions.approve(request, by=manager)
        assert str(refusal.value) == "Deze aanvraag is vervallen: antwoorden kon tot en met 16 maart 2026."
    tasks.lapse_requests.func()
    tasks.lapse_requests.func()

    expected = (Status.REQUESTED, Status.WAITING) if in_time else (Status.DECLINED, Status.REQUESTED)
    assert (_status(request), _status(waiting)) == expected
    if not in_time:
        assert _history(request)[-1] == (Status.DECLINED, Reason.TOO_LATE, None)
        assert _told(request.user) == ["requested", "declined"]
        with _refused() as refusal:
            actions.approve(request, by=manager)
        assert str(refusal.value) == "Deze aanvraag is vervallen: antwoorden kon tot en met 16 maart 2026."


# several at once


def test_decide_together_answers_each_by_its_own_rules() -> None:
    (mine, manager), (foreign, _other), (gone, _third) = _asked(), _asked(), _asked()
    assert manager.person
    actions.withdraw(gone, by=gone.user)

    decided = actions.decide_together([gone, foreign, mine], "", by=manager.person)

    assert [(one.enrolment.pk, bool(one.why_not)) for one in decided] == [
        (mine.pk, False),
        (foreign.pk, True),
        (gone.pk, True),
    ]
    assert [_status(one) for one in (mine, foreign, gone)] == [Status.ENROLLED, Status.REQUESTED, Status.WITHDRAWN]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_decide_together_at_one_moment_leave_one_answer_for_each() -> None:
    here = make.organisation()
    contacts = [make.user(organisation=here, roles=[Role.TRAINING_CONTACT]) for _one in range(2)]
    requests = [actions.enrol(one, _edition(), by=one) for one in (make.user(organisation=here) for _one in range(4))]
    deeds = [
        partial(actions.decide_together, requests, "", by=contacts[0]),
        partial(actions.decide_together, requests[::-1], "Nee", by=contacts[1]),
    ]

    ends = together(deeds)

    assert all(isinstance(end, list) for end in ends)
    for request in requests:
        assert len(_told(request.user)) == 2
        assert request.approvals.get().decision != Decision.OPEN
    lists = [end for end in ends if isinstance(end, list)]
    assert sum(not one.why_not for end in lists for one in end) == len(requests)


@pytest.mark.postgresql  # on SQLite the second person waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_decide_and_withdraw_at_one_moment_end_in_one_state(turn: int) -> None:
    edition = _edition(seats=1)
    request, manager = _asked(edition)
    assert manager.person
    contact = make.user(organisation=request.organisation, roles=[Role.TRAINING_CONTACT])
    other = Approver(As.CONTACT, contact.email, contact)
    waiting = _waiting(edition)
    deeds = [
        partial(actions.approve, request, by=manager),
        partial(actions.decline, request, "Nee", by=other),
        partial(actions.withdraw, request, by=request.user),
        partial(actions.approve, request, by=other),
    ]

    ends = together(deeds[turn % 4 :] + deeds[: turn % 4])

    assert {type(end) for end in ends} <= {Enrolment, DecisionRefused, WithdrawalRefused}
    told = _told(request.user)
    assert len([one for one in told if one in ("enrolled", "declined")]) <= 1
    assert _status(request) == {"enrolled": Status.ENROLLED, "declined": Status.DECLINED}.get(
        told[-1], Status.WITHDRAWN
    )
    assert edition.enrolments.filter(status__in=TAKEN).count() == 1
    assert _status(waiting) == (Status.WAITING if _status(request) == Status.ENROLLED else Status.REQUESTED)
    assert request.approvals.get().decision != Decision.OPEN


@pytest.mark.postgresql  # on SQLite the second press waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_approve_happens_once_when_pressed_often() -> None:
    request, manager = _asked()

    ends = together([partial(actions.approve, request, by=manager)] * 6)

    assert sorted(type(end).__name__ for end in ends) == [*["DecisionRefused"] * 5, "Enrolment"]
    assert _told(request.user) == ["requested", "enrolled"]


@pytest.mark.postgresql  # on SQLite the second person waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_enrol_never_oversells_when_requests_come_and_are_declined_at_once() -> None:
    edition = _edition(seats=2)
    requests = [_asked(edition) for _one in range(2)]
    newcomers = [_led()[0] for _one in range(5)]

    decline = [partial(actions.decline, request, "Nee", by=manager) for request, manager in requests]
    together([*decline, *(partial(actions.enrol, user, edition, by=user) for user in newcomers)])

    statuses = list(edition.enrolments.filter(number__gt=2).order_by("number").values_list("status", flat=True))
    assert statuses == [*[Status.REQUESTED] * 2, *[Status.WAITING] * 3]
