"""A course that asks for another: on the own page, and for colleagues."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from enrolments import actions, rules
from enrolments.errors import EnrolmentRefused
from enrolments.group.rules import foresee
from enrolments.models import Enrolment, Status
from enrolments.rules import Code
from people.models import Role
from tests import make

pytestmark = pytest.mark.django_db

enrol = transaction.atomic(actions.enrol)  # a refusal undoes no more than itself


def test_obstacles_say_which_course_comes_first_beside_all_else() -> None:
    first = make.course("Basis")
    course = make.course(requires=first, admits=["ministry"])
    anna = make.user(organisation=make.organisation())

    found = rules.obstacles(anna, make.edition(course), on=make.TODAY)

    assert [one.code for one in found] == [Code.NOT_ADMITTED, Code.PRIOR_AWARD]
    assert found[1].sentence == "Voor deze opleiding moet u eerst Basis hebben afgerond."
    assert found[1].of_colleague == "Heeft Basis nog niet afgerond."


@pytest.mark.parametrize(
    ("status", "welcome"),
    [
        (Status.COMPLETED, True),
        (Status.ENROLLED, False),
        (Status.NOT_COMPLETED, False),
        (Status.MOVED, False),
        (Status.CANCELLED, False),
    ],
)
def test_who_completed_it_is_welcome(status: Status, welcome: bool) -> None:
    first = make.course()
    anna = make.user()
    make.enrolment(anna, make.over_edition(course=first), status)

    found = rules.obstacles(anna, make.edition(make.course(requires=first)), on=make.TODAY)

    assert (found == []) is welcome


def test_some_modules_of_it_are_not_enough() -> None:
    first, anna = make.course(), make.user()
    make.enrolment(anna, make.over_edition(course=first), Status.COMPLETED, modules=[make.module(first)])

    found = rules.obstacles(anna, make.edition(make.course(requires=first)), on=make.TODAY)

    assert [one.code for one in found] == [Code.PRIOR_AWARD]


def test_obstacles_ask_one_more_query_only_where_something_is_asked(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    plain, asking = make.edition(), make.edition(make.course(requires=make.course()))
    anna = make.user()
    assert anna.employments == []

    with django_assert_num_queries(2):
        rules.obstacles(anna, plain, on=make.TODAY)
    with django_assert_num_queries(3):
        rules.obstacles(anna, asking, on=make.TODAY)


def test_enrol_refuses_who_did_not_complete_it() -> None:
    anna, edition = make.user(), make.edition(make.course(requires=make.course()))

    with pytest.raises(EnrolmentRefused) as refusal:
        enrol(anna, edition, by=anna)

    assert [one.code for one in refusal.value.obstacles] == [Code.PRIOR_AWARD]
    assert not Enrolment.objects.exists()


def test_foresee_says_the_same_of_colleagues() -> None:
    here, first = make.organisation(), make.course("Basis")
    contact = make.user(organisation=here, roles=[Role.TRAINING_CONTACT])
    ready, not_ready = make.user(organisation=here), make.user(organisation=here)
    make.enrolment(ready, make.over_edition(course=first), Status.COMPLETED)
    edition = make.edition(make.course(requires=first))

    found = foresee([ready, not_ready], edition, list(edition.sessions.all()), by=contact, on=make.TODAY)

    assert [list(one.obstacles) for one in found] == [
        rules.obstacles(one, edition, on=make.TODAY) for one in (ready, not_ready)
    ]
    assert [one.status for one in found] == [Status.ENROLLED, None]
