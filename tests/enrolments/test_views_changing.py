import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courses.models import Edition, Session, TrainerAssignment
from people.models import Message, Role
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MONDAY = make.TODAY + make.AHEAD


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


def _page(session: Session) -> str:
    return reverse("enrolments:change_session", args=[session.pk])


def _sent(session: Session, deed: str = "check", **changes: str) -> dict[str, str]:
    plain = {"day": f"{MONDAY}", "starts": "09:00", "ends": "17:00", "room": "", "online_url": ""}
    return plain | {"seen": f"{session.sequence}", "deed": deed} | changes


def _session(**fields: object) -> Session:
    return make.edition(make.course("Tankputten"), **fields).sessions.get()  # type: ignore[arg-type]  # a test names its own


def test_page_shows_the_session_as_it_is(planner: Client) -> None:
    anna = make.user(given_name="Anna")
    session = _session(trainers=[anna], room=make.room(name="Zaal 3"))

    page = planner.get(_page(session)).content.decode()

    assert 'value="2026-04-13"' in page
    assert 'value="09:00"' in page
    assert re.search(rf'<option value="{session.room_id}" selected', page)
    assert re.search(rf'name="trainers"[^>]*value="{anna.pk}"[^>]*checked', page)


def test_page_says_who_declined_and_why(planner: Client) -> None:
    session = _session()
    TrainerAssignment.objects.create(
        session=session, trainer=make.user(), status=TrainerAssignment.Status.DECLINED, reason="Op reis"
    )

    assert "Op reis" in planner.get(_page(session)).content.decode()
    edition = reverse("courses:planned_edition", args=[session.edition.code])
    assert "Op reis" in planner.get(edition).content.decode()


def test_check_shows_what_changes_and_who_is_told_and_saves_nothing(planner: Client) -> None:
    session = _session()
    for _one in range(2):
        make.enrolment(edition=session.edition)

    answer = planner.post(_page(session), _sent(session, day=f"{MONDAY + DAY}"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "De dag is verplaatst van maandag 13 april naar dinsdag 14 april." in page
    assert "2 deelnemers, met een nieuwe uitnodiging voor de agenda" in page
    assert 'value="save"' in page
    assert Session.objects.get().sequence == 0
    assert not Message.objects.exists()


def test_check_of_a_clash_says_so_and_offers_no_way_to_save(planner: Client) -> None:
    room = make.room(name="Zaal 3")
    other = make.edition(room=room)
    session = _session(starts_on=MONDAY + 7 * DAY)

    page = planner.post(_page(session), _sent(session, room=f"{room.pk}")).content.decode()

    assert f"al bezet door {other.code}" in page
    assert 'value="save"' not in page


def test_check_of_a_trainer_who_takes_part_says_so(planner: Client) -> None:
    session = _session()
    anna = make.enrolment(make.user(given_name="Anna", infix="", family_name="Bos"), session.edition).user
    make.qualification(anna)

    answer = planner.post(_page(session), _sent(session, trainers=f"{anna.pk}"))

    assert answer.status_code == 409
    assert "geen docent zijn: Anna Bos." in answer.content.decode()


def test_check_of_a_concept_says_that_nobody_is_told(planner: Client) -> None:
    session = _session(status=Edition.Status.CONCEPT)

    page = planner.post(_page(session), _sent(session, starts="10:00")).content.decode()

    assert "niemand krijgt een mail" in page
    assert 'value="save"' in page


@pytest.mark.parametrize("typed", ["ftp://vergadering.example/x", "geen adres"])
def test_an_online_address_is_that_of_a_page(planner: Client, typed: str) -> None:
    session = _session()

    answer = planner.post(_page(session), _sent(session, "save", online_url=typed))

    assert answer.status_code == 400
    assert "Vul een volledig webadres in" in answer.content.decode()
    assert Session.objects.get().online_url == ""


def test_edit_gives_back_what_was_filled_in(planner: Client) -> None:
    session = _session()

    page = planner.post(_page(session), _sent(session, "edit", starts="10:15")).content.decode()

    assert 'value="10:15"' in page
    assert 'value="check"' in page


def test_save_changes_the_session_and_leads_to_the_edition(planner: Client) -> None:
    session, room = _session(), make.room()
    make.enrolment(edition=session.edition)
    changes = {"day": f"{MONDAY + DAY}", "room": f"{room.pk}", "online_url": "https://vergadering.example/"}

    answer = planner.post(_page(session), _sent(session, "save", **changes))

    session.refresh_from_db()
    assert answer.headers["Location"] == reverse("courses:planned_edition", args=[session.edition.code])
    assert (session.starts_at, session.room) == (make.at(MONDAY + DAY, 9), room)
    assert session.online_url == "https://vergadering.example/"
    assert Message.objects.count() == 1


def test_save_of_a_trainer_who_is_sent_twice_asks_once(planner: Client) -> None:
    session, anna = _session(), make.user()
    make.qualification(anna)

    answer = planner.post(_page(session), _sent(session, "save") | {"trainers": [f"{anna.pk}"] * 2})

    assert (answer.status_code, session.assignments.get().trainer) == (302, anna)


def test_save_twice_changes_once_when_the_key_is_the_same(planner: Client) -> None:
    session = _session()
    sent = _sent(session, "save", starts="10:00", key="00000000-0000-4000-8000-000000000001")

    first, again = planner.post(_page(session), sent), planner.post(_page(session), sent)

    assert (first.status_code, again.status_code) == (302, 302)
    assert Session.objects.get().sequence == 1


def test_save_of_what_changed_meanwhile_says_so_and_sees_the_new(planner: Client) -> None:
    session = _session()
    stale = _sent(session, "save", starts="10:00")
    Session.objects.update(sequence=4, online_url="https://nieuw.example/")

    answer = planner.post(_page(session), stale)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Iemand anders heeft dit intussen gewijzigd." in page
    assert 'name="seen" value="4"' in page
    assert 'value="10:00"' in page
    assert Session.objects.get().sequence == 4


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("day", "31-04-2026", "Vul een bestaande datum in, zoals 31-12-2026."),
        ("starts", "25:00", "geldige tijd"),
        ("ends", "08:00", "Het einde moet na het begin liggen."),
        ("room", "999999", "Kies iets uit de lijst."),
        ("trainers", "999999", "Kies iets uit de lijst."),
        ("online_url", "vergadering", "webadres"),
        ("online_url", "javascript:alert(1)", "webadres"),
    ],
)
def test_page_says_at_the_field_what_is_wrong(planner: Client, field: str, value: str, message: str) -> None:
    session = _session()

    answer = planner.post(_page(session), _sent(session, "save", **{field: value}))

    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert Session.objects.get().sequence == 0


def test_a_moment_that_has_been_is_refused(planner: Client) -> None:
    session = _session()

    answer = planner.post(_page(session), _sent(session, day=f"{make.TODAY - DAY}"))

    assert answer.status_code == 409
    assert "Kies een dag en tijd die nog komen." in answer.content.decode()


def test_a_session_that_has_been_has_no_form_and_no_button(planner: Client) -> None:
    session = make.over_edition().sessions.all()[0]

    page = planner.get(_page(session)).content.decode()
    edition = planner.get(reverse("courses:planned_edition", args=[session.edition.code])).content.decode()

    assert "al begonnen of voorbij" in page
    assert 'value="check"' not in page
    assert _page(session) not in edition
    assert planner.post(_page(session), _sent(session, "save")).status_code == 409


def test_planner_of_one_edition_changes_that_one_only(as_user: AsUser) -> None:
    planner, own, other = make.user(), _session(), _session()
    make.narrow_grant(planner, Role.PLANNER, own.edition)
    browser = as_user(planner)

    assert browser.post(_page(own), _sent(own, "save", starts="10:00")).status_code == 302
    assert browser.post(_page(other), _sent(other, "save", starts="10:00")).status_code == 404
    assert as_user(make.user()).get(_page(own)).status_code == 403


@pytest.mark.parametrize("people", [1, 30])
def test_check_takes_the_same_number_of_queries(
    planner: Client, django_assert_max_num_queries: DjangoAssertNumQueries, people: int
) -> None:
    session = _session(trainers=[make.user() for _one in range(3)], seats=40)
    for _one in range(people):
        make.enrolment(edition=session.edition)
        make.room()
        make.qualification(make.user())

    with django_assert_max_num_queries(22):
        planner.post(_page(session), _sent(session, day=f"{MONDAY + DAY}"))


def test_change_shows_which_deadlines_move_along_with_the_first_day(planner: Client) -> None:
    edition = make.edition(make.course(price=900, cancellation_tiers=[[28, 0]]))
    session = edition.sessions.get()

    page = planner.post(_page(session), _sent(session, day=f"{MONDAY + 7 * DAY}")).content.decode()

    assert "De eerste dag van de uitvoering wordt 20 april 2026." in page
    assert "Inschrijven kan dan tot en met 13 april 2026 (was 6 april 2026)." in page
    assert "Wie al was ingeschreven, kan zich kosteloos uitschrijven." in page
