from datetime import timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from enrolments.matters import matters
from enrolments.models import Status
from people.models import Role
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TOO_LATE = "Is er op 12 april 2026 nog geen antwoord, dan vervalt de aanvraag."


def test_matters_tell_where_somebody_waits() -> None:
    edition, anna = make.edition(make.course("Tankputten", title_en="Bunds")), make.user()
    make.enrolment(edition=edition, status=Status.WAITING)
    make.enrolment(anna, edition, Status.WAITING)

    (matter,) = matters(anna, make.TODAY)

    assert matter.title == "U wacht op een plaats: Tankputten"
    assert matter.why == "U staat op plaats 2 van de wachtlijst."
    assert (matter.url, matter.due) == (edition.get_absolute_url(), edition.starts_on)
    with translation.override("en"):
        assert "Bunds" in matters(anna, make.TODAY)[0].title


@pytest.mark.parametrize("status", Status)
def test_matters_are_of_who_waits_only(status: Status) -> None:
    enrolment = make.enrolment(status=status)

    assert bool(matters(enrolment.user, make.TODAY)) is (status in (Status.WAITING, Status.REQUESTED, Status.OFFERED))


@pytest.mark.parametrize(("days", "shown"), [(0, True), (1, False)])
def test_matters_end_when_it_has_begun(days: int, shown: bool) -> None:
    enrolment = make.enrolment(status=Status.WAITING)

    assert bool(matters(enrolment.user, enrolment.edition.starts_on + days * DAY)) is shown


def test_matters_tell_whose_approval_somebody_waits_for() -> None:
    manager = make.user()
    asked = make.request(make.user(organisation=make.organisation(), manager=manager))

    (matter,) = matters(asked.user, make.TODAY)

    assert matter.title == f"U wacht op goedkeuring: {asked.edition.course}"
    assert matter.why == f"Wacht op goedkeuring door {manager}. {TOO_LATE}"
    assert matter.url == asked.edition.get_absolute_url()


def test_matters_tell_an_approver_how_many_wait_and_who_is_first() -> None:
    here = make.organisation()
    contact = make.user(organisation=here, roles=[Role.TRAINING_CONTACT])
    course = make.course("Tankputten", title_en="Bunds", needs_approval=True)
    later = make.request(make.user(organisation=here), make.edition(course, starts_on=make.TODAY + 90 * DAY))
    first = make.request(make.user(organisation=here), make.edition(course))

    (matter,) = matters(contact, make.TODAY)

    assert matter.title == "2 aanvragen wachten op uw goedkeuring"
    assert matter.why.startswith(f"{first.user} wil naar Tankputten.")
    assert (matter.url, matter.due, matter.urgent) == ("/regio/", first.edition.starts_on - DAY, True)
    assert matters(contact, later.edition.starts_on) == []
    with translation.override("en"):
        assert matters(contact, make.TODAY)[0].title == "2 requests wait for your approval"


def test_matters_tell_a_planner_of_requests_that_nobody_can_approve() -> None:
    alone = make.request(make.user())
    make.request(make.user(organisation=make.organisation(), manager=make.user()))

    (matter,) = matters(make.user(roles=[Role.PLANNER]), make.TODAY)

    assert matter.title == "1 aanvraag wacht op een planner"
    assert matter.url == f"/aanvragen/{alone.pk}/"


@pytest.mark.parametrize("number", [1, 3])
def test_matters_take_six_queries(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    anna = make.user()
    for _one in range(number):
        make.enrolment(anna, make.edition(), Status.WAITING)

    with django_assert_num_queries(6):
        assert len(matters(anna, make.TODAY)) == number
