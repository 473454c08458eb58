"""What axe says of the pages of administrators, and of one's own, with something on each of them."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from people.models import Role
from tests import make
from tests.looking import wrong_on
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _wrongs(page: Page, server: LiveServer, path: str) -> list[str]:
    """What axe finds, with every panel open; and a page that is wider than its screen."""
    page.goto(f"{server.url}{path}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = !one.closest('header') })")
    return wrong_on(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_pages_of_administrators_and_on_one_s_own(
    visitor: Page, live_server: LiveServer, width: int
) -> None:
    here, boss = make.organisation(area=make.area()), make.user(roles=[Role.ADMINISTRATOR])
    contact = make.user(organisation=here, roles=[Role.TRAINING_CONTACT])
    leader = make.user(organisation=here)
    make.user(organisation=here, manager=leader)
    make.deputyship(contact, leader)
    make.narrow_grant(contact, Role.PLANNER, make.edition())
    visitor.set_viewport_size({"width": width, "height": 900})

    sign_in(visitor, live_server, boss)
    wrongs = []
    for path in ("mensen/", f"mensen/{contact.pk}/", "organisaties/", f"organisaties/{here.pk}/", "rechten/"):
        wrongs += _wrongs(visitor, live_server, f"/beheer/{path}")
    for path in ("/beheer/", "/beheer/achtergrondwerk/"):
        wrongs += _wrongs(visitor, live_server, path)
    for person in (contact, leader):
        sign_in(visitor, live_server, person)
        wrongs += _wrongs(visitor, live_server, "/mijn/gegevens/") + _wrongs(visitor, live_server, "/mijn/post/")

    assert wrongs == []
