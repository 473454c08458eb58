"""A second factor before the pages of some roles, and being asked again before what is worth more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from courses.models import Edition
from people.middleware import AssuranceMiddleware
from people.models import AuditEvent, Role, User
from tests import make
from tests.walk import access
from tests.walk.scene import scene
from trainees.models import ProgressMeeting, Traineeship

pytestmark = pytest.mark.django_db

SENSITIVE = [
    (access.PLANNER, "enrolments:participants", "announced", "?export=csv"),
    (access.PLANNER, "enrolments:attendance_of_edition", "announced", "?export=xlsx"),
    (access.SUPERVISOR, "trainees:traineeship", "traineeship", ""),
    (access.COORDINATOR, "trainees:traineeship", "traineeship", ""),
    (access.ADMINISTRATOR, "people:administration", "", ""),
]


@pytest.fixture
def factors_asked(settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["planner", "coordinator", "administrator"]


@pytest.fixture
def asks_again(settings: Settings) -> None:
    settings.CONFIRMED_FOR = timedelta(minutes=15)


def _signed_in(user: User) -> Client:
    """With a session that tells nothing of when somebody proved who they are."""
    user.set_password(make.PASSWORD)
    user.save(update_fields=["password"])
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.usefixtures("factors_asked")
@pytest.mark.parametrize("role", [Role.PLANNER, Role.COORDINATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("page", ["home", "enrolments:mine", "enrolments:planning", "people:administration"])
def test_page_leads_to_the_second_factor_when_a_role_owes_one(
    as_user: Callable[[User], Client], role: Role, page: str
) -> None:
    answer = as_user(make.user(roles=[role])).get(reverse(page), follow=True)

    assert answer.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Bij uw rol hoort een tweede stap. Stel eerst een passkey of de app in." in answer.content.decode()


@pytest.mark.usefixtures("factors_asked")
def test_deed_is_not_done_when_a_second_factor_is_owed(as_user: Callable[[User], Client]) -> None:
    edition = make.edition()

    answer = as_user(make.user(roles=[Role.PLANNER])).post(reverse("enrolments:enrol", args=[edition.code]))

    assert answer.headers["Location"] == reverse("mfa_index")
    assert not edition.enrolments.exists()


@pytest.mark.usefixtures("factors_asked")
@pytest.mark.parametrize("page", ["enrolments:catalogue", "privacy", "account_email", "usersessions_list", "mfa_index"])
def test_page_stays_open_when_it_is_public_or_about_ones_account(as_user: Callable[[User], Client], page: str) -> None:
    assert as_user(make.user(roles=[Role.PLANNER])).get(reverse(page)).status_code == 200


@pytest.mark.usefixtures("factors_asked")
@pytest.mark.parametrize("role", [Role.PLANNER, Role.COORDINATOR])
def test_role_rests_on_open_pages_until_the_second_factor_is_there(
    as_user: Callable[[User], Client], role: Role
) -> None:
    hidden, person = make.edition(status=Edition.Status.CONCEPT), make.user(roles=[role])
    address = reverse("enrolments:edition", args=[hidden.code])

    before = as_user(person).get(address)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})

    assert before.status_code == 404
    assert as_user(person).get(address).status_code == 200


@pytest.mark.usefixtures("factors_asked")
def test_role_that_asks_no_factor_does_not_rest(as_user: Callable[[User], Client]) -> None:
    hidden = make.edition(status=Edition.Status.CONCEPT)
    person = make.user(roles=[Role.PLANNER, Role.COURSE_OWNER])

    assert as_user(person).get(reverse("enrolments:edition", args=[hidden.code])).status_code == 200


@pytest.mark.usefixtures("factors_asked")
def test_page_opens_when_the_second_factor_is_there(as_user: Callable[[User], Client]) -> None:
    planner = make.user(roles=[Role.PLANNER])
    Authenticator.objects.create(user=planner, type=Authenticator.Type.WEBAUTHN, data={})

    assert as_user(planner).get(reverse("enrolments:planning")).status_code == 200


@pytest.mark.usefixtures("factors_asked")
def test_participant_and_visitor_need_no_second_factor(client: Client, as_user: Callable[[User], Client]) -> None:
    assert as_user(make.user()).get(reverse("enrolments:mine")).status_code == 200
    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("enrolments:planning")).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.usefixtures("factors_asked")
def test_htmx_leaves_its_page_when_a_second_factor_is_owed(as_user: Callable[[User], Client]) -> None:
    answer = as_user(make.user(roles=[Role.PLANNER])).get(
        reverse("enrolments:planning"), headers={"HX-Request": "true"}
    )

    assert answer.headers["HX-Redirect"] == reverse("mfa_index")


def test_site_does_not_start_when_the_settings_name_a_role_that_does_not_exist(settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["plannr"]

    with pytest.raises(ValueError, match="plannr"):
        AssuranceMiddleware(lambda request: pytest.fail("asked"))


@pytest.mark.usefixtures("asks_again")
def test_page_asks_the_second_factor_of_who_has_one(as_user: Callable[[User], Client]) -> None:
    person = make.user(roles=[Role.ADMINISTRATOR])
    make.app(person)
    browser, address = _signed_in(person), reverse("people:administration")

    asked = browser.get(address)
    by_password = browser.post(reverse("account_reauthenticate"), {"password": make.PASSWORD, "next": address})
    still_closed = browser.get(address).status_code
    by_code = browser.post(asked.headers["Location"], {"code": make.app_code()})

    assert asked.headers["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Fbeheer%2F"
    assert by_password.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert still_closed == 302
    assert by_code.headers["Location"] == address
    assert browser.get(address).status_code == 200


@pytest.mark.usefixtures("asks_again")
@pytest.mark.parametrize(("role", "route", "thing", "query"), SENSITIVE)
def test_page_asks_again_and_then_opens(role: str, route: str, thing: str, query: str) -> None:
    staged = scene()
    browser = _signed_in(staged.people[role])
    address = reverse(route, args=[staged.things[thing]] if thing else []) + query

    asked = browser.get(address)
    confirmed = browser.post(asked.headers["Location"], {"password": make.PASSWORD, "next": address})

    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not AuditEvent.objects.filter(deed="read_traineeship").exists()  # nothing was read yet
    assert confirmed.headers["Location"] == address
    assert browser.get(address).status_code == 200


@pytest.mark.usefixtures("asks_again")
def test_page_does_not_ask_again_of_who_just_signed_in() -> None:
    administrator = make.account(roles=[Role.ADMINISTRATOR])
    browser = Client()
    browser.post(reverse("account_login"), {"login": administrator.email, "password": make.PASSWORD})

    assert browser.get(reverse("people:administration")).status_code == 200


@pytest.mark.usefixtures("asks_again")
def test_page_does_not_ask_the_trainee_again() -> None:
    staged = scene()
    own = reverse("trainees:traineeship", args=[staged.things["traineeship"]])

    assert _signed_in(staged.people[access.TRAINEE]).get(own).status_code == 200


@pytest.mark.usefixtures("asks_again")
def test_page_refuses_before_it_asks_when_the_role_is_another() -> None:
    staged = scene()
    dossier = reverse("trainees:traineeship", args=[staged.things["traineeship"]])

    assert _signed_in(staged.people[access.PLANNER]).get(reverse("people:administration")).status_code == 403
    assert _signed_in(staged.people[access.READER]).get(dossier).status_code == 404


@pytest.mark.usefixtures("asks_again")
def test_deed_waits_for_the_confirmation_and_is_done_once() -> None:
    staged = scene()
    browser = _signed_in(staged.people[access.SUPERVISOR])
    deed = reverse("trainees:hold_meeting", args=[staged.things["traineeship"]])
    month = Traineeship.objects.get().cohort.meeting_months[0]
    typed = {"month": str(month), "day": "2026-03-02", "agreements": "Elke week een gesprek."}

    asked = browser.post(deed, typed)
    assert not ProgressMeeting.objects.filter(agreements=typed["agreements"]).exists()
    browser.post(asked.headers["Location"], {"password": make.PASSWORD, "next": deed})

    assert ProgressMeeting.objects.filter(agreements=typed["agreements"]).count() == 1


@pytest.mark.usefixtures("asks_again")
def test_htmx_leaves_its_page_to_be_asked_again() -> None:
    administrator = make.user(roles=[Role.ADMINISTRATOR])
    page = {"HX-Request": "true", "HX-Current-URL": "http://testserver/beheer/?p=2"}

    answer = _signed_in(administrator).get(reverse("people:administration"), headers=page)

    assert answer.headers["HX-Redirect"] == f"{reverse('account_reauthenticate')}?next=%2Fbeheer%2F%3Fp%3D2"
