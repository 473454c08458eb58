"""The statements, the privacy notice and the pages for when something is wrong, as a browser shows them."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.looking import wrong_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRONG = ["/bestaat-niet/", "/aanbod/?zoek=%00", f"/aanbod/?zoek={'x' * 5000}"]


def _found(page: Page, address: str) -> list[str]:
    page.goto(address)
    return wrong_on(page)


def _sign_in(page: Page, server: LiveServer, email: str) -> None:
    page.goto(f"{server.url}/account/login/?next=/mijn/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(make.PASSWORD)
    page.locator("main").get_by_role("button", name="Inloggen").click()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_statements_and_where_something_is_wrong(
    page: Page, live_server: LiveServer, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    paths = ["/toegankelijkheid/", "/privacy/", "/kwetsbaarheid-melden/", *WRONG]

    assert [wrong for path in paths for wrong in _found(page, f"{live_server.url}{path}")] == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("read", [0, 1])
def test_notice_is_read_once_on_the_way_to_a_page(
    visitor: Page, live_server: LiveServer, settings: Settings, width: int, read: int
) -> None:
    settings.NOTICE_ASKED = True
    person = make.account()
    person.notice_version = read
    person.save(update_fields=["notice_version"])
    visitor.set_viewport_size({"width": width, "height": 900})

    _sign_in(visitor, live_server, person.email)
    visitor.wait_for_url("**/mijn/privacy/?next=%2Fmijn%2F")
    found = _found(visitor, visitor.url)
    visitor.get_by_role("button", name="Gelezen, verder").click()
    visitor.wait_for_url("**/mijn/")
    visitor.reload()

    assert found == []
    expect(visitor.get_by_role("heading", name="Mijn opleidingen")).to_be_visible()
