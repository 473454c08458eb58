import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Course
from enrolments.models import Interest
from people.models import Organisation, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

MINE = "/mijn/"
BUTTON = "Laat het mij weten als er een uitvoering komt"


def _course(course: Course) -> str:
    return f"/aanbod/{course.slug}/"


def _show(course: Course) -> str:
    return f"{_course(course)}belangstelling/"


def _lose(course: Course) -> str:
    return f"{_course(course)}belangstelling/intrekken/"


def _key() -> dict[str, str]:
    return {"key": str(uuid.uuid4())}


@pytest.fixture
def anna() -> User:
    return make.user(organisation=make.organisation())


def test_show_interest_turns_the_button_around_and_back(as_user: AsUser, anna: User) -> None:
    course, browser = make.course("Bijscholing PGS 31"), as_user(anna)

    before = browser.get(_course(course)).content.decode()
    shown = browser.post(_show(course), _key(), follow=True)
    lost = browser.post(_lose(course), _key(), follow=True)

    assert BUTTON in before
    assert shown.redirect_chain == lost.redirect_chain == [(_course(course), 302)]
    assert BUTTON not in shown.content.decode()
    assert f'action="{_lose(course)}"' in shown.content.decode()
    assert "Dat vroeg u op 2 maart 2026" in shown.content.decode()
    assert "U krijgt geen mail meer over Bijscholing PGS 31." in lost.content.decode()
    assert BUTTON in lost.content.decode()
    assert not Interest.objects.exists()


@pytest.mark.parametrize("same_key", [True, False])
def test_show_interest_pressed_twice_is_once(as_user: AsUser, anna: User, same_key: bool) -> None:
    course, browser, first = make.course(), as_user(anna), _key()

    answers = [browser.post(_show(course), form) for form in (first, first if same_key else _key())]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, _course(course))] * 2
    assert Interest.objects.get().user == anna


def test_show_interest_is_refused_in_the_words_of_the_page(as_user: AsUser, anna: User) -> None:
    course = make.course(admits=[Organisation.Kind.MINISTRY])
    browser = as_user(anna)

    page = browser.get(_course(course)).content.decode()
    answer = browser.post(_show(course), _key())

    assert BUTTON not in page
    assert "Deze opleiding is voor medewerkers van: ministerie." in page
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert not Interest.objects.exists()


def test_course_offers_no_button_to_who_is_in_an_edition(as_user: AsUser) -> None:
    enrolment = make.enrolment()

    page = as_user(enrolment.user).get(_course(enrolment.edition.course)).content.decode()

    assert BUTTON not in page
    assert "U bent al ingeschreven voor een uitvoering van deze opleiding" in page


@pytest.mark.parametrize("address", [_show, _lose])
def test_interest_with_the_key_of_another_form_changes_nothing(as_user: AsUser, anna: User, address: object) -> None:
    one, other, key = make.course(), make.course(), _key()
    browser = as_user(anna)
    browser.post(_show(one), key)

    answer = browser.post(_show(other) if address is _show else _lose(one), key)

    assert answer.status_code == (409 if address is _show else 302)
    assert Interest.objects.get().course == one


def test_interest_in_what_is_not_on_offer_is_404(as_user: AsUser, anna: User) -> None:
    hidden, browser = make.course(is_published=False), as_user(anna)
    make.interest(course=hidden)

    for address in (_show(hidden), _lose(hidden), "/aanbod/bestaat-niet/belangstelling/"):
        assert browser.post(address, _key()).status_code == 404
    assert Interest.objects.count() == 1


def test_lose_interest_works_when_the_course_left_the_offer(as_user: AsUser, anna: User) -> None:
    interest = make.interest(anna, make.course("Oud", is_published=False))
    browser = as_user(anna)

    page = browser.get(MINE).content.decode()
    answer = browser.post(_lose(interest.course), _key(), follow=True)

    assert "niet meer in het aanbod" in page
    assert f'href="{_course(interest.course)}"' not in page
    assert answer.redirect_chain == [(MINE, 302)]
    assert not Interest.objects.exists()


def test_mine_shows_what_one_waits_for_and_takes_it_back_there(as_user: AsUser, anna: User) -> None:
    mine, other = make.interest(anna, make.course("Straks")), make.interest(course=make.course("Van een ander"))
    browser = as_user(anna)

    page = browser.get(MINE).content.decode()
    answer = browser.post(_lose(mine.course), _key() | {"back": "mine"}, follow=True)

    assert "Straks" in page
    assert "Van een ander" not in page
    assert answer.redirect_chain == [(MINE, 302)]
    assert Interest.objects.get() == other


def test_interest_of_a_visitor_goes_by_signing_in_and_back_to_the_course(client: Client) -> None:
    make.account("anna@example.org")
    course = make.course()

    page = client.get(_course(course)).content.decode()
    asked = client.post(_show(course), _key())
    back = client.post(asked["Location"], {"login": "anna@example.org", "password": make.PASSWORD}, follow=True)

    assert f'href="/account/login/?next=/aanbod/{course.slug}/"' in page.replace("%2F", "/")
    assert asked["Location"] == f"/account/login/?next={_show(course)}"
    assert back.redirect_chain[-1][0] == _course(course)
    assert BUTTON in back.content.decode()
    assert not Interest.objects.exists()


def test_lose_interest_is_done_by_its_button_only(as_user: AsUser, anna: User) -> None:
    interest = make.interest(anna)

    assert as_user(anna).get(_lose(interest.course)).status_code == 405
    assert Interest.objects.exists()


def test_mine_asks_as_much_for_one_interest_as_for_thirty(as_user: AsUser, anna: User) -> None:
    browser, counted = as_user(anna), []

    for number in (1, 29):
        for _one in range(number):
            make.interest(anna)
        browser.get(MINE)
        with CaptureQueriesContext(connection) as captured:
            browser.get(MINE)
        counted.append(len(captured))

    assert counted[0] == counted[1] <= 9
