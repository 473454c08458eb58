"""The list of participants in a real browser: what is filtered, sorted, taken along and done is one thing."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from enrolments.models import Enrolment, Status
from people.models import Role
from tests import make
from tests.looking import wrong_on
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_planner_filters_sorts_and_withdraws_everyone_shown(page: Page, live_server: LiveServer, width: int) -> None:
    edition = make.edition(seats=2)
    for name, status in (("Anna", Status.ENROLLED), ("Bas", Status.ENROLLED), ("Cor", Status.WAITING)):
        make.enrolment(make.user(given_name=name, family_name=name), edition, status)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, make.account(roles=[Role.PLANNER]))
    page.goto(f"{live_server.url}/planning/uitvoeringen/{edition.code}/deelnemers/?sort=-name")

    page.get_by_label("Stand").select_option("enrolled")

    expect(page.get_by_text("Alle 2 deelnemers die het filter nu toont")).to_be_visible()
    for asked in ("sort=-name", "stand=enrolled"):
        assert asked in page.url
        assert asked in str(page.get_by_role("link", name="Csv").get_attribute("href"))
    assert wrong_on(page) == []

    page.get_by_label("Alle 2 deelnemers").check()
    page.get_by_role("button", name="Uitschrijven").click()
    page.get_by_label("Waarom schrijft u hen uit?").fill("De zaal is te klein.")
    page.get_by_role("button", name="Bekijk").click()
    assert wrong_on(page) == []
    page.get_by_role("button", name="2 deelnemers uitschrijven").click()

    expect(page.get_by_text("2 deelnemers zijn uitgeschreven")).to_be_visible()
    assert list(Enrolment.objects.order_by("number").values_list("status", flat=True)) == [
        Status.WITHDRAWN,
        Status.WITHDRAWN,
        Status.ENROLLED,
    ]
    assert wrong_on(page) == []
