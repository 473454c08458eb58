from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courses.models import Edition, Session, TrainerAssignment
from people.models import User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

Status = TrainerAssignment.Status
DAY = timedelta(days=1)


@pytest.fixture
def anna() -> User:
    return make.user("anna@example.org")


@pytest.fixture
def browser(anna: User, as_user: AsUser) -> Client:
    return as_user(anna)


def _asked(trainer: User, sessions: int = 2, **fields: object) -> Edition:
    edition = make.edition(make.course("Tankputten"), sessions=sessions, **fields)  # type: ignore[arg-type]  # a test names its own
    for session in edition.sessions.all():
        make.trainer_assignment(session, trainer, Status.ASKED)
    return edition


def _page(edition: Edition) -> str:
    return reverse("courses:teaching", args=[edition.code])


def _sent(*answers: str, **more: str) -> dict[str, str]:
    """What the form sends: the answers to the sessions in order of time, and the versions the page showed."""
    mine = list(TrainerAssignment.objects.order_by("session__starts_at"))
    given = {f"answer{one.pk}": answer for one, answer in zip(mine, answers, strict=False) if answer}
    return given | {f"seen{one.pk}": f"{one.session.sequence}" for one in mine} | more


def _answers() -> list[str]:
    return list(TrainerAssignment.objects.order_by("session__starts_at").values_list("status", flat=True))


def test_page_shows_each_session_with_its_choice(browser: Client, anna: User) -> None:
    page = browser.get(_page(_asked(anna))).content.decode()

    assert "maandag 13 april 2026, 09:00–17:00" in page  # noqa: RUF001  # as printed
    assert page.count('value="accepted"') == page.count('value="declined"') == 3  # two sessions, and all at once
    assert "checked" not in page


def test_each_session_has_its_own_answer(browser: Client, anna: User) -> None:
    edition = _asked(anna)

    answer = browser.post(_page(edition), _sent("accepted", "declined", reason="Op reis"))

    assert answer.headers["Location"] == _page(edition)
    assert _answers() == [Status.ACCEPTED, Status.DECLINED]
    assert TrainerAssignment.objects.get(status=Status.DECLINED).reason == "Op reis"


@pytest.mark.parametrize("every", ["accepted", "declined"])
def test_one_button_answers_for_all(browser: Client, anna: User, every: str) -> None:
    browser.post(_page(_asked(anna)), _sent("declined", reason="Op reis", all=every))

    assert _answers() == [every, every]


def test_what_was_left_open_stays_asked(browser: Client, anna: User) -> None:
    browser.post(_page(_asked(anna)), _sent("", "accepted"))

    assert _answers() == [Status.ASKED, Status.ACCEPTED]


def test_declining_asks_why_and_saves_nothing_without(browser: Client, anna: User) -> None:
    answer = browser.post(_page(_asked(anna)), _sent("accepted", "declined"))

    assert answer.status_code == 400
    assert "Schrijf waarom u niet kunt." in answer.content.decode()
    assert _answers() == [Status.ASKED, Status.ASKED]


def test_an_answer_to_nothing_is_not_called_saved(browser: Client, anna: User) -> None:
    page = browser.post(_page(_asked(anna)), _sent())

    assert page.status_code == 400
    assert "Kies bij ten minste één bijeenkomst of u komt." in page.content.decode()
    assert _answers() == [Status.ASKED] * 2


def test_an_answer_that_does_not_exist_is_refused_at_its_session(browser: Client, anna: User) -> None:
    answer = browser.post(_page(_asked(anna)), _sent("asked", "misschien"))

    assert answer.status_code == 400
    assert answer.content.decode().count("Kies iets uit de lijst.") == 2
    assert _answers() == [Status.ASKED, Status.ASKED]


@pytest.mark.parametrize("seen", ["0", "", "x", "9" * 30])
def test_what_changed_meanwhile_is_read_again_first(browser: Client, anna: User, seen: str) -> None:
    edition = _asked(anna, sessions=1)
    sent = _sent("declined", **{f"seen{TrainerAssignment.objects.get().pk}": seen, "reason": "Op reis"})
    Session.objects.update(sequence=1, starts_at=make.at(make.TODAY + make.AHEAD, 8))

    answer = browser.post(_page(edition), sent)

    assert answer.status_code == 409
    assert "intussen gewijzigd" in answer.content.decode()
    assert "08:00" in answer.content.decode()
    assert 'value="Op reis"' in answer.content.decode()
    assert _answers() == [Status.ASKED]


def test_the_same_form_twice_answers_once(browser: Client, anna: User) -> None:
    edition = _asked(anna)
    sent = _sent("accepted", key="00000000-0000-4000-8000-000000000001")

    assert [browser.post(_page(edition), sent).status_code for _time in range(2)] == [302, 302]


def test_who_declined_can_still_come(browser: Client, anna: User) -> None:
    edition = _asked(anna, sessions=1)
    TrainerAssignment.objects.update(status=Status.DECLINED, reason="Op reis")

    assert "Op reis" in browser.get(_page(edition)).content.decode()
    browser.post(_page(edition), _sent("accepted"))

    assert _answers() == [Status.ACCEPTED]


@pytest.mark.parametrize(
    ("status", "why"),
    [(Edition.Status.CANCELLED, "gaat niet door"), (Edition.Status.COMPLETED, "al begonnen of voorbij")],
)
def test_what_is_called_off_or_over_has_no_choice(
    browser: Client, anna: User, status: Edition.Status, why: str
) -> None:
    page = browser.get(_page(_asked(anna, status=status))).content.decode()

    assert why in page
    assert 'type="radio"' not in page


@pytest.mark.parametrize(
    ("status", "first_day", "why"),
    [
        (Edition.Status.CANCELLED, make.TODAY + make.AHEAD, "gaat niet door"),
        (Edition.Status.RUNNING, make.TODAY - DAY, "al begonnen of voorbij"),
    ],
)
def test_an_answer_that_came_too_late_is_not_called_saved(
    browser: Client, anna: User, status: Edition.Status, first_day: date, why: str
) -> None:
    edition = _asked(anna, status=status, starts_on=first_day)
    make.trainer_assignment(make.session(edition, make.TODAY + DAY), anna, Status.ASKED)

    answer = browser.post(_page(edition), _sent("accepted", "accepted", "accepted"))

    assert answer.status_code == 409
    assert why in answer.content.decode()
    assert _answers() == [Status.ASKED] * 3


def test_others_and_a_concept_are_not_found(browser: Client, anna: User, as_user: AsUser) -> None:
    edition, concept = _asked(anna), _asked(anna, status=Edition.Status.CONCEPT)

    assert as_user(make.user()).get(_page(edition)).status_code == 404
    assert browser.get(_page(concept)).status_code == 404


def test_the_edition_names_who_comes_and_leads_its_trainer_here(browser: Client, anna: User, client: Client) -> None:
    edition = _asked(anna, sessions=1)
    declined = make.user(family_name="Afwezig")
    make.trainer_assignment(edition.sessions.get(), declined, Status.DECLINED)

    seen_by_anna = browser.get(edition.get_absolute_url()).content.decode()
    seen_by_visitor = client.get(edition.get_absolute_url()).content.decode()

    assert _page(edition) in seen_by_anna
    assert _page(edition) not in seen_by_visitor
    assert str(anna) in seen_by_visitor
    assert "Afwezig" not in seen_by_visitor


@pytest.mark.parametrize("sessions", [1, 30])
def test_page_takes_the_same_number_of_queries(
    browser: Client, anna: User, sessions: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    edition = _asked(anna, sessions=sessions)

    with django_assert_max_num_queries(8):
        browser.get(_page(edition))
