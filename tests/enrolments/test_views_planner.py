import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from courses.models import Edition
from enrolments.models import Status
from people.models import Role
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


def participants(edition: Edition) -> str:
    return reverse("enrolments:participants", args=[edition.code])


def full_edition() -> Edition:
    """Two people sit, one waits; in two organisations."""
    edition = make.edition(seats=2)
    here, there = make.organisation("Rotterdam-Rijnmond"), make.organisation("Zeeland")
    people = [("Zoë", "Ångström", here), ("Jan", "Bakker", there), ("Mo", "Çelik", here)]
    for (given, family, organisation), status in zip(
        people, [Status.ENROLLED, Status.ENROLLED, Status.WAITING], strict=True
    ):
        person = make.user(given_name=given, infix="", family_name=family)
        make.enrolment(person, edition, status, organisation=organisation)
    return edition


def test_planning_shows_seats_and_what_needs_attention(planner: Client) -> None:
    edition = make.edition(seats=12, minimum=4)
    make.enrolment(edition=edition)
    make.edition(status=Edition.Status.CONCEPT)

    page = planner.get(reverse("enrolments:planning")).content.decode()

    assert "1/12" in page
    assert "te weinig, minimum 4" in page
    assert "Concepten" in page


def test_planning_counts_requests_as_taken_and_says_how_many(planner: Client) -> None:
    edition = make.edition(make.course(needs_approval=True), seats=4, minimum=2)
    make.enrolment(edition=edition)
    make.request(edition=edition)

    page = planner.get(reverse("enrolments:planning")).content.decode()

    assert "2/4</a>, waarvan 1 aangevraagd" in page
    assert "te weinig" not in page


def test_participants_who_asked_lead_to_their_request(planner: Client) -> None:
    edition = make.edition(make.course(needs_approval=True))
    make.enrolment(make.user(family_name="Zeker"), edition)
    asked = make.request(make.user(family_name="Misschien"), edition)

    everyone = planner.get(participants(edition)).content.decode()
    filtered = planner.get(participants(edition), {"stand": "requested"}).content.decode()

    for page in (everyone, filtered):
        assert page.count("/aanvragen/") == 1
        assert f'href="/aanvragen/{asked.pk}/"' in page
    assert "Zeker" not in filtered


@pytest.mark.parametrize("editions", [1, 30])
def test_planning_takes_the_same_number_of_queries(
    planner: Client, django_assert_max_num_queries: DjangoAssertNumQueries, editions: int
) -> None:
    for _number in range(editions):
        make.enrolment(edition=make.edition(sessions=2))

    with django_assert_max_num_queries(12):
        planner.get(reverse("enrolments:planning"))


def test_participants_are_shown_in_order_of_arrival(planner: Client) -> None:
    page = planner.get(participants(full_edition())).content.decode()

    names = ["Ångström, Zoë", "Bakker, Jan", "Çelik, Mo"]
    assert sorted(names, key=page.index) == names
    assert "op de wachtlijst" in page


@pytest.mark.parametrize("people", [1, 30])
def test_participants_take_the_same_number_of_queries(
    planner: Client, django_assert_max_num_queries: DjangoAssertNumQueries, people: int
) -> None:
    edition = make.edition(seats=40)
    for _number in range(people):
        make.enrolment(edition=edition, organisation=make.organisation())

    with django_assert_max_num_queries(10):
        planner.get(participants(edition))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"zoek": "angstrom"}, ["Ångström"]),
        ({"zoek": "CELIK mo"}, ["Çelik"]),
        ({"stand": "waiting"}, ["Çelik"]),
        ({"zoek": "niemand"}, []),
    ],
)
def test_participants_are_filtered(planner: Client, query: dict[str, str], shown: list[str]) -> None:
    page = planner.get(participants(full_edition()), query).content.decode()

    assert [name for name in ("Ångström", "Bakker", "Çelik") if f"{name}, " in page] == shown


def test_participants_are_filtered_by_an_organisation_that_takes_part(planner: Client) -> None:
    edition = full_edition()
    zeeland = edition.enrolments.get(user__family_name="Bakker").organisation
    elsewhere = make.organisation("Twente")
    assert zeeland

    page = planner.get(participants(edition), {"organisatie": zeeland.pk}).content.decode()

    assert "Bakker, Jan" in page
    assert "Ångström, Zoë" not in page
    assert str(elsewhere) not in page


def test_participants_are_filtered_by_the_area_of_their_organisation(planner: Client) -> None:
    edition = make.edition()
    for family, area in (("Bakker", "D"), ("Smit", "F")):
        organisation = make.organisation(f"Regio {area}", area=make.area(area))
        make.enrolment(make.user(family_name=family), edition, organisation=organisation)

    page = planner.get(participants(edition), {"gebied": "D"}).content.decode()

    assert "Bakker" in page
    assert "Smit" not in page


@pytest.mark.parametrize("query", [{"stand": "onzin"}, {"organisatie": "999999"}, {"zoek": "a" * 101}, {"zoek": "\0"}])
def test_participants_show_nobody_when_the_filter_is_not_understood(planner: Client, query: dict[str, str]) -> None:
    answer = planner.get(participants(full_edition()), query)

    assert answer.status_code == 400
    assert "Bakker" not in answer.content.decode()


@pytest.mark.parametrize("query", [{"sort": "-password"}, {"page": "999"}, {"page": "x"}, {"onbekend": "1"}])
def test_participants_forgive_an_unknown_order_or_page(planner: Client, query: dict[str, str]) -> None:
    assert planner.get(participants(full_edition()), query).status_code == 200


def test_participants_are_sorted_by_name(planner: Client) -> None:
    page = planner.get(participants(full_edition()), {"sort": "-name"}).content.decode()

    names = ["Çelik, Mo", "Bakker, Jan", "Ångström, Zoë"]
    assert sorted(names, key=page.index) == names


def test_export_to_csv_holds_what_the_filter_shows(planner: Client) -> None:
    edition = full_edition()

    answer = planner.get(participants(edition), {"export": "csv", "stand": "enrolled"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="deelnemers-{edition.code}.csv"'
    assert rows[0] == ["Volgnummer", "Naam", "E-mail", "Organisatie", "Stand", "Ingeschreven op"]
    assert [row[1] for row in rows[1:]] == ["Ångström, Zoë", "Bakker, Jan"]


def test_export_has_the_order_of_the_list(planner: Client) -> None:
    answer = planner.get(participants(full_edition()), {"export": "csv", "sort": "-name"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in rows[1:]] == ["Çelik, Mo", "Bakker, Jan", "Ångström, Zoë"]


def test_filter_and_export_keep_the_order(planner: Client) -> None:
    page = planner.get(participants(full_edition()), {"sort": "-name", "stand": "enrolled"}).content.decode()

    assert '<input type="hidden" id="sort" name="sort" value="-name">' in page
    assert "?sort=-name&amp;stand=enrolled&amp;export=csv" in page


def test_export_to_xlsx_keeps_a_name_that_looks_like_a_formula_as_text(planner: Client) -> None:
    edition = make.edition()
    make.enrolment(make.user(given_name="", infix="", family_name="=1+1"), edition)

    answer = planner.get(participants(edition), {"export": "xlsx"})

    cell = load_workbook(io.BytesIO(answer.content)).active["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_export_is_refused_when_the_filter_is_not_understood(planner: Client) -> None:
    answer = planner.get(participants(full_edition()), {"export": "csv", "stand": "onzin"})

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/html")
