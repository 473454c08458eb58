from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from people import clock
from people.models import Role, User
from tests import make
from trainees import calendar
from trainees.models import ItemProgress, ProgressMeeting, Traineeship

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _titles(user: User) -> list[str]:
    return [item.title for item in calendar.calendar_items(user)]


def _traineeship(*, meeting_months: list[int], items: int = 0, supervisor: User | None = None) -> Traineeship:
    cohort = make.cohort(meeting_months=meeting_months)
    for number in range(items):
        make.programme_item(cohort, due_month=18 + number % 6, title=f"Opdracht {number}")
    traineeship = make.traineeship(cohort=cohort)
    make.placement(traineeship, supervisor=supervisor)
    return traineeship


def test_calendar_items_are_what_a_trainee_has_still_to_do() -> None:
    traineeship = _traineeship(meeting_months=[12, 18], items=2)
    done = traineeship.cohort.tracks.get().items.get(title="Opdracht 0")
    ItemProgress.objects.create(traineeship=traineeship, item=done, done_on=clock.today(), by=traineeship.trainee)
    ProgressMeeting.objects.create(traineeship=traineeship, month=12, held_on=clock.today(), by=traineeship.trainee)

    titles = _titles(traineeship.trainee)

    assert titles == ["Uiterlijk vandaag: Opdracht 1", "Uiterlijk vandaag: voortgangsgesprek maand 18"]


def test_calendar_items_are_whole_days() -> None:
    traineeship = _traineeship(meeting_months=[12])

    (item,) = calendar.calendar_items(traineeship.trainee)

    assert item.all_day
    assert (item.starts_at, item.ends_at) == (make.at(clock.today() - DAY, 0), make.at(clock.today(), 0))
    assert item.url.endswith(f"/traineeship/{traineeship.pk}/")


def test_calendar_items_of_a_supervisor_are_the_meetings_without_a_name() -> None:
    supervisor = make.user()
    traineeship = _traineeship(meeting_months=[18], items=3, supervisor=supervisor)

    items = calendar.calendar_items(supervisor)

    assert [item.title for item in items] == ["Uiterlijk vandaag: voortgangsgesprek maand 18"]
    assert traineeship.trainee.family_name not in repr(items)


def test_calendar_items_leave_out_what_has_a_planned_session() -> None:
    course = make.course()
    traineeship = _traineeship(meeting_months=[])
    make.programme_item(traineeship.cohort, due_month=20, course=course)
    make.enrolment(traineeship.trainee, make.edition(course))

    assert calendar.calendar_items(traineeship.trainee) == []


def test_calendar_items_are_nobody_elses() -> None:
    traineeship = _traineeship(meeting_months=[18], items=1)
    coach = make.user()
    Traineeship.objects.update(coach=coach)
    over = make.placement(
        traineeship, supervisor=make.user(), starts_on=clock.today() - 90 * DAY, ends_on=clock.today() - DAY
    )

    for reader in (make.user(), coach, over.supervisor, make.user(roles=[Role.COORDINATOR])):
        assert reader is not None
        assert _titles(reader) == []


def test_calendar_items_end_with_the_traineeship() -> None:
    traineeship = _traineeship(meeting_months=[18])
    Traineeship.objects.update(ends_on=clock.today() - DAY)

    assert _titles(traineeship.trainee) == []


@pytest.mark.parametrize("number", [1, 30])
def test_calendar_items_take_as_many_queries_for_one_as_for_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    traineeship = _traineeship(meeting_months=list(range(1, 25))[:number], items=number)

    with django_assert_num_queries(6):
        assert calendar.calendar_items(traineeship.trainee)


def test_calendar_items_take_one_query_for_who_is_in_no_traineeship(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    somebody = make.user()

    with django_assert_num_queries(1):
        assert calendar.calendar_items(somebody) == []
