"""The outbox as a planner goes through it, in a browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from people.models import Message, Role
from tests import make
from tests.looking import wrong_on
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_row_of_the_list_opens_a_page_of_its_own(visitor: Page, live_server: LiveServer, width: int) -> None:
    planner = make.user(roles=[Role.PLANNER])
    make.message(subject="Een concept", state=Message.State.HELD)
    sign_in(visitor, live_server, planner)
    visitor.set_viewport_size({"width": width, "height": 900})

    visitor.goto(f"{live_server.url}/planning/post/")
    assert wrong_on(visitor) == []
    visitor.get_by_role("link", name="Een concept").click()

    expect(visitor.get_by_role("heading", level=1)).to_have_text("Een concept")  # one, so nothing of the list is left
    assert wrong_on(visitor) == []
    visitor.get_by_role("button", name="Versturen").click()
    expect(visitor.get_by_role("button", name="Versturen")).to_have_count(0)
    assert Message.objects.get().state == Message.State.READY


@pytest.mark.parametrize("width", [390, 1280])
def test_planner_reads_that_the_mail_server_is_away(visitor: Page, live_server: LiveServer, width: int) -> None:
    make.message(reason=Message.Reason.AWAY, tries_from=timezone.now() - timedelta(minutes=25))
    sign_in(visitor, live_server, make.user(roles=[Role.PLANNER]))
    visitor.set_viewport_size({"width": width, "height": 900})

    visitor.goto(f"{live_server.url}/")
    visitor.get_by_role("link", name="De mailserver is niet bereikbaar").click()

    expect(visitor.get_by_role("heading", level=1)).to_have_text("Post")
    expect(visitor.get_by_role("heading", name="De mailserver is niet bereikbaar")).to_be_visible()
    assert wrong_on(visitor) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_reader_stops_a_kind_of_mail_and_takes_it_again(visitor: Page, live_server: LiveServer, width: int) -> None:
    anna = make.user()
    visitor.set_viewport_size({"width": width, "height": 900})

    visitor.goto(f"{live_server.url}/mail-stoppen/{make.stop_link(anna)}/")
    assert wrong_on(visitor) == []
    visitor.get_by_role("button", name="Zet deze mail uit").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("U krijgt deze mail niet meer")

    sign_in(visitor, live_server, anna)
    visitor.goto(f"{live_server.url}/mijn/post/")
    assert wrong_on(visitor) == []
    reminder = visitor.get_by_label("Herinnering of dank")
    expect(reminder).not_to_be_checked()
    reminder.check()
    visitor.get_by_role("button", name="Opslaan").click()
    expect(visitor.get_by_text("Uw keuze is bewaard.")).to_be_visible()
    assert not anna.stopped_kinds.exists()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_text_is_seen_before_it_is_kept(visitor: Page, live_server: LiveServer, width: int) -> None:
    sign_in(visitor, live_server, make.user(roles=[Role.PLANNER]))
    visitor.set_viewport_size({"width": width, "height": 900})

    visitor.goto(f"{live_server.url}/planning/post/teksten/")
    assert wrong_on(visitor) == []
    visitor.get_by_role("link", name="Plaats op de wachtlijst").first.click()
    visitor.get_by_label("Onderwerp").fill("Even geduld, {naam}")
    visitor.get_by_role("button", name="Voorbeeld").click()

    mail = visitor.frame_locator("iframe")
    expect(mail.get_by_role("heading", level=1)).to_have_text("Even geduld, Anna de Vries")
    door = mail.locator("a.door")
    assert door.evaluate("door => getComputedStyle(door).display") != "inline"  # its looks came through the shield
    assert wrong_on(visitor) == []
    visitor.get_by_role("button", name="Opslaan").click()
    expect(visitor.get_by_text("De tekst is bewaard.")).to_be_visible()
