"""What leaving costs whom, and waiving it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from courses.models import Course, Edition
from enrolments import actions
from enrolments.cancelling import actions as cancelling
from enrolments.cancelling import rules
from enrolments.errors import MoveRefused, WaiverRefused, WithdrawalRefused
from enrolments.models import Enrolment, Status, Withdrawal
from people import clock
from people.models import AuditEvent, Message, Role
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HALF, WHOLE = 45000, 90000  # cents


@contextmanager
def _refused(error: type[Exception]) -> Iterator[pytest.ExceptionInfo[Any]]:
    with transaction.atomic(), pytest.raises(error) as refusal:
        yield refusal


def _edition(**fields: Any) -> Edition:
    """It costs € 900, begins in 42 days, and leaving is free until 28 days before, half until 14."""
    return make.edition(make.course(price=900, funding="market", cancellation_tiers=[[28, 0], [14, 50]]), **fields)


def _enrolled(edition: Edition | None = None, **fields: Any) -> Enrolment:
    anna = make.user()
    return actions.enrol(anna, edition or _edition(), by=anna, **fields)


def _leave(enrolment: Enrolment, **fields: Any) -> Withdrawal:
    return actions.withdraw(enrolment, by=enrolment.user, **fields).withdrawal


def _told(kind: str) -> str:
    return Message.objects.get(kind=kind).body


# what was agreed


def test_enrol_keeps_what_was_agreed_whatever_becomes_of_the_course() -> None:
    enrolment = _enrolled(cost_centre="4410")
    Course.objects.update(price=1200, cancellation_tiers=[], funding="free", leave_days_before=9)

    enrolment.refresh_from_db()

    assert (int(enrolment.price), enrolment.funding, enrolment.cost_centre) == (900, "market", "4410")
    assert enrolment.terms.step(enrolment.edition.starts_on, enrolment.edition.starts_on - DAY).amount == 900
    assert rules.last_day_to_leave(enrolment) == enrolment.edition.starts_on - DAY


@pytest.fixture
def seat(settings: Settings) -> Enrolment:
    """For € 900; nobody leaves free any more, and whoever comes now finds another price."""
    enrolment = _enrolled(cost_centre="4410")
    Course.objects.update(price=1200)
    settings.AS_OF = enrolment.edition.starts_on - 13 * DAY
    enrolment.refresh_from_db()
    return enrolment


def test_substitute_takes_over_what_was_agreed_and_nobody_pays(seat: Enrolment) -> None:
    here = make.organisation()
    Enrolment.objects.update(organisation=here)
    contact = make.user(organisation=here, roles=[Role.TRAINING_CONTACT])

    taken = actions.substitute(seat, make.user(organisation=here), by=contact)

    assert (int(taken.price), taken.funding, taken.cost_centre) == (900, "market", "4410")
    assert rules.leaving(taken, on=clock.today()).amount == 900
    assert not Withdrawal.objects.exists()


def test_move_keeps_what_was_agreed_from_the_new_first_day(seat: Enrolment) -> None:
    there = make.edition(seat.edition.course, starts_on=seat.edition.starts_on + 30 * DAY)

    moved = actions.move(seat, there, by=make.user(roles=[Role.PLANNER]))

    assert (int(moved.price), moved.funding, moved.cost_centre) == (900, "market", "4410")
    assert rules.leaving(moved, on=clock.today()).amount == 0
    assert rules.leaving(moved, on=there.starts_on - DAY).amount == 900
    assert not Withdrawal.objects.exists()


def test_who_would_pay_for_leaving_is_moved_by_a_planner_only(seat: Enrolment) -> None:
    there = make.edition(seat.edition.course, starts_on=seat.edition.starts_on + 30 * DAY)

    with _refused(MoveRefused) as refusal:
        actions.move(seat, there, by=seat.user)

    assert "zolang uitschrijven kosteloos is" in str(refusal.value)


# leaving


@pytest.mark.parametrize(("days", "amount"), [(28, 0), (27, 450), (14, 450), (13, 900), (1, 900)])
def test_withdraw_costs_what_was_agreed(days: int, amount: int, settings: Settings) -> None:
    enrolment = _enrolled()
    settings.AS_OF = enrolment.edition.starts_on - days * DAY

    withdrawal = _leave(enrolment, cause="illness", seen=amount * 100)

    assert (int(withdrawal.amount), withdrawal.left_on, withdrawal.cause) == (amount, settings.AS_OF, "illness")


def test_withdraw_says_what_it_costs(settings: Settings) -> None:
    enrolment = _enrolled()
    settings.AS_OF = enrolment.edition.starts_on - 20 * DAY

    _leave(enrolment, seen=HALF)

    assert "een rekening van € 450 (50%)" in _told("enrolment_withdrawn")


def test_withdraw_is_refused_when_it_costs_more_than_was_read(settings: Settings) -> None:
    enrolment = _enrolled()
    settings.AS_OF = enrolment.edition.starts_on - 13 * DAY

    with _refused(WithdrawalRefused) as refusal:
        _leave(enrolment, seen=HALF)

    assert "nu € 900 (100%)" in str(refusal.value)
    assert Enrolment.objects.get().status == Status.ENROLLED


def test_withdraw_is_possible_until_the_day_that_was_agreed(settings: Settings) -> None:
    enrolment = _enrolled()
    Enrolment.objects.update(leave_days_before=7)
    settings.AS_OF = enrolment.edition.starts_on - 6 * DAY

    with _refused(WithdrawalRefused):
        _leave(enrolment, seen=WHOLE)

    settings.AS_OF -= DAY
    assert _leave(enrolment, seen=WHOLE).amount == 900


@pytest.mark.parametrize("status", [Status.WAITING, Status.REQUESTED, Status.OFFERED])
def test_withdraw_is_free_without_a_seat_and_asks_no_cause(status: Status, settings: Settings) -> None:
    enrolment = make.enrolment(edition=_edition(), status=status)
    settings.AS_OF = enrolment.edition.starts_on - DAY

    actions.withdraw(enrolment, by=enrolment.user, cause="illness")

    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("days", [-7, 7])
def test_withdraw_is_free_once_the_organiser_moved_the_first_day(days: int, settings: Settings) -> None:
    enrolment = _enrolled()
    session = enrolment.edition.sessions.get()
    wish = make.wish(session, starts_at=session.starts_at + days * DAY, ends_at=session.ends_at + days * DAY)
    actions.change_session(session, wish, seen=0, by=make.user())
    settings.AS_OF = enrolment.edition.starts_on + min(days, 0) * DAY - DAY

    assert _leave(enrolment).amount == 0


def test_withdraw_is_free_for_two_days_after_moving_up(settings: Settings) -> None:
    edition = _edition(seats=1)
    first, second = _enrolled(edition), _enrolled(edition)
    settings.AS_OF = edition.starts_on - 10 * DAY
    _leave(first, seen=WHOLE)
    second.refresh_from_db()

    assert rules.leaving(second, on=settings.AS_OF).amount == 0
    settings.AS_OF += 3 * DAY
    assert rules.leaving(second, on=settings.AS_OF).amount == 900


def test_withdraw_is_free_for_two_days_after_accepting_an_offer(settings: Settings) -> None:
    edition = _edition()
    enrolment = make.enrolment(edition=edition, status=Status.OFFERED, offered_until=clock.now() + 30 * DAY)
    settings.AS_OF = edition.starts_on - 13 * DAY
    actions.accept_offer(enrolment, by=enrolment.user)
    enrolment.refresh_from_db()
    assert rules.leaving(enrolment, on=clock.today()).amount == 0

    enrolment.changes.update(at=clock.now() - 3 * DAY)

    assert rules.leaving(enrolment, on=clock.today()).amount == 900


def test_withdraw_writes_no_cause_in_the_trail() -> None:
    _leave(_enrolled(), cause="illness")

    assert "illness" not in str(list(AuditEvent.objects.values()))


def test_cancel_edition_costs_nobody_anything(settings: Settings) -> None:
    enrolment = _enrolled()
    settings.AS_OF = enrolment.edition.starts_on - DAY

    actions.cancel_edition(enrolment.edition, by=make.user())

    assert not Withdrawal.objects.exists()


def test_cancel_edition_lets_off_who_had_left_late(settings: Settings) -> None:
    enrolment = _enrolled()
    settings.AS_OF = enrolment.edition.starts_on - 20 * DAY
    _leave(enrolment, seen=HALF)

    actions.cancel_edition(enrolment.edition, by=make.user())

    assert Withdrawal.objects.get().due == 0
    assert "De uitvoering gaat niet door." in _told("cost_waived")


def test_cancel_edition_says_why_and_offers_other_dates() -> None:
    enrolment = _enrolled()
    other = make.edition(enrolment.edition.course, starts_on=enrolment.edition.starts_on + make.AHEAD)
    full = make.edition(enrolment.edition.course, seats=1, starts_on=enrolment.edition.starts_on + 2 * make.AHEAD)
    make.enrolment(edition=full)

    actions.cancel_edition(enrolment.edition, by=make.user(), reason="Te weinig inschrijvingen.")

    told = _told("enrolment_cancelled")
    assert "Te weinig inschrijvingen." in told
    assert other.get_absolute_url() in told
    assert full.get_absolute_url() not in told


# waiving


def test_waive_lets_somebody_off_and_tells_why() -> None:
    withdrawal, coordinator = make.withdrawal(), make.user(roles=[Role.COORDINATOR])

    waived = cancelling.waive(withdrawal, "U werd opgeroepen.", by=coordinator)

    assert (waived.due, waived.waived_by, waived.amount) == (Decimal(0), coordinator, Decimal(450))
    assert "U werd opgeroepen." in _told("cost_waived")
    assert AuditEvent.objects.get(deed="waive").subject == withdrawal.enrolment.user


def test_waive_is_refused_the_second_time() -> None:
    withdrawal = make.withdrawal()
    cancelling.waive(withdrawal, "Opgeroepen.", by=make.user())

    with _refused(WaiverRefused):
        cancelling.waive(withdrawal, "Nog eens.", by=make.user())

    assert Message.objects.filter(kind="cost_waived").count() == 1


def test_waive_is_refused_for_what_one_owes_oneself() -> None:
    withdrawal = make.withdrawal()

    with _refused(WaiverRefused):
        cancelling.waive(withdrawal, "Opgeroepen.", by=withdrawal.enrolment.user)


def test_waive_is_refused_where_nothing_is_due() -> None:
    with _refused(WaiverRefused):
        cancelling.waive(make.withdrawal(amount=0), "Opgeroepen.", by=make.user())
