from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Edition, Module, Session
from enrolments.models import Attendance, Enrolment, Status
from people.models import Role, User
from tests import make
from trainees import queries
from trainees.models import ItemProgress, ProgressMeeting, Traineeship
from trainees.queries import Standing
from trainees.rules import Colour, ItemState

pytestmark = pytest.mark.django_db

TODAY, DAY = make.TODAY, timedelta(days=1)


def _standing(traineeship: Traineeship) -> Standing:
    (standing,) = queries.standings([traineeship], traineeship.trainee, TODAY)
    return standing


def _only(traineeship: Traineeship) -> ItemState:
    (state,) = _standing(traineeship).items
    return state


def test_an_item_of_its_own_is_done_when_ticked_off() -> None:
    traineeship = make.traineeship()
    item = make.programme_item(traineeship.cohort)
    assert _only(traineeship).done_on is None

    ItemProgress.objects.create(traineeship=traineeship, item=item, done_on=TODAY, by=make.user())

    assert _only(traineeship).done_on == TODAY


@pytest.mark.parametrize(
    ("status", "done", "planned"),
    [
        (Status.COMPLETED, True, False),
        (Status.ENROLLED, False, True),
        (Status.NOT_COMPLETED, False, False),
        (Status.WAITING, False, False),
        (Status.WITHDRAWN, False, False),
    ],
)
def test_a_course_is_done_when_it_was_really_completed(status: Status, done: bool, planned: bool) -> None:
    traineeship, edition = make.traineeship(), make.edition()
    make.programme_item(traineeship.cohort, course=edition.course)
    make.enrolment(traineeship.trainee, edition, status)

    state = _only(traineeship)

    assert state.done_on == (edition.ends_on if done else None)
    assert state.planned_on == (edition.ends_on if planned else None)


def test_a_course_that_somebody_else_completed_is_not_done() -> None:
    traineeship, edition = make.traineeship(), make.edition()
    make.programme_item(traineeship.cohort, course=edition.course)
    make.enrolment(edition=edition, status=Status.COMPLETED)

    assert _only(traineeship).done_on is None


def _module(traineeship: Traineeship, sessions: int = 2) -> tuple[Enrolment, list[Session], Module]:
    """The trainee follows one module of a long programme, whose sessions were last week."""
    course = make.course()
    module, other = make.module(course), make.module(course)
    edition = make.edition(course, sessions=0, starts_on=TODAY - 9 * DAY, status=Edition.Status.RUNNING)
    held = [make.session(edition, TODAY - 9 * DAY + day * DAY, module=module) for day in range(sessions)]
    make.session(edition, TODAY + 90 * DAY, module=other)
    make.programme_item(traineeship.cohort, course=course, module=module)
    return make.enrolment(traineeship.trainee, edition, modules=[module]), held, module


@pytest.mark.parametrize(
    ("marks", "done"),
    [
        (["present", "present"], True),
        (["present"], False),  # the other is not marked yet
        (["present", "absent"], False),
        ([], False),
    ],
)
def test_a_module_is_done_when_its_own_sessions_were_attended(marks: list[str], done: bool) -> None:
    traineeship = make.traineeship()
    enrolment, sessions, _module_followed = _module(traineeship)
    for session, mark in zip(sessions, marks, strict=False):
        Attendance.objects.create(enrolment=enrolment, session=session, status=mark)

    state = _only(traineeship)

    last = TODAY - 8 * DAY
    assert (state.done_on, state.planned_on) == ((last, None) if done else (None, last))


def test_a_module_that_is_not_followed_is_not_planned() -> None:
    traineeship = make.traineeship()
    enrolment, _sessions, module = _module(traineeship)
    enrolment.modules.set([make.module(module.course)])

    assert _only(traineeship).planned_on is None


def test_meetings_are_those_of_the_cohort() -> None:
    cohort = make.cohort(meeting_months=[3, 6])
    traineeship = make.traineeship(cohort=cohort)
    ProgressMeeting.objects.create(traineeship=traineeship, month=3, held_on=TODAY, by=make.user())

    assert [(one.month, one.held_on) for one in _standing(traineeship).meetings] == [(3, TODAY), (6, None)]


def test_the_worst_come_first() -> None:
    cohort = make.cohort(meeting_months=[])
    green, red = make.traineeship(cohort=cohort), make.traineeship(cohort=cohort)
    item = make.programme_item(cohort, due_month=1)
    ItemProgress.objects.create(traineeship=green, item=item, done_on=TODAY, by=make.user())

    found = queries.worst_first(queries.standings([green, red], make.user(roles=[Role.COORDINATOR]), TODAY))

    assert [(one.traineeship, one.signal.colour) for one in found] == [(red, Colour.RED), (green, Colour.GREEN)]
    (count,) = queries.by_item(found)
    assert (count.done, count.late, count.people) == (1, 1, 2)


def test_traineeships_are_seen_by_who_guides_today() -> None:
    supervisor, manager, coach, before = (make.user() for _person in range(4))
    traineeship = make.traineeship(coach=coach)
    make.placement(traineeship, supervisor=before, ends_on=TODAY - DAY)
    make.placement(traineeship, supervisor=supervisor, manager=manager, starts_on=TODAY)
    make.traineeship()

    def seen(user: User) -> list[Traineeship]:
        return list(queries.traineeships(user, TODAY))

    for guide in (supervisor, manager, coach, traineeship.trainee):
        assert seen(guide) == [traineeship]
    assert seen(before) == []
    assert len(seen(make.user(roles=[Role.COORDINATOR]))) == 2
    assert seen(make.user(roles=[Role.PLANNER])) == []


def test_standings_cost_the_same_for_one_and_thirty() -> None:
    coordinator, cohort = make.user(roles=[Role.COORDINATOR]), make.cohort()
    assert coordinator.grants  # known once per request
    edition = make.edition()
    make.programme_item(cohort, course=edition.course)
    costs = []
    for number in (1, 29):
        for _trainee in range(number):
            traineeship = make.traineeship(cohort=cohort)
            make.placement(traineeship, supervisor=make.user())
            make.enrolment(traineeship.trainee, edition)
        with CaptureQueriesContext(connection) as captured:
            found = queries.standings(queries.traineeships(coordinator, TODAY), coordinator, TODAY)
            assert [one.signal.colour for one in found]
        costs.append(len(captured))

    assert costs[0] == costs[1]
