"""The pages of visitor and participant in a real browser: with and without script, on a phone and on a desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import Edition
from enrolments.models import Enrolment, Invited, Status
from people.models import Role, User
from tests import make
from tests.looking import follow, wrong_on
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [390, 1280]


@pytest.fixture
def without_script(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser in which scripts are switched off."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def _sign_in(page: Page, server: LiveServer, user: User) -> None:
    page.goto(f"{server.url}/account/login/")
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord").fill(make.PASSWORD)
    _press(page, "Inloggen")


def _press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words, exact=True).click()


def _scene() -> tuple[User, Edition]:
    """A training contact who sits in one edition, waits in another and was in a third; and an open edition."""
    here = make.organisation("Zeeland")
    anna = make.account(organisation=here, roles=[Role.TRAINING_CONTACT])
    course = make.course("Leerblok NFPA", objectives="Weten\nToetsen", price="1650.00", is_example=True)
    course.target_groups.add(make.target_group())
    open_edition = make.edition(course, sessions=5, room=make.room(), trainers=[make.user()])
    full = make.edition(course, seats=1, starts_on=make.TODAY + 10 * make.AHEAD)
    make.enrolment(edition=full, organisation=here)
    make.enrolment(anna, full, Status.WAITING)
    make.enrolment(anna, make.edition(starts_on=make.TODAY + 5 * make.AHEAD))
    make.enrolment(anna, make.edition(starts_on=make.TODAY - make.AHEAD), Status.COMPLETED)
    make.course("Opfriscursus")
    return anna, open_edition


def _found_by_axe(page: Page, address: str) -> list[str]:
    page.goto(address)
    return wrong_on(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_pages_of_a_visitor(visitor: Page, live_server: LiveServer, width: int) -> None:
    _anna, edition = _scene()
    visitor.set_viewport_size({"width": width, "height": 900})
    paths = ["/", "/aanbod/", "/aanbod/?zoek=niets", f"/aanbod/{edition.course.slug}/", edition.get_absolute_url()]

    found = [wrong for path in [*paths, "/agenda/"] for wrong in _found_by_axe(visitor, live_server.url + path)]

    assert found == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_pages_of_a_participant(visitor: Page, live_server: LiveServer, width: int) -> None:
    anna, edition = _scene()
    waits = anna.enrolments.get(status=Status.WAITING).edition.get_absolute_url()
    visitor.set_viewport_size({"width": width, "height": 900})
    _sign_in(visitor, live_server, anna)
    paths = ["/", edition.get_absolute_url(), waits, f"{waits}inschrijven/", "/mijn/", "/mijn/agenda/", "/regio/"]

    found = [wrong for path in paths for wrong in _found_by_axe(visitor, live_server.url + path)]

    assert found == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_while_a_contact_enrols_colleagues(
    visitor: Page, live_server: LiveServer, width: int
) -> None:
    anna, edition = _scene()
    bob = make.user("bob@example.org", given_name="Bob", organisation=anna.employments[0].organisation)
    visitor.set_viewport_size({"width": width, "height": 900})
    _sign_in(visitor, live_server, anna)
    visitor.goto(live_server.url + edition.get_absolute_url())

    follow(visitor.get_by_role("link", name="Collega's inschrijven"))
    found = wrong_on(visitor)
    visitor.get_by_label("E-mailadressen").fill("bob@example.org; iemand@example.org")
    _press(visitor, "Bekijk")
    expect(visitor.get_by_role("heading", name="Dit gebeurt er")).to_be_visible()
    found += wrong_on(visitor)
    _press(visitor, "1 collega inschrijven")
    expect(visitor.get_by_role("heading", name="Wat er is gebeurd")).to_be_visible()
    found += wrong_on(visitor)

    assert found == []
    assert edition.enrolments.get().user == bob


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_while_a_seat_moves_and_goes_to_a_colleague(
    visitor: Page, live_server: LiveServer, width: int
) -> None:
    anna, edition = _scene()
    make.user("bob@example.org", given_name="Bob", organisation=anna.employments[0].organisation)
    seat = make.enrolment(anna, edition, organisation=anna.employments[0].organisation)
    there = make.edition(edition.course, starts_on=edition.starts_on + 2 * make.AHEAD)
    visitor.set_viewport_size({"width": width, "height": 900})
    _sign_in(visitor, live_server, anna)

    visitor.goto(f"{live_server.url}/inschrijvingen/{seat.pk}/verplaatsen/")
    found = wrong_on(visitor)
    visitor.get_by_label(there.code).check()
    _press(visitor, "Verplaatsen")
    follow(visitor.get_by_role("link", name="Laat een collega gaan"))
    found += wrong_on(visitor)
    visitor.get_by_label("E-mailadres van uw collega").fill("bob@example.org")
    _press(visitor, "Geef mijn plaats aan deze collega")
    expect(visitor.get_by_text("neemt de plaats over. Beiden krijgen een mail.")).to_be_visible()

    assert found == []
    assert there.enrolments.get(status=Status.ENROLLED).user.email == "bob@example.org"


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_while_a_planner_invites(visitor: Page, live_server: LiveServer, width: int) -> None:
    planner = make.account("planner@example.org", roles=[Role.PLANNER])
    make.app(planner)
    edition = make.edition(by_invitation=True)
    make.user("bob@example.org", given_name="Bob")
    make.invited(edition=edition)
    visitor.set_viewport_size({"width": width, "height": 900})
    sign_in(visitor, live_server, planner)

    visitor.goto(f"{live_server.url}/planning/uitvoeringen/{edition.code}/uitnodigingen/")
    found = wrong_on(visitor)
    visitor.get_by_label("E-mailadressen").fill("bob@example.org; iemand@example.org")
    _press(visitor, "Uitnodigen")
    expect(visitor.get_by_role("heading", name="Wat er is gebeurd")).to_be_visible()
    found += wrong_on(visitor)

    assert found == []
    assert Invited.objects.filter(edition=edition).count() == 2


def test_catalogue_changes_its_list_in_place(visitor: Page, live_server: LiveServer) -> None:
    _scene()
    visitor.set_viewport_size({"width": 1280, "height": 900})
    visitor.goto(f"{live_server.url}/aanbod/")
    visitor.evaluate("document.body.dataset.same = 'page'")

    visitor.get_by_label("Zoekwoord").fill("opfris")

    expect(visitor.get_by_role("heading", name="1 opleiding", exact=True)).to_be_visible()
    expect(visitor.get_by_role("link", name="Leerblok NFPA")).to_have_count(0)
    assert "zoek=opfris" in visitor.url
    assert visitor.evaluate("document.body.dataset.same") == "page"


def test_catalogue_says_in_place_what_is_wrong(page: Page, live_server: LiveServer) -> None:
    _scene()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/aanbod/")

    page.get_by_label("Begint op of na").fill("0202-01-01")

    expect(page.locator("#offers").get_by_role("alert")).to_contain_text("Begint op of na")


def test_participant_enrols_in_two_screens_and_leaves_again_without_script(
    without_script: Page, live_server: LiveServer
) -> None:
    anna, edition = _scene()
    page = without_script
    page.goto(live_server.url + edition.get_absolute_url())
    follow(page.get_by_role("link", name="Inloggen om in te schrijven"))
    page.get_by_label("E-mailadres").fill(anna.email)
    page.get_by_label("Wachtwoord").fill(make.PASSWORD)
    _press(page, "Inloggen")
    assert page.url == live_server.url + edition.get_absolute_url()

    _press(page, "Inschrijven")
    expect(page.get_by_role("heading", name="U bent ingeschreven")).to_be_visible()
    assert page.url == f"{live_server.url}{edition.get_absolute_url()}inschrijven/"
    enrolled = Enrolment.objects.get(edition=edition).status

    page.get_by_text("Uitschrijven", exact=True).click()
    _press(page, "Ja, schrijf mij uit")
    expect(page.get_by_text("U bent uitgeschreven.")).to_be_visible()

    assert (enrolled, Enrolment.objects.get(edition=edition).status) == (Status.ENROLLED, Status.WITHDRAWN)


def test_agenda_link_can_be_copied(visitor: Page, live_server: LiveServer) -> None:
    anna, _edition = _scene()
    _sign_in(visitor, live_server, anna)
    visitor.goto(f"{live_server.url}/mijn/agenda/")

    _press(visitor, "Maak een agendalink")

    address = visitor.get_by_role("textbox", name="Agendalink").input_value()
    assert visitor.request.get(address).headers["content-type"] == "text/calendar; charset=utf-8"
