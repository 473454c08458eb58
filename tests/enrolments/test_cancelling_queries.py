from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from courses.models import Edition
from enrolments import invariants
from enrolments.cancelling import queries, rules
from enrolments.cancelling.queries import Outcome, Total
from enrolments.cancelling.tables import INVOICE_HEADERS, invoice_row
from enrolments.models import Attendance, Enrolment, Status
from tests import make

pytestmark = pytest.mark.django_db


def _over(price: int = 900) -> Edition:
    return make.over_edition(course=make.course(price=price))


def _lines() -> list[Any]:
    return list(queries.invoice_lines())


@pytest.mark.parametrize(
    ("status", "marks", "outcome"),
    [
        (Status.COMPLETED, ["present"], Outcome.COMPLETED),
        (Status.NOT_COMPLETED, ["part"], Outcome.NOT_COMPLETED),
        (Status.NOT_COMPLETED, ["absent"], Outcome.NO_SHOW),
        (Status.NOT_COMPLETED, ["excused"], Outcome.NO_SHOW),
        (Status.ENROLLED, [], Outcome.UNMARKED),
    ],
)
def test_invoice_lines_say_what_became_of_each_seat(status: Status, marks: list[str], outcome: Outcome) -> None:
    enrolment = make.enrolment(edition=_over(), status=status)
    for mark in marks:
        Attendance.objects.create(enrolment=enrolment, session=enrolment.edition.sessions.get(), status=mark)

    (line,) = _lines()

    assert (line.outcome, line.amount, line.billed_on) == (outcome, 900, enrolment.edition.ends_on)


def test_invoice_lines_have_who_left_late_with_what_that_cost() -> None:
    make.withdrawal()

    (line,) = _lines()

    assert (line.outcome, line.amount, line.billed_on) == (Outcome.CANCELLED_LATE, 450, make.TODAY)


def test_invoice_lines_keep_what_was_waived_at_nothing() -> None:
    make.withdrawal(waived_at=make.at(make.TODAY, 9), waived_by=make.user(), waiver="Opgeroepen.")

    (line,) = _lines()

    assert (line.amount, invoice_row(line)[-1]) == (0, "ja")
    assert queries.total(queries.invoice_lines()) == Total(1, Decimal(0))


def test_invoice_lines_leave_out_what_costs_nothing_or_is_not_over() -> None:
    make.enrolment(edition=_over(price=0), status=Status.COMPLETED)
    make.enrolment(edition=make.edition(make.course(price=900)))
    make.enrolment(edition=_over(), status=Status.CANCELLED)
    make.withdrawal(amount=0)

    assert _lines() == []


def test_line_keeps_its_number_and_price_when_all_around_it_changes() -> None:
    enrolment = make.enrolment(edition=_over(), status=Status.NOT_COMPLETED, cost_centre="4410")
    number = queries.line_number(_lines()[0])

    Enrolment.objects.update(status=Status.COMPLETED)
    enrolment.edition.course.price = 1200
    enrolment.edition.course.save()
    (line,) = _lines()

    assert (queries.line_number(line), line.amount, line.cost_centre) == (number, 900, "4410")


def test_row_has_a_cell_for_every_header() -> None:
    make.withdrawal()

    assert len(invoice_row(_lines()[0])) == len(INVOICE_HEADERS)


@pytest.mark.parametrize("people", [1, 3])
def test_invoice_lines_take_one_query(people: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition = _over()
    for _one in range(people):
        make.enrolment(edition=edition, status=Status.COMPLETED, organisation=make.organisation())

    with django_assert_num_queries(1):
        assert len([invoice_row(line) for line in queries.invoice_lines()]) == people


def test_invariants_see_a_cost_of_who_stayed_and_one_above_the_price() -> None:
    withdrawal = make.withdrawal(amount=901)
    Enrolment.objects.update(status=Status.ENROLLED)

    said = [*invariants._costs_of_who_stayed(), *invariants._costs_above_the_price()]

    assert len([one for one in said if withdrawal.enrolment.edition.code in one]) == 2


# who came back


@pytest.mark.parametrize(
    ("again", "amounts"),
    [
        (Status.ENROLLED, [0]),
        (Status.COMPLETED, [0]),
        (Status.WAITING, [450]),  # no seat, and perhaps never one
        (Status.WITHDRAWN, [450]),  # for nothing: shortly after moving up, or without a seat
        (Status.MOVED, [450]),
    ],
)
def test_invoice_lines_ask_one_price_of_who_left_late_and_came_back(again: Status, amounts: list[int]) -> None:
    left = make.withdrawal().enrolment
    make.enrolment(left.user, left.edition, again)

    assert [line.amount for line in _lines()] == amounts
    assert bool(rules.why_not_waive(left.withdrawal, make.user())) == (amounts == [0])


def test_invoice_lines_ask_the_last_cost_of_who_left_late_twice() -> None:
    first = make.withdrawal().enrolment
    make.withdrawal(make.enrolment(first.user, first.edition), amount=900)

    assert {line.withdrawal.amount: line.amount for line in _lines()} == {450: 0, 900: 900}


def test_invoice_lines_ask_each_organisation_its_own() -> None:
    left = make.withdrawal().enrolment
    make.enrolment(left.user, left.edition, organisation=make.organisation())
    make.enrolment(edition=left.edition)

    (line,) = _lines()

    assert (line.amount, invoice_row(line)[-1]) == (450, "")


def test_invoice_line_of_who_came_back_says_so() -> None:
    left = make.withdrawal().enrolment
    make.enrolment(left.user, left.edition)

    (line,) = _lines()

    assert invoice_row(line)[-1] == "kwam terug"
