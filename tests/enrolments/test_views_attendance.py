import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Edition, Session
from enrolments.attendance import actions
from enrolments.models import Attendance, Enrolment, Status
from people.models import Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]


def _planner() -> User:
    return make.user(roles=[Role.PLANNER])


def _today(trainer: User | None = None) -> Session:
    edition = make.edition(starts_on=make.TODAY, status=Edition.Status.RUNNING, trainers=[trainer] if trainer else [])
    return edition.sessions.select_related("edition__course").get()


def _page(session: Session) -> str:
    return f"/bijeenkomsten/{session.pk}/aanwezigheid/"


def _whole(session: Session) -> str:
    return f"/planning/uitvoeringen/{session.edition.code}/aanwezigheid/"


def _marked(enrolment: Enrolment) -> str | None:
    return Attendance.objects.filter(enrolment=enrolment).values_list("status", flat=True).first()


def test_trainer_marks_the_own_session(as_user: AsUser) -> None:
    trainer = make.user()
    session = _today(trainer)
    anna = make.enrolment(edition=session.edition)
    browser = as_user(trainer)
    assert anna.user.list_name in browser.get(_page(session)).content.decode()

    answer = browser.post(_page(session), {f"mark{anna.pk}": "part", f"seen{anna.pk}": ""})

    assert (answer.status_code, answer["Location"]) == (302, _page(session))
    assert _marked(anna) == "part"


def test_attendance_of_others_takes_as_many_queries_as_one_that_is_not_there(as_user: AsUser) -> None:
    session, elsewhere = _today(make.user()), as_user(make.user())

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert elsewhere.get(address).status_code == 404
        return len(caught)

    assert queries(_page(session)) == queries("/bijeenkomsten/987654321/aanwezigheid/")


def test_one_button_marks_everybody_else_present(as_user: AsUser) -> None:
    session = _today()
    anna, bob = make.enrolment(edition=session.edition), make.enrolment(edition=session.edition)

    as_user(_planner()).post(_page(session), {f"mark{anna.pk}": "absent", "all": "present"})

    assert (_marked(anna), _marked(bob)) == ("absent", "present")


@pytest.mark.parametrize("who", ["trainer of another", "participant", "coordinator"])
def test_others_do_not_find_the_list(as_user: AsUser, who: str) -> None:
    session = _today(make.user())
    anna = make.enrolment(edition=session.edition)
    users = {
        "trainer of another": lambda: _trainer_elsewhere(),
        "participant": lambda: anna.user,
        "coordinator": lambda: make.user(roles=[Role.COORDINATOR]),
    }
    browser = as_user(users[who]())

    assert browser.get(_page(session)).status_code == 404
    assert browser.post(_page(session), {f"mark{anna.pk}": "present"}).status_code == 404
    assert _marked(anna) is None


def _trainer_elsewhere() -> User:
    trainer = make.user()
    _today(trainer)
    return trainer


def test_a_mark_outside_the_list_is_told_at_its_person(as_user: AsUser) -> None:
    session = _today()
    anna, bob = make.enrolment(edition=session.edition), make.enrolment(edition=session.edition)

    answer = as_user(_planner()).post(_page(session), {f"mark{anna.pk}": "maybe", f"mark{bob.pk}": "present"})

    assert answer.status_code == 400
    assert "Selecteer een geldige keuze" in answer.content.decode()
    assert _marked(bob) is None


def test_what_somebody_else_marked_meanwhile_is_shown_and_not_overwritten(as_user: AsUser) -> None:
    session, planner = _today(), _planner()
    anna = make.enrolment(edition=session.edition)
    actions.mark(session, {anna.pk: "present"}, seen={}, by=planner)

    answer = as_user(planner).post(_page(session), {f"mark{anna.pk}": "absent", f"seen{anna.pk}": ""})

    assert answer.status_code == 409
    assert "Intussen gewijzigd. Nu opgeslagen: aanwezig" in " ".join(answer.content.decode().split())
    assert f'name="seen{anna.pk}" value="present"' in answer.content.decode()
    assert _marked(anna) == "present"


def test_a_session_to_come_shows_no_form_and_takes_nothing(as_user: AsUser) -> None:
    session = make.edition().sessions.get()
    anna = make.enrolment(edition=session.edition)
    browser = as_user(_planner())

    page = browser.get(_page(session)).content.decode()
    answer = browser.post(_page(session), {f"mark{anna.pk}": "present"})

    assert "Aanwezigheid invullen kan vanaf" in page
    assert f"mark{anna.pk}" not in page
    assert answer.status_code == 409
    assert _marked(anna) is None


def test_planner_sees_the_history_and_a_trainer_does_not(as_user: AsUser) -> None:
    trainer, planner = make.user(), _planner()
    session = _today(trainer)
    anna = make.enrolment(edition=session.edition)
    actions.mark(session, {anna.pk: "absent"}, seen={}, by=trainer)

    assert "Geschiedenis" in as_user(planner).get(_page(session)).content.decode()
    assert "Geschiedenis" not in as_user(trainer).get(_page(session)).content.decode()


def test_planner_takes_the_whole_edition_along(as_user: AsUser) -> None:
    session, planner = _today(), _planner()
    anna = make.enrolment(make.user(family_name="=Bos", given_name="Anna", infix=""), session.edition)
    actions.mark(session, {anna.pk: "present"}, seen={}, by=planner)

    answer = as_user(planner).get(f"{_whole(session)}?export=csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Naam", "Organisatie", "02-03-2026", "Stand"]
    assert rows[1] == ["'=Bos, Anna", "", "aanwezig", "afgerond"]


def test_the_whole_edition_is_for_the_planner(as_user: AsUser) -> None:
    trainer = make.user()
    session = _today(trainer)

    assert as_user(trainer).get(_whole(session)).status_code == 403
    assert as_user(_planner()).get("/planning/uitvoeringen/bestaat-niet/aanwezigheid/").status_code == 404


def _queries(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


def test_pages_cost_the_same_for_any_number_of_people(as_user: AsUser) -> None:
    session, planner = _today(), _planner()
    costs = []
    for number in (1, 29):
        for _person in range(number):
            make.enrolment(edition=session.edition)
        attendees = Enrolment.objects.filter(edition=session.edition, status=Status.ENROLLED)
        actions.mark(session, {one.pk: "present" for one in attendees}, seen={}, by=planner)
        costs.append((_queries(as_user(planner), _page(session)), _queries(as_user(planner), _whole(session))))

    assert costs[0] == costs[1]


def test_home_asks_the_trainer_to_mark_and_the_planner_when_it_is_missing(as_user: AsUser) -> None:
    trainer = make.user()
    edition = make.edition(
        starts_on=make.TODAY - timedelta(days=2), status=Edition.Status.COMPLETED, trainers=[trainer]
    )
    make.enrolment(edition=edition)

    assert "Aanwezigheid invullen" in as_user(trainer).get("/").content.decode()
    assert f"Aanwezigheid ontbreekt: {edition.code}" in as_user(_planner()).get("/").content.decode()
    assert "Aanwezigheid" not in as_user(make.user()).get("/").content.decode()


def test_trainer_reaches_the_list_from_the_edition(as_user: AsUser) -> None:
    trainer = make.user()
    session = _today(trainer)
    edition_page = session.edition.get_absolute_url()

    assert _page(session) in as_user(trainer).get(edition_page).content.decode()
    assert _page(session) not in as_user(make.user()).get(edition_page).content.decode()
