import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courses.models import Edition
from people.models import AuditEvent, Role
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


@pytest.mark.parametrize("sessions", [1, 30])
def test_planned_edition_takes_the_same_number_of_queries(
    planner: Client, django_assert_max_num_queries: DjangoAssertNumQueries, sessions: int
) -> None:
    edition = make.edition(sessions=sessions, trainers=[make.user()], status=Edition.Status.CONCEPT)

    with django_assert_max_num_queries(13):
        answer = planner.get(reverse("courses:planned_edition", args=[edition.code]))

    assert answer.status_code == 200


# the material


def _materials(edition: Edition) -> str:
    return reverse("courses:set_materials", args=[edition.code])


def test_set_materials_keeps_the_address_and_takes_it_away(planner: Client) -> None:
    edition = make.edition()

    for typed, kept in [("nipv.example/pgs31", "https://nipv.example/pgs31"), ("", "")]:
        sent = {"materials_url": typed, "seen": edition.materials_url}
        answer = planner.post(_materials(edition), sent, follow=True)

        edition.refresh_from_db()
        assert edition.materials_url == kept
        assert "Het adres van het materiaal is bewaard." in answer.content.decode()
    assert AuditEvent.objects.filter(deed="set_materials").count() == 2


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://nipv.example/",
        "geen adres",
        "https://a.nl/\u202efdp.exe",
        f"https://a.nl/{'a' * 250}",
    ],
)
def test_set_materials_says_at_the_field_what_is_no_address(planner: Client, typed: str) -> None:
    edition = make.edition(materials_url="https://nipv.example/oud")

    page = planner.post(_materials(edition), {"materials_url": typed})

    assert page.status_code == 400
    assert len(page.context["materials"].errors["materials_url"]) == 1
    edition.refresh_from_db()
    assert edition.materials_url == "https://nipv.example/oud"


def test_set_materials_takes_nothing_away_when_the_field_did_not_come(planner: Client) -> None:
    edition = make.edition(materials_url="https://nipv.example/oud")

    page = planner.post(_materials(edition), {})

    edition.refresh_from_db()
    assert (page.status_code, edition.materials_url) == (400, "https://nipv.example/oud")
    assert "niet heel aangekomen" in page.content.decode()


def test_set_materials_is_for_the_planner_of_this_edition(as_user: AsUser) -> None:
    mine, other = make.edition(), make.edition()
    helper = make.user()
    make.narrow_grant(helper, Role.PLANNER, mine)

    answers = [as_user(helper).post(_materials(one), {"materials_url": ""}).status_code for one in (mine, other)]

    assert answers == [302, 404]


def test_material_that_another_planner_named_meanwhile_is_shown_beside_what_was_typed(planner: Client) -> None:
    edition = make.edition()
    planner.post(_materials(edition), {"materials_url": "https://nipv.example/een", "seen": ""})

    answer = planner.post(_materials(edition), {"materials_url": "https://nipv.example/ander", "seen": ""})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<dd>https://nipv.example/een</dd>" in page
    assert 'value="https://nipv.example/ander"' in page
    edition.refresh_from_db()
    assert edition.materials_url == "https://nipv.example/een"
