from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from courses.matters import matters
from courses.models import Edition, TrainerAssignment
from people.models import Role, User
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _asked(answer: TrainerAssignment.Status = TrainerAssignment.Status.ASKED, **fields: object) -> User:
    """A trainer of an edition, who gave this answer."""
    trainer = make.user()
    edition = make.edition(make.course("Brandveiligheid"), **fields)  # type: ignore[arg-type]  # a test names its own
    for session in edition.sessions.all():
        make.trainer_assignment(session, trainer, answer)
    return trainer


def _titles(user: User) -> list[str]:
    return [matter.title for matter in matters(user, make.TODAY)]


def test_matters_of_a_trainer_are_editions_that_wait_for_an_answer() -> None:
    trainer = _asked(sessions=3)

    (matter,) = matters(trainer, make.TODAY)

    assert matter.title == "U bent gevraagd als docent: Brandveiligheid"
    assert matter.why == "De uitvoering begint op 13 april 2026."
    assert matter.due == make.TODAY + make.AHEAD
    assert matter.url == Edition.objects.get().get_absolute_url()


@pytest.mark.parametrize("answer", [TrainerAssignment.Status.ACCEPTED, TrainerAssignment.Status.DECLINED])
def test_matters_of_a_trainer_end_with_the_answer(answer: TrainerAssignment.Status) -> None:
    assert _titles(_asked(answer)) == []


@pytest.mark.parametrize("status", Edition.Status)
def test_matters_of_a_trainer_are_of_announced_editions(status: Edition.Status) -> None:
    announced = status in (Edition.Status.PUBLISHED, Edition.Status.CONFIRMED)

    assert bool(_titles(_asked(status=status))) is announced


@pytest.mark.parametrize(("days", "shown"), [(0, True), (-1, False)])
def test_matters_of_a_trainer_are_still_ahead(days: int, shown: bool) -> None:
    assert bool(_titles(_asked(starts_on=make.TODAY + days * DAY))) is shown


def test_matters_of_a_planner_are_concepts_that_wait() -> None:
    planner = make.user(roles=[Role.PLANNER])
    concept = make.edition(status=Edition.Status.CONCEPT)
    make.edition(status=Edition.Status.CONCEPT, starts_on=make.TODAY - DAY)
    make.edition()

    assert _titles(planner) == [f"Concept publiceren: {concept}"]


def test_matters_of_others_have_no_concepts() -> None:
    make.edition(status=Edition.Status.CONCEPT)

    assert _titles(make.user()) == []


def test_matters_take_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    planner = make.user(roles=[Role.PLANNER])
    for _one in range(3):
        make.edition(status=Edition.Status.CONCEPT)
    assert planner.has_role(Role.PLANNER)  # asked once per request

    with django_assert_num_queries(2):
        matters(planner, make.TODAY)
