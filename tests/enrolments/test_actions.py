from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from courses.errors import EditionRefused
from courses.models import Edition
from enrolments import actions, queries, steps
from enrolments.errors import EnrolmentRefused, WithdrawalRefused
from enrolments.models import ACTIVE, Enrolment, EnrolmentChange, Status
from enrolments.rules import Code
from people.models import AuditEvent, Message, Organisation, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

Reason = EnrolmentChange.Reason

DAY = timedelta(days=1)


@contextmanager
def _refused(error: type[Exception] = EnrolmentRefused) -> Iterator[pytest.ExceptionInfo[Any]]:
    """Expect a refusal, which takes the transaction it happened in with it."""
    with transaction.atomic(), pytest.raises(error) as refusal:
        yield refusal


def _enrol(edition: Edition, *users: User) -> list[Enrolment]:
    return [actions.enrol(user, edition, by=user) for user in users]


def _people(number: int) -> list[User]:
    return [make.user() for _one in range(number)]


def _statuses(edition: Edition) -> list[str]:
    """In order of arrival."""
    return list(edition.enrolments.order_by("number").values_list("status", flat=True))


def _history(enrolment: Enrolment) -> list[tuple[str, str, User | None]]:
    return [(change.status, change.reason, change.by) for change in enrolment.changes.all()]


# enrolling


def test_enrol_gives_a_seat_while_there_is_one() -> None:
    edition = make.edition(seats=2)

    _enrol(edition, *_people(3))

    assert _statuses(edition) == [Status.ENROLLED, Status.ENROLLED, Status.WAITING]
    assert queries.free_seats(edition) == 0


def test_enrol_writes_the_row_its_history_the_audit_line_and_the_mail() -> None:
    region, manager, colleague = make.organisation(), make.user(), make.user()
    anna = make.user(organisation=region, manager=manager)
    edition = make.edition()

    enrolment = actions.enrol(anna, edition, by=colleague)

    assert (enrolment.user, enrolment.organisation, enrolment.manager) == (anna, region, manager)
    assert (enrolment.number, enrolment.enrolled_at.date()) == (1, make.TODAY)
    assert _history(enrolment) == [(Status.ENROLLED, Reason.ENROLLED, colleague)]
    line = AuditEvent.objects.get()
    assert (line.deed, line.result, line.actor, line.subject) == ("enrol", "enrolled", colleague, anna)
    assert Message.objects.get().recipient == anna


def test_enrol_says_why_somebody_waits() -> None:
    edition = make.edition(seats=1)
    anna, bas = _people(2)

    _seated, waiting = _enrol(edition, anna, bas)

    assert _history(waiting) == [(Status.WAITING, Reason.FULL, bas)]


def test_enrol_numbers_people_in_order_of_arrival() -> None:
    edition, other = make.edition(seats=2), make.edition()
    _enrol(other, make.user())

    assert [enrolment.number for enrolment in _enrol(edition, *_people(4))] == [1, 2, 3, 4]


def test_enrol_never_gives_a_number_out_again() -> None:
    edition = make.edition()
    anna, bas, carla = _people(3)
    _anna, last = _enrol(edition, anna, bas)
    actions.withdraw(last, by=bas)

    again, new = _enrol(edition, bas, carla)

    assert (again.number, new.number) == (3, 4)


def test_enrol_lets_who_waits_go_first_when_a_seat_is_free() -> None:
    edition = make.edition(seats=1)
    first = make.enrolment(edition=edition, status=Status.WAITING)

    (newcomer,) = _enrol(edition, make.user())

    first.refresh_from_db()
    assert (first.status, newcomer.status) == (Status.ENROLLED, Status.WAITING)


def test_enrol_gives_a_seat_again_when_nobody_waits_any_more() -> None:
    edition = make.edition(seats=1)
    anna, bas, carla = _people(3)
    seated, waiting = _enrol(edition, anna, bas)
    actions.withdraw(waiting, by=bas)
    actions.withdraw(seated, by=anna)

    (new,) = _enrol(edition, carla)

    assert new.status == Status.ENROLLED


@pytest.mark.parametrize("status", ACTIVE)
def test_enrol_refuses_who_is_in_already(status: Status) -> None:
    edition, anna = make.edition(), make.user()
    make.enrolment(anna, edition, status)

    with _refused() as refusal:
        _enrol(edition, anna)

    assert refusal.value.is_in_already
    assert _statuses(edition) == [status]


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED, Status.NOT_COMPLETED])
def test_enrol_welcomes_who_was_in_before(status: Status) -> None:
    edition, anna = make.edition(), make.user()
    make.enrolment(anna, edition, status)

    _enrol(edition, anna)

    assert _statuses(edition) == [status, Status.ENROLLED]


def test_enrol_refuses_with_all_reasons_at_once_and_writes_nothing() -> None:
    admitted = [Organisation.Kind.SAFETY_REGION]
    edition = make.edition(make.course(admits=admitted), enrol_from=make.TODAY + DAY)
    anna = make.user()
    make.enrolment(anna, make.edition())  # at the same hours

    with _refused() as refusal:
        _enrol(edition, anna)

    assert [one.code for one in refusal.value.obstacles] == [Code.NOT_YET, Code.NOT_ADMITTED, Code.CLASH]
    assert not refusal.value.is_in_already
    assert str(refusal.value).startswith("Inschrijven kan vanaf 3 maart 2026. Deze opleiding is voor")
    assert _statuses(edition) == []
    assert not Message.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(("today", "welcome"), [(date(2026, 4, 6), True), (date(2026, 4, 7), False)])
def test_enrol_asks_the_domain_clock(today: date, welcome: bool, settings: Settings) -> None:
    edition = make.edition(starts_on=date(2026, 4, 13), enrol_until=date(2026, 4, 6))
    settings.AS_OF = today

    if welcome:
        _enrol(edition, make.user())
    else:
        with _refused():
            _enrol(edition, make.user())

    assert len(_statuses(edition)) == welcome


def test_enrol_leaves_nothing_behind_when_its_transaction_fails() -> None:
    edition = make.edition()

    with transaction.atomic():
        _enrol(edition, make.user())
        transaction.set_rollback(True)

    assert _statuses(edition) == []
    assert not EnrolmentChange.objects.exists()
    assert not Message.objects.exists()
    assert not AuditEvent.objects.exists()


# seats per session


def test_enrol_counts_seats_per_session_when_some_follow_one_module() -> None:
    course = make.course()
    basics, tunnels = make.module(course), make.module(course)
    edition = make.edition(course, seats=3, sessions=0)
    make.session(edition, module=basics)
    make.session(edition, edition.starts_on + DAY, module=tunnels)
    for _one in range(2):
        make.enrolment(edition=edition, modules=[basics])
    make.enrolment(edition=edition, modules=[tunnels])

    _enrol(edition, *_people(2))

    assert queries.free_seats(edition) == 0
    assert _statuses(edition)[3:] == [Status.ENROLLED, Status.WAITING]


def test_enrol_heeds_the_session_with_the_fewest_seats() -> None:
    edition = make.edition(seats=10, sessions=1)
    make.session(edition, edition.starts_on + DAY, capacity=1)

    assert [one.status for one in _enrol(edition, *_people(2))] == [Status.ENROLLED, Status.WAITING]


def test_enrol_leaves_the_seats_of_workshops_out() -> None:
    edition = make.edition(seats=2, sessions=1)
    make.session(edition, hours=(17, 18), by_choice=True, capacity=1)

    assert [one.status for one in _enrol(edition, *_people(2))] == [Status.ENROLLED, Status.ENROLLED]


def test_enrol_counts_seats_of_what_has_no_sessions() -> None:
    edition = make.edition(seats=1, sessions=0, delivery=Edition.Delivery.E_LEARNING)

    assert [one.status for one in _enrol(edition, *_people(2))] == [Status.ENROLLED, Status.WAITING]


# withdrawing and moving up


def test_withdraw_moves_up_whoever_waits_longest() -> None:
    edition = make.edition(seats=1)
    leaving, first, second = (
        make.enrolment(edition=edition, status=status) for status in (Status.ENROLLED, Status.WAITING, Status.WAITING)
    )

    actions.withdraw(leaving, by=leaving.user)

    assert _statuses(edition) == [Status.WITHDRAWN, Status.ENROLLED, Status.WAITING]
    assert _history(leaving) == [(Status.WITHDRAWN, Reason.WITHDREW, leaving.user)]
    assert _history(first) == [(Status.ENROLLED, Reason.MOVED_UP, None)]
    assert _history(second) == []
    lines = AuditEvent.objects.order_by("pk").values_list("deed", "actor", "subject")
    assert list(lines) == [("withdraw", leaving.user_id, leaving.user_id), ("move_up", None, first.user_id)]


def test_withdraw_moves_up_by_number_and_not_by_time() -> None:
    edition = make.edition(seats=1)
    leaving = make.enrolment(edition=edition)
    waiting = [make.enrolment(edition=edition, status=Status.WAITING) for _one in range(2)]
    Enrolment.objects.filter(pk=waiting[1].pk).update(enrolled_at=make.at(make.LONG_AGO, 9))

    actions.withdraw(leaving, by=leaving.user)

    assert _statuses(edition) == [Status.WITHDRAWN, Status.ENROLLED, Status.WAITING]


def test_withdraw_from_the_waiting_list_moves_nobody() -> None:
    edition = make.edition(seats=1)
    _seated, first, second = (
        make.enrolment(edition=edition, status=status) for status in (Status.ENROLLED, Status.WAITING, Status.WAITING)
    )

    actions.withdraw(first, by=first.user)

    assert _statuses(edition) == [Status.ENROLLED, Status.WITHDRAWN, Status.WAITING]
    assert queries.in_line([second])[second.pk].place == 1


def test_withdraw_fills_every_seat_that_is_free() -> None:
    edition = make.edition(seats=3)
    leaving = make.enrolment(edition=edition)
    for _one in range(4):
        make.enrolment(edition=edition, status=Status.WAITING)

    actions.withdraw(leaving, by=leaving.user)

    assert _statuses(edition) == [Status.WITHDRAWN, *[Status.ENROLLED] * 3, Status.WAITING]


@pytest.mark.parametrize(("days_before", "leaves"), [(2, True), (1, True), (0, False), (-1, False)])
def test_withdraw_is_possible_until_the_day_before(days_before: int, leaves: bool, settings: Settings) -> None:
    enrolment = make.enrolment()
    settings.AS_OF = enrolment.edition.starts_on - days_before * DAY

    if leaves:
        actions.withdraw(enrolment, by=enrolment.user)
    else:
        with _refused(WithdrawalRefused) as refusal:
            actions.withdraw(enrolment, by=enrolment.user)
        assert str(refusal.value).startswith("Uitschrijven kon tot en met")

    assert _statuses(enrolment.edition) == [Status.WITHDRAWN if leaves else Status.ENROLLED]


@pytest.mark.parametrize("status", [Status.WAITING, Status.REQUESTED])
@pytest.mark.parametrize("days_before", [1, 0, -1])
def test_withdraw_is_always_possible_for_who_has_no_seat_yet(
    status: Status, days_before: int, settings: Settings
) -> None:
    enrolment = make.enrolment(status=status)
    settings.AS_OF = enrolment.edition.starts_on - days_before * DAY

    actions.withdraw(enrolment, by=enrolment.user)

    assert _statuses(enrolment.edition) == [Status.WITHDRAWN]


@pytest.mark.parametrize("status", [status for status in Status if status not in ACTIVE])
def test_withdraw_refuses_who_is_not_in(status: Status) -> None:
    enrolment = make.enrolment(status=status)

    with _refused(WithdrawalRefused) as refusal:
        actions.withdraw(enrolment, by=enrolment.user)

    assert str(refusal.value) == "U bent niet meer ingeschreven voor deze uitvoering."
    assert _statuses(enrolment.edition) == [status]


def test_withdraw_refuses_the_second_time() -> None:
    enrolment = make.enrolment()
    actions.withdraw(enrolment, by=enrolment.user)

    with _refused(WithdrawalRefused):
        actions.withdraw(Enrolment(pk=enrolment.pk, edition=enrolment.edition), by=enrolment.user)

    assert len(_history(enrolment)) == 1


@pytest.mark.parametrize(
    ("status", "days_before", "moves"),
    [
        (Edition.Status.PUBLISHED, 1, True),
        (Edition.Status.CONFIRMED, 1, True),
        (Edition.Status.PUBLISHED, 0, False),  # it begins today
        (Edition.Status.RUNNING, 1, False),
        (Edition.Status.CONCEPT, 1, False),
    ],
)
def test_fill_free_seats_moves_people_up_until_it_begins(
    status: Edition.Status, days_before: int, moves: bool, settings: Settings
) -> None:
    edition = make.edition(status=status)
    make.enrolment(edition=edition, status=Status.WAITING)
    settings.AS_OF = edition.starts_on - days_before * DAY

    steps.fill_free_seats(edition)

    assert _statuses(edition) == [Status.ENROLLED if moves else Status.WAITING]


# calling an edition off


def test_cancel_edition_ends_every_active_enrolment_and_moves_nobody_up() -> None:
    edition, planner = make.edition(seats=1), make.user()
    before = [Status.WITHDRAWN, Status.ENROLLED, Status.WAITING, Status.NOT_COMPLETED]
    enrolments = [make.enrolment(edition=edition, status=status) for status in before]

    actions.cancel_edition(edition, by=planner)

    edition.refresh_from_db()
    assert edition.status == Edition.Status.CANCELLED
    assert _statuses(edition) == [Status.WITHDRAWN, Status.CANCELLED, Status.CANCELLED, Status.NOT_COMPLETED]
    assert _history(enrolments[1]) == [(Status.CANCELLED, Reason.EDITION_CANCELLED, planner)]
    assert _history(enrolments[0]) == []


def test_cancel_edition_writes_to_who_sat_or_waited_once() -> None:
    edition = make.edition(seats=1)
    anna, bas, carla = _people(3)
    *_stay, leaving = _enrol(edition, anna, bas, carla)
    actions.withdraw(leaving, by=carla)
    Message.objects.all().delete()

    actions.cancel_edition(edition, by=make.user())

    assert set(Message.objects.values_list("recipient", "kind")) == {
        (anna.pk, "enrolment_cancelled"),
        (bas.pk, "enrolment_cancelled"),
    }


def test_cancel_edition_refuses_what_is_over() -> None:
    edition = make.edition(status=Edition.Status.COMPLETED)
    make.enrolment(edition=edition)

    with _refused(EditionRefused):
        actions.cancel_edition(edition, by=make.user())

    assert _statuses(edition) == [Status.ENROLLED]


# whatever happens


@effort(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seats=st.integers(1, 3), steps=st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=25))
def test_queue_is_fair_whatever_people_do(seats: int, steps: list[tuple[bool, int]]) -> None:
    """Against a queue of ten lines: who sits and who waits, in which order."""
    with transaction.atomic():
        edition, people = make.edition(seats=seats), _people(6)
        sitting: list[User] = []
        waiting: list[User] = []
        for enters, number in steps:
            person = people[number]
            inside = person in sitting + waiting
            if enters and not inside:
                _enrol(edition, person)
                (waiting if len(sitting) == seats else sitting).append(person)
            if not enters and inside:
                actions.withdraw(Enrolment.objects.active().get(user=person), by=person)
                (sitting if person in sitting else waiting).remove(person)
                sitting += waiting[: seats - len(sitting)]
                waiting = [one for one in waiting if one not in sitting]
        seated = edition.enrolments.filter(status=Status.ENROLLED)
        assert {one.user for one in seated} == set(sitting)
        assert [one.user for one in queries.waiting_list(edition)] == waiting
        numbers = list(edition.enrolments.order_by("pk").values_list("number", flat=True))
        assert all(earlier < later for earlier, later in pairwise(numbers))
        transaction.set_rollback(True)


@pytest.mark.postgresql  # on SQLite the second person waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_enrol_gives_the_last_seats_to_as_many_when_all_press_at_once() -> None:
    edition, people = make.edition(seats=2), _people(8)

    together([partial(actions.enrol, user, edition, by=user) for user in people])

    assert sorted(_statuses(edition)) == [*[Status.ENROLLED] * 2, *[Status.WAITING] * 6]
    assert list(edition.enrolments.order_by("number").values_list("number", flat=True)) == list(range(1, 9))


@pytest.mark.postgresql  # on SQLite the second press waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_enrol_happens_once_when_one_person_presses_often() -> None:
    edition, anna = make.edition(), make.user()

    ends = together([partial(actions.enrol, anna, edition, by=anna)] * 6)

    assert sorted(type(end).__name__ for end in ends) == ["Enrolment", *["EnrolmentRefused"] * 5]
    assert (_statuses(edition), Message.objects.count()) == ([Status.ENROLLED], 1)


@pytest.mark.postgresql  # on SQLite the second person waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_withdraw_never_passes_a_seat_to_a_newcomer_when_all_press_at_once() -> None:
    edition = make.edition(seats=2)
    sitting = [make.enrolment(edition=edition) for _one in range(2)]
    waiting = [make.enrolment(edition=edition, status=Status.WAITING) for _one in range(2)]
    newcomers = _people(3)

    leave = [partial(actions.withdraw, one, by=one.user) for one in sitting]
    together([*leave, *(partial(actions.enrol, user, edition, by=user) for user in newcomers)])

    seated = edition.enrolments.filter(status=Status.ENROLLED)
    assert {one.pk for one in seated} == {one.pk for one in waiting}
    assert list(queries.waiting_list(edition).values_list("number", flat=True)) == [5, 6, 7]
