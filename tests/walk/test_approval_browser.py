"""The employer answers, against a demo that really runs: by the link in the mail, in the region, through a planner."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests import demo
from tests.walk.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.demo]

COURSE = "Veiligheidsregio's en milieubelastende activiteiten"
AtScreen = Callable[..., Hand]


@pytest.fixture
def at_screen(browser: Browser) -> Iterator[AtScreen]:
    """`at_screen(390)`: someone new at a screen of that width. What axe found at any of them fails the test."""
    hands: list[Hand] = []

    def someone(width: int, *, script: bool = True) -> Hand:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        hands.append(Hand(context.new_page(), site))
        return hands[-1]

    with demo.running() as site:
        yield someone
        for hand in hands:
            hand.page.context.close()
    assert [wrong for hand in hands for wrong in hand.wrong] == []


@pytest.mark.parametrize(("width", "script"), [(390, True), (1280, False)])
def test_employer_approves_by_the_link_in_the_mail(at_screen: AtScreen, width: int, *, script: bool) -> None:
    participant = at_screen(width, script=script)
    participant.sign_in("deelnemer")
    edition = _open_edition(participant)
    participant.press("Plaats aanvragen")
    participant.reads("Uw plaats is aangevraagd")
    participant.sees("Wacht op goedkeuring door Marcel Hoogendoorn of Moniek Verschuren.")

    manager = at_screen(width, script=script)
    link = _link(manager)
    manager.go(link)
    manager.reads("Goedkeuring gevraagd")
    manager.sees("Sanne van der Velde")
    manager.press("Goedkeuren")
    manager.reads("Bedankt, uw antwoord is verwerkt")
    manager.go(link)
    manager.reads(re.compile("Deze link werkt niet"))

    participant.go(edition)
    participant.sees("goedgekeurd door de werkgever")


@pytest.mark.parametrize("width", [390, 1280])
def test_contact_declines_in_the_region_with_a_reason(at_screen: AtScreen, width: int) -> None:
    contact = at_screen(width)
    contact.sign_in("contact")
    contact.press("3 aanvragen wachten op uw goedkeuring")
    contact.open("Afwijzen")
    contact.press("Aanvraag afwijzen")
    contact.sees("Schrijf waarom u de aanvraag afwijst.")
    contact.type("Waarom keurt u dit niet goed?", "Te druk dit kwartaal.")
    contact.press("Aanvraag afwijzen")
    contact.sees("krijgt een mail met uw reden")
    contact.sees("2 aanvragen wachten op uw goedkeuring")


def test_planner_answers_for_an_employer_without_approvers(at_screen: AtScreen) -> None:
    planner = at_screen(1280)
    planner.sign_in("planner")
    planner.press("1 aanvraag wacht op een planner")
    planner.sees("U beslist namens de werkgever")
    planner.press("Goedkeuren")
    planner.reads("Deelnemers")


def _open_edition(hand: Hand) -> str:
    """The path of the open edition of the course that asks for approval, with its page open."""
    hand.go("/aanbod/?zoek=milieubelastende&vrij=on")
    link = hand.page.locator("article", has_text=COURSE).locator('a[href^="/uitvoeringen/"]').first
    path = str(link.get_attribute("href"))
    hand.go(path)
    return path


def _link(hand: Hand) -> str:
    """The path of the newest approval link in the mail that the demo shows; waits for the sender."""
    for _try in range(40):
        hand.page.goto(f"{hand.site.address}/demo/post/")
        found = hand.page.locator('a[href*="/goedkeuring/"]')
        if found.count():
            return str(found.first.get_attribute("href")).removeprefix(hand.site.address)
        hand.page.wait_for_timeout(500)
    raise AssertionError("no mail with a link")
