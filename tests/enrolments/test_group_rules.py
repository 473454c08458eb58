from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from courses.models import Edition
from enrolments import rules
from enrolments.group import queries
from enrolments.group.rules import Outcome, enrols_colleagues, foresee
from enrolments.models import Status
from enrolments.rules import Code
from people.models import Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def region() -> Organisation:
    return make.organisation()


@pytest.fixture
def contact(region: Organisation) -> User:
    return make.user(organisation=region, roles=[Role.TRAINING_CONTACT])


def _foresee(people: list[User], edition: Edition, contact: User) -> list[Outcome]:
    return foresee(people, edition, list(edition.sessions.all()), by=contact, on=make.TODAY)


def test_enrols_colleagues_is_for_training_contacts_and_who_stands_in_for_them(
    contact: User, region: Organisation
) -> None:
    manager, deputy = make.user(), make.user()
    make.user(organisation=region, manager=manager)
    make.deputyship(contact, deputy)

    assert [enrols_colleagues(one) for one in (contact, deputy, manager)] == [True, True, False]
    assert not enrols_colleagues(make.user(roles=[Role.PLANNER, Role.COORDINATOR]))


def test_colleagues_of_are_who_works_there_today(contact: User, region: Organisation) -> None:
    anna, former, blocked = make.user(organisation=region), make.user(), make.user(organisation=region, is_active=False)
    make.affiliation(former, region, valid_until=make.TODAY - DAY)
    make.user(organisation=make.organisation())

    assert set(queries.colleagues_of(contact)) == {anna}
    assert blocked not in queries.colleagues_of(contact)


def test_colleagues_of_come_along_when_their_organisation_went_over(contact: User, region: Organisation) -> None:
    merged = make.organisation(successor=region, valid_until=make.TODAY - DAY)
    anna = make.user(organisation=merged)

    assert list(queries.colleagues_of(contact)) == [anna]


def test_foresee_finds_the_reasons_that_each_finds_alone(contact: User, region: Organisation) -> None:
    course = make.course(admits=[Organisation.Kind.SAFETY_REGION])
    module = make.module(course)
    edition, then = make.edition(course), make.edition().starts_on
    welcome, seated, asked, in_part, beside, teaching, declined, inside, withdrawn = (
        make.user(organisation=region) for _one in range(9)
    )
    make.enrolment(seated, make.edition(starts_on=then))
    make.request(asked, make.edition(make.course(needs_approval=True), starts_on=then))
    other = make.edition(starts_on=then, sessions=0)
    own = make.module(other.course)
    make.session(other, module=own)
    make.enrolment(in_part, other, modules=[own])
    make.enrolment(beside, other, modules=[make.module(other.course)])
    make.trainer_assignment(other.sessions.get(), teaching)
    make.trainer_assignment(other.sessions.get(), declined, status="declined")  # type: ignore[arg-type]  # its value
    make.enrolment(inside, edition, Status.WAITING, modules=[module])
    make.enrolment(withdrawn, edition, Status.WITHDRAWN)
    people = [welcome, seated, asked, in_part, beside, teaching, declined, inside, withdrawn]

    together = [list(one.obstacles) for one in _foresee(people, edition, contact)]

    assert together == [rules.obstacles(one, edition, on=make.TODAY) for one in people]
    assert [[obstacle.code for obstacle in found] for found in together] == [
        *([], [Code.CLASH], [Code.CLASH], [Code.CLASH], [], [Code.CLASH], [], [Code.ALREADY_IN], []),
    ]


def test_foresee_lets_who_waits_go_first(contact: User, region: Organisation) -> None:
    edition = make.edition(seats=2)
    make.enrolment(edition=edition, status=Status.WAITING)

    outcomes = _foresee([make.user(organisation=region) for _one in range(2)], edition, contact)

    assert [(one.status, one.place) for one in outcomes] == [(Status.ENROLLED, None), (Status.WAITING, 1)]


def test_foresee_keeps_a_seat_for_no_one_who_cannot(contact: User, region: Organisation) -> None:
    edition = make.edition(seats=1)
    stranger, anna = make.user(), make.user(organisation=region)

    outcomes = _foresee([stranger, anna], edition, contact)

    assert [one.status for one in outcomes] == [None, Status.ENROLLED]


@pytest.mark.parametrize("number", [1, 30])
def test_foresee_takes_as_many_queries_for_any_number(
    contact: User, region: Organisation, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make.edition(make.course(needs_approval=True), seats=3)
    people = [make.user(organisation=region, manager=make.user()) for _one in range(number)]
    sessions = list(edition.sessions.all())
    assert contact.contact_for

    with django_assert_num_queries(8):
        foresee(people, edition, sessions, by=contact, on=make.TODAY)
