from datetime import timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from enrolments.matters import matters
from enrolments.models import Status
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


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

    assert bool(matters(enrolment.user, make.TODAY)) is (status in (Status.WAITING, Status.REQUESTED))


@pytest.mark.parametrize(("days", "shown"), [(0, True), (1, False)])
def test_matters_end_when_it_has_begun(days: int, shown: bool) -> None:
    enrolment = make.enrolment(status=Status.WAITING)

    assert bool(matters(enrolment.user, enrolment.edition.starts_on + days * DAY)) is shown


@pytest.mark.parametrize("number", [1, 3])
def test_matters_take_five_queries(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    anna = make.user()
    for _one in range(number):
        make.enrolment(anna, make.edition(), Status.WAITING)

    with django_assert_num_queries(5):
        assert len(matters(anna, make.TODAY)) == number
