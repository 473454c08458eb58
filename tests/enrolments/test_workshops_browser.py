"""Workshops and the list of attendants in a real browser, on a phone and on a desk."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import Course, Edition
from enrolments.models import Attendant, SessionChoice
from enrolments.workshops import actions
from people.models import Role
from tests import make
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [390, 1280]


@pytest.fixture
def edition() -> Edition:
    """A network day with two workshops at once, one of them full, and one after."""
    day = make.edition(make.course(kind=Course.Kind.NETWORK_DAY), sessions=0)
    make.session(day, hours=(9, 12), title="Opening")
    full = make.session(day, hours=(13, 14), title="Sprinklers", by_choice=True, capacity=1)
    make.session(day, hours=(13, 14), title="Tanks", by_choice=True, capacity=5)
    make.session(day, hours=(15, 16), title="Vergunning", by_choice=True, capacity=5)
    first = make.enrolment(edition=day)
    actions.choose(first, {full.pk}, by=first.user)
    return day


def _is_fine(page: Page) -> None:
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_participant_chooses_workshops_and_goes_on_the_list(
    page: Page, live_server: LiveServer, edition: Edition, width: int
) -> None:
    anna = make.account()
    seat = make.enrolment(anna, edition)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, anna)

    page.goto(f"{live_server.url}/mijn/")
    page.get_by_role("link", name="Kies uw workshops").click()
    expect(page.get_by_label("Sprinklers")).to_be_disabled()
    _is_fine(page)
    page.get_by_label("Tanks").check()
    page.get_by_role("button", name="Keuze bewaren").click()

    expect(page.get_by_text("Uw keuze is bewaard.")).to_be_visible()
    expect(page.get_by_label("Tanks")).to_be_checked()
    _is_fine(page)
    assert SessionChoice.objects.get(enrolment=seat).session.title == "Tanks"

    page.goto(f"{live_server.url}{edition.get_absolute_url()}")
    _is_fine(page)
    page.get_by_role("link", name="de lijst van aanwezigen").click()
    page.get_by_role("button", name="Zet mij op de lijst").click()
    expect(page.get_by_role("button", name="Haal mij van de lijst")).to_be_visible()
    _is_fine(page)
    assert Attendant.objects.filter(enrolment=seat).exists()


@pytest.mark.parametrize("width", WIDTHS)
def test_planner_changes_seats_and_drops_a_workshop(
    page: Page, live_server: LiveServer, edition: Edition, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, make.account(roles=[Role.PLANNER]))
    page.goto(f"{live_server.url}/planning/uitvoeringen/{edition.code}/workshops/")
    _is_fine(page)

    page.get_by_label("Plaatsen: Sprinklers").fill("3")
    page.get_by_role("button", name=re.compile("Bewaren.*Sprinklers")).click()
    expect(page.get_by_text("1 van de 3")).to_be_visible()

    page.locator("summary", has_text="Laten vervallen: Tanks").click()
    _is_fine(page)
    page.get_by_role("button", name=re.compile("Ja, laat vervallen.*Tanks")).click()
    expect(page.get_by_text("De workshop vervalt.")).to_be_visible()

    page.goto(f"{live_server.url}/planning/uitvoeringen/{edition.code}/deelnemers/")
    expect(page.get_by_text("13:00 Sprinklers").last).to_be_visible()
    _is_fine(page)
