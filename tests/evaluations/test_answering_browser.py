"""Answering as people do it: with a browser that has rules of its own about where a form may come from."""

import pytest
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from evaluations import actions, ballot
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_link_is_opened_answered_and_thanked_for(visitor: Page, live_server: LiveServer, width: int) -> None:
    round = make.round()
    token, told = actions.new_link(make.invitations(round)[0]), list[str]()

    def listen(request: Request) -> None:
        told.append(request.headers.get("referer", ""))

    visitor.on("request", listen)
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.goto(f"{live_server.url}/evaluatie/{token}/")
    visitor.get_by_label("7", exact=True).check()
    visitor.get_by_role("textbox").fill("Meer oefenen")
    visitor.get_by_role("button", name="Versturen").click()

    expect(visitor.get_by_role("heading", name="Bedankt voor uw antwoorden")).to_be_visible()
    assert not [address for address in told if token in address]
    assert not ballot.may_answer(make.invitations(round)[0])
