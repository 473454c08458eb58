"""The planner's page about the seats of an edition, and what everybody reads of it."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from courses.models import Edition
from enrolments import actions
from enrolments.models import Enrolment, SeatReservation, Status
from people.models import Organisation, Role, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


@pytest.fixture
def limburg() -> Organisation:
    return make.organisation("Limburg")


def _page(edition: Edition, *rest: object) -> str:
    return "/".join(["/planning/uitvoeringen", edition.code, "plaatsen", *map(str, rest), ""])


def _keep(organisation: Organisation, edition: Edition, seats: int = 2) -> dict[str, str]:
    day = edition.starts_on - timedelta(days=1)
    return {"wie": f"organisation:{organisation.pk}", "seats": f"{seats}", "released_on": f"{day}"}


def _read(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def _enrol(edition: Edition, *people: User) -> None:
    for person in people:
        actions.enrol(person, edition, by=person)


def test_seats_are_kept_and_stand_on_the_page_of_the_edition(
    planner: Client, client: Client, limburg: Organisation
) -> None:
    edition = make.edition(seats=4)

    answer = planner.post(_page(edition, "vrijhouden"), _keep(limburg, edition), follow=True)

    assert "De plaatsen worden vrijgehouden." in answer.content.decode()
    assert "2, waarvan 0 gebruikt" in answer.content.decode()
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Nog 2 van de 4 plaatsen vrij" in page
    assert "Twee plaatsen zijn tot 12 april 2026 voor Veiligheidsregio Limburg." in page


@pytest.mark.parametrize("whom", ["cohort", "area", "organisation_kind"])
def test_seats_are_kept_for_each_kind_of_group(planner: Client, whom: str) -> None:
    edition, cohort, area = make.edition(), make.cohort(), make.area("F")
    key = {"cohort": cohort.pk, "area": area.pk, "organisation_kind": "ghor"}[whom]

    page = planner.post(
        _page(edition, "vrijhouden"), _keep(make.organisation(), edition) | {"wie": f"{whom}:{key}"}, follow=True
    )

    name = {"cohort": f"trainees ({cohort})", "area": "Limburg", "organisation_kind": "GHOR"}[whom]
    assert f'<td data-label="Voor wie">{name}</td>' in page.content.decode()


def test_too_many_seats_are_refused_at_their_field(planner: Client, limburg: Organisation) -> None:
    edition = make.edition(seats=3)
    _enrol(edition, make.user())

    answer = planner.post(_page(edition, "vrijhouden"), _keep(limburg, edition, 3))

    assert answer.status_code == 409
    assert "Aantal plaatsen: Meer dan 2 kan niet" in answer.content.decode()
    assert not SeatReservation.objects.exists()


def test_bad_input_is_told_at_its_field(planner: Client) -> None:
    edition = make.edition()

    answer = planner.post(
        _page(edition, "vrijhouden"), {"wie": "organisation:999999", "seats": "0", "released_on": "morgen"}
    )

    assert answer.status_code == 400
    for words in ("Kies iets uit de lijst.", "Houd minstens één plaats vrij."):
        assert words in answer.content.decode()


def test_a_reservation_changes_and_ends_once_when_pressed_twice(planner: Client, limburg: Organisation) -> None:
    edition = make.edition(seats=4)
    reservation = make.reservation(edition, 2, organisation=limburg)
    wanted = {"seats": "1", "released_on": f"{reservation.released_on}", "seen": reservation.version}

    assert planner.post(_page(edition, reservation.pk, "wijzigen"), wanted).status_code == 302
    reservation.refresh_from_db()
    assert reservation.seats == 1

    key = {"key": str(uuid.uuid4())}
    answers = [planner.post(_page(edition, reservation.pk, "opheffen"), key).status_code for _time in range(2)]
    assert answers == [302, 302]
    assert planner.post(_page(edition, reservation.pk, "opheffen")).status_code == 404
    assert planner.post(_page(edition, reservation.pk, "wijzigen"), wanted).status_code == 404


def test_a_stale_form_overwrites_nothing(planner: Client, limburg: Organisation) -> None:
    edition = make.edition(seats=4)
    reservation = make.reservation(edition, 2, organisation=limburg)

    answer = planner.post(
        _page(edition, reservation.pk, "wijzigen"),
        {"seats": "1", "released_on": f"{reservation.released_on}", "seen": "3 2026-04-01"},
    )

    assert answer.status_code == 409
    assert "Iemand anders heeft dit intussen gewijzigd" in answer.content.decode()


def test_a_reservation_of_another_edition_does_not_exist_here(planner: Client) -> None:
    foreign = make.reservation(make.edition())

    for deed in ("wijzigen", "opheffen"):
        assert planner.post(_page(make.edition(), foreign.pk, deed)).status_code == 404
    assert SeatReservation.objects.get() == foreign


def test_capacity_goes_up_and_who_waits_gets_a_seat(planner: Client) -> None:
    edition = make.edition(seats=1)
    _enrol(edition, make.user(), make.user())

    answer = planner.post(_page(edition), {"capacity": "2", "seen": "1"}, follow=True)

    assert "Het aantal plaatsen is gewijzigd." in answer.content.decode()
    assert list(Enrolment.objects.values_list("status", flat=True)) == [Status.ENROLLED, Status.ENROLLED]


def test_capacity_is_refused_below_what_is_given(planner: Client) -> None:
    edition = make.edition(seats=3)
    _enrol(edition, make.user(), make.user())

    answer = planner.post(_page(edition), {"capacity": "1", "seen": "3"})

    assert answer.status_code == 409
    assert "Lager dan 2 kan niet: zoveel plaatsen zijn vergeven of vrijgehouden." in answer.content.decode()


def test_a_room_that_is_too_small_is_a_warning_with_the_number(planner: Client) -> None:
    edition = make.edition(seats=14, room=make.room(10))

    assert "heeft 10 plaatsen, de uitvoering 14" in planner.get(_page(edition)).content.decode()


def test_planner_of_another_edition_finds_nothing(as_user: AsUser, limburg: Organisation) -> None:
    edition, own = make.edition(), make.edition()
    somebody = make.user()
    make.narrow_grant(somebody, Role.PLANNER, own)
    browser = as_user(somebody)

    assert browser.get(_page(own)).status_code == 200
    assert browser.get(_page(edition)).status_code == 404
    assert browser.post(_page(edition, "vrijhouden"), _keep(limburg, edition)).status_code == 404


def test_edition_tells_each_reader_what_would_happen_now(as_user: AsUser, limburg: Organisation) -> None:
    edition = make.edition(seats=1)
    make.reservation(edition, 1, organisation=limburg)
    _enrol(edition, make.user())

    own = as_user(make.user(organisation=limburg)).get(edition.get_absolute_url()).content.decode()
    other = as_user(make.user()).get(edition.get_absolute_url()).content.decode()

    assert "Nog 1 van de 1 plaatsen vrij" in own
    assert "Op de wachtlijst" not in own
    assert "Alle 1 plaatsen zijn bezet of vrijgehouden" in other
    assert "U komt op plaats <strong>2</strong> van de wachtlijst" in other


def test_who_waits_reads_why_and_who_went_before(as_user: AsUser, limburg: Organisation) -> None:
    edition, anna = make.edition(seats=2), make.user(organisation=make.organisation("Zeeland"))
    make.reservation(edition, 2, organisation=limburg)
    _enrol(edition, anna, make.user(organisation=limburg))
    sentence = (
        "U staat op plaats 1 van de wachtlijst, als eerste van Veiligheidsregio Zeeland; één plaats is tot "
        "12 april 2026 voor Veiligheidsregio Limburg."
    )
    browser = as_user(anna)

    page = browser.get(edition.get_absolute_url()).content.decode()
    assert sentence in page
    assert "2 maart 2026: een ander ging voor: die plaats werd vrijgehouden" in page
    contact = make.user(organisation=anna.employments[0].organisation, roles=[Role.TRAINING_CONTACT])
    assert sentence.replace("U staat op plaats 1 van de", "Plaats 1 op de") in _read(as_user(contact), "/regio/")
    for address in ("/mijn/", f"{edition.get_absolute_url()}inschrijven/", "/"):
        assert sentence in browser.get(address).content.decode()


def test_catalogue_shows_the_seats_that_are_for_everybody(client: Client, limburg: Organisation) -> None:
    edition = make.edition(seats=3)
    make.reservation(edition, 2, organisation=limburg)

    assert "nog 1 plaats" in client.get("/aanbod/").content.decode()
    offered = client.get("/aanbod.json").json()["courses"][0]["editions"][0]
    assert (offered["capacity"], offered["free_seats"]) == (3, 1)


def test_number_of_seats_that_another_saved_is_shown_beside_what_was_typed_and_can_then_be_saved(
    planner: Client,
) -> None:
    edition = make.edition(seats=10)
    planner.post(_page(edition), {"capacity": "12", "seen": "10"})

    answer = planner.post(_page(edition), {"capacity": "14", "seen": "10"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<dd>12</dd>" in page
    assert 'value="14"' in page
    assert 'name="seen" value="12"' in page
