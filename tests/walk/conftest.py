"""A demo that runs, and people at its screens."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import demo
from tests.walk.hand import AtScreen, Hand


@pytest.fixture
def site() -> Iterator[demo.Demo]:
    with demo.running() as running:
        yield running


@pytest.fixture
def at_screen(browser: Browser, site: demo.Demo) -> Iterator[AtScreen]:
    """`at_screen(390)`: someone new at a screen of that width. What axe found at any of them fails the test."""
    hands: list[Hand] = []

    def someone(width: int, *, script: bool = True) -> Hand:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        hands.append(Hand(context.new_page(), site))
        return hands[-1]

    yield someone
    for hand in hands:
        hand.page.context.close()
    assert [wrong for hand in hands for wrong in hand.wrong] == []
