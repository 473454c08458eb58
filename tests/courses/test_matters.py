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
    assert matter.why == "U hebt nog niet gezegd of u komt. De eerste bijeenkomst is op 13 april 2026."
    assert matter.due == make.TODAY + make.AHEAD
    assert matter.url == f"/mijn/docent/{Edition.objects.get().code}/"


@pytest.mark.parametrize("answer", [TrainerAssignment.Status.ACCEPTED, TrainerAssignment.Status.DECLINED])
def test_matters_of_a_trainer_end_with_the_answer(answer: TrainerAssignment.Status) -> None:
    assert _titles(_asked(answer)) == []


@pytest.mark.parametrize("status", Edition.Status)
def test_matters_of_a_trainer_are_of_announced_editions(status: Edition.Status) -> None:
    announced = status in (Edition.Status.PUBLISHED, Edition.Status.CONFIRMED, Edition.Status.RUNNING)

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


def test_matters_of_a_planner_are_sessions_that_a_trainer_declined() -> None:
    planner, trainer = make.user(roles=[Role.PLANNER]), _asked(TrainerAssignment.Status.DECLINED)
    session = Edition.objects.get().sessions.get()
    make.trainer_assignment(session, make.user())

    (matter,) = matters(planner, make.TODAY)

    assert matter.title == f"Docent afgezegd: {session.edition}"
    assert matter.why == f"{trainer} kan niet op 13 april 2026."
    assert matter.url == f"/planning/bijeenkomsten/{session.pk}/wijzigen/"
    assert matter.urgent


def test_matters_of_a_planner_name_all_days_that_a_trainer_declined_at_once() -> None:
    planner, trainer = make.user(roles=[Role.PLANNER]), _asked(TrainerAssignment.Status.DECLINED, sessions=2)

    (matter,) = matters(planner, make.TODAY)

    assert matter.why == f"{trainer} kan niet op 13 april 2026, 14 april 2026."
    assert matter.url == f"/planning/uitvoeringen/{Edition.objects.get().code}/"


def test_matters_of_a_planner_of_one_edition_are_about_that_one() -> None:
    planner = make.user()
    for _one in range(2):
        _asked(TrainerAssignment.Status.DECLINED)
    mine = Edition.objects.all()[0]
    make.narrow_grant(planner, Role.PLANNER, mine)

    assert _titles(planner) == [f"Docent afgezegd: {mine}"]


def test_matters_of_others_have_no_concepts() -> None:
    make.edition(status=Edition.Status.CONCEPT)

    assert _titles(make.user()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_matters_take_three_queries(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    planner = make.user(roles=[Role.PLANNER])
    for _one in range(number):
        make.edition(status=Edition.Status.CONCEPT)
        _asked(TrainerAssignment.Status.DECLINED)
        make.trainer_assignment(make.session(make.edition()), planner, TrainerAssignment.Status.ASKED)
    assert planner.has_role(Role.PLANNER)  # asked once per request

    with django_assert_num_queries(3):
        matters(planner, make.TODAY)
