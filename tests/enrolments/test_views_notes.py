"""Notes on an edition and the people in it: for who plans it and for coordinators, and for nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courses.models import Edition
from enrolments.matters import matters
from people.models import Note, Role, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

TOMORROW = make.TODAY + timedelta(days=1)


@pytest.fixture
def edition() -> Edition:
    return make.edition()


@pytest.fixture
def planner() -> User:
    return make.user(roles=[Role.PLANNER])


@pytest.fixture
def at_desk(as_user: AsUser, planner: User) -> Client:
    return as_user(planner)


def _here(edition: Edition) -> str:
    return f"/planning/uitvoeringen/{edition.code}/notities/"


def _page(client: Client, edition: Edition) -> str:
    return client.get(_here(edition)).content.decode()


def test_note_on_a_participant_is_read_in_the_list_and_counted_in_the_table(at_desk: Client, edition: Edition) -> None:
    enrolment = make.enrolment(make.user(family_name="Berg"), edition)
    make.enrolment(make.user(family_name="Stil"), edition)

    at_desk.post(_here(edition), {"over": enrolment.pk, "text": "Komt een uur later"})

    assert "Komt een uur later" in _page(at_desk, edition)
    assert Note.objects.get().about == enrolment.user
    noted = at_desk.get(f"/planning/uitvoeringen/{edition.code}/deelnemers/?notitie=open").content.decode()
    assert "1 open" in noted
    assert "Berg" in noted
    assert "Stil" not in noted


def test_note_with_a_day_is_on_the_overview_of_who_thinks_of_it_until_it_is_done(
    at_desk: Client, edition: Edition, planner: User
) -> None:
    at_desk.post(_here(edition), {"text": "Zaal bellen", "assigned_to": planner.pk, "due": f"{TOMORROW}"})

    (matter,) = (one for one in matters(planner, make.TODAY) if one.title == "Zaal bellen")
    assert (matter.url, matter.due, matter.urgent) == (_here(edition), TOMORROW, False)

    at_desk.post(f"/planning/notities/{Note.objects.get().pk}/afhandelen/")

    assert not [one for one in matters(planner, make.TODAY) if one.title == "Zaal bellen"]
    assert "1 afgehandelde notitie" in _page(at_desk, edition)


def test_note_leaves_the_overview_of_who_plans_it_no_more(edition: Edition) -> None:
    narrow = make.user()
    grant = make.narrow_grant(narrow, Role.PLANNER, edition)
    make.narrow_grant(narrow, Role.PLANNER, make.edition())
    make.note(edition, assigned_to=narrow, due=TOMORROW)
    assert matters(narrow, make.TODAY)

    grant.delete()

    assert not matters(User.objects.get(pk=narrow.pk), make.TODAY)


def test_note_is_changed_and_a_stale_form_is_refused(at_desk: Client, edition: Edition) -> None:
    note = make.note(edition, text="Zaal 1")
    page = f"/planning/notities/{note.pk}/"

    first = at_desk.post(page, {"text": "Zaal 2", "seen": note.seen})
    second = at_desk.post(page, {"text": "Zaal 3", "seen": note.seen})

    assert (first.status_code, second.status_code) == (302, 409)
    assert Note.objects.get().text == "Zaal 2"
    assert "Zaal 3" in second.content.decode()  # what was typed is not lost


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"text": ""}, "Dit veld is verplicht."),
        ({"text": "Bellen", "due": f"{TOMORROW}"}, "Kies wie er op die dag aan denkt."),
        ({"text": "Bellen", "assigned_to": "nobody"}, "Kies"),
        ({"text": "Bellen", "over": "0"}, "Kies"),
    ],
)
def test_note_that_is_not_whole_is_refused(at_desk: Client, edition: Edition, data: dict[str, Any], why: str) -> None:
    answer = at_desk.post(_here(edition), data)

    assert answer.status_code == 400
    assert why in answer.content.decode()
    assert not Note.objects.exists()


def test_note_is_given_only_to_who_reads_it(at_desk: Client, edition: Edition) -> None:
    participant = make.enrolment(edition=edition).user

    assert at_desk.post(_here(edition), {"text": "Bellen", "assigned_to": participant.pk}).status_code == 400


def test_note_of_who_plans_this_edition_only_is_for_nobody_else(as_user: AsUser, edition: Edition) -> None:
    other, mine = make.user(family_name="Zonderling", roles=[Role.PLANNER]), make.user()
    make.narrow_grant(mine, Role.PLANNER, edition)
    client = as_user(mine)

    assert "Zonderling" not in _page(client, edition)
    answer = client.post(_here(edition), {"text": "Bel", "assigned_to": other.pk, "due": "", "over": ""})
    assert (answer.status_code, Note.objects.count()) == (400, 0)


def test_note_is_on_no_page_of_the_participant(as_user: AsUser, edition: Edition) -> None:
    enrolment = make.enrolment(edition=edition)
    make.note(enrolment, text="Betaalt nooit")
    participant = as_user(enrolment.user)

    for page in ("/", "/mijn/", f"/uitvoeringen/{edition.code}/", f"/uitvoeringen/{edition.code}/inschrijven/"):
        assert "Betaalt nooit" not in participant.get(page).content.decode()
    assert participant.get(_here(edition)).status_code == 403


def test_notes_are_not_there_for_who_plans_another_edition(as_user: AsUser, edition: Edition) -> None:
    note, narrow = make.note(edition), make.user()
    make.narrow_grant(narrow, Role.PLANNER, make.edition())
    elsewhere = as_user(narrow)

    for page in (_here(edition), f"/planning/notities/{note.pk}/"):
        assert elsewhere.get(page).status_code == 404
        assert elsewhere.post(page, {"text": "Van mij"}).status_code == 404
    assert elsewhere.post(f"/planning/notities/{note.pk}/afhandelen/").status_code == 404


def test_note_on_a_thing_of_another_floor_is_not_there(at_desk: Client) -> None:
    note = make.note(object_kind="people.organisation", object_id=1)

    assert at_desk.get(f"/planning/notities/{note.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 20])
def test_notes_take_the_same_number_of_queries(
    at_desk: Client, edition: Edition, django_assert_max_num_queries: Any, number: int
) -> None:
    for _one in range(number):
        make.note(make.enrolment(edition=edition))

    with django_assert_max_num_queries(9):
        at_desk.get(_here(edition))
