"""How many screens, clicks and fields it takes, counted in a real browser by what the hand does there.

A screen is a page that opens after the one where it begins; a field is one that a form shows when it is sent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import Edition
from enrolments import actions
from enrolments.models import Enrolment, Status
from people.models import Message, User
from tests import make
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [390, 1280]
SCREENS, CLICKS, FIELDS = 2, 3, 3

# Kept in the tab, because a click that leads to another page takes everything else with it.
COUNT = """
const add = (what, number) => sessionStorage.setItem(what, Number(sessionStorage.getItem(what)) + number);
addEventListener("click", event => event.isTrusted && add("clicks", 1), true);
addEventListener("submit", event => {
  const shown = [...event.target.querySelectorAll("input, select, textarea")].filter(one => one.checkVisibility());
  add("fields", shown.length);
}, true);
"""


@dataclass
class Hand:
    """Anna at a screen, from the moment that counting begins."""

    page: Page
    server: LiveServer
    anna: User
    screens: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def begin(self, path: str) -> None:
        """Open where it begins, and count from there."""
        self.page.add_init_script(COUNT)
        self.page.goto(self.server.url + path)
        self.page.evaluate("sessionStorage.clear()")
        self.look()
        self.page.on("framenavigated", self._opened)

    def press(self, words: str) -> None:
        place = self.page.locator("main")
        found = place.get_by_role("button", name=words, exact=True).or_(place.get_by_role("link", name=words))
        found.or_(place.locator("summary", has_text=words)).first.click()
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.wrong.append(f"{self.page.url}: wider than the screen")
        self.wrong += [f"{self.page.url}: {one['id']}" for one in Axe().run(self.page).response["violations"]]

    def counted(self, what: str) -> int:
        return int(self.page.evaluate(f"Number(sessionStorage.getItem('{what}'))"))

    def _opened(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.screens.append(frame.url)


@pytest.fixture(params=WIDTHS)
def hand(page: Page, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Hand]:
    """At both widths. Afterwards: within the target, and nothing found by axe."""
    anna = make.user(given_name="Anna", organisation=make.organisation())
    page.set_viewport_size({"width": request.param, "height": 900})
    sign_in(page, live_server, anna)
    someone = Hand(page, live_server, anna)
    yield someone
    assert someone.wrong == []
    assert 1 <= len(someone.screens) <= SCREENS, someone.screens
    assert 1 <= someone.counted("clicks") <= CLICKS
    assert someone.counted("fields") <= FIELDS


def _edition(seats: int = 1, **course: object) -> Edition:
    return make.edition(make.course("Tankputten", **course), seats=seats)


def _enrol(who: User, edition: Edition) -> Enrolment:
    return actions.enrol(who, edition, by=who)


def _status(hand: Hand) -> str:
    return Enrolment.objects.get(user=hand.anna).status


def test_somebody_takes_a_free_seat(hand: Hand) -> None:
    _edition(price=900, cancellation_tiers=[[28, 0], [14, 50]])
    hand.begin("/aanbod/")

    hand.press("april 2026")
    hand.page.get_by_label("Kostenplaats").fill("4410")
    hand.press("Inschrijven")

    expect(hand.page.get_by_role("heading", name="U bent ingeschreven")).to_be_visible()
    assert (_status(hand), hand.counted("clicks"), hand.counted("fields")) == (Status.ENROLLED, 2, 1)


def test_somebody_joins_the_waiting_list(hand: Hand) -> None:
    _enrol(make.user(), _edition())
    hand.begin("/aanbod/")

    hand.press("april 2026")
    hand.press("Op de wachtlijst")

    expect(hand.page.get_by_role("heading", name="U staat op plaats 1 van de wachtlijst")).to_be_visible()
    assert (_status(hand), hand.counted("clicks"), hand.counted("fields")) == (Status.WAITING, 2, 0)


def test_somebody_asks_for_approval(hand: Hand) -> None:
    _edition(needs_approval=True)
    hand.begin("/aanbod/")

    hand.press("april 2026")
    hand.press("Plaats aanvragen")

    expect(hand.page.get_by_role("heading", name="Uw plaats is aangevraagd")).to_be_visible()
    assert (_status(hand), hand.counted("clicks")) == (Status.REQUESTED, 2)


def test_somebody_accepts_an_offer_by_the_link_in_the_mail(hand: Hand) -> None:
    edition = _edition(offer_hours=24)
    seated = _enrol(make.user(), edition)
    offer = _enrol(hand.anna, edition)
    actions.withdraw(seated, by=seated.user)
    assert Message.objects.get(recipient=hand.anna, kind="enrolment_offered").minted
    hand.page.context.clear_cookies()
    hand.begin(f"/plaats/{make.offer_link(Enrolment.objects.get(pk=offer.pk))}/")

    hand.press("Aanbod aannemen")

    expect(hand.page.get_by_role("heading", name="Bedankt, uw antwoord is verwerkt")).to_be_visible()
    assert (_status(hand), hand.counted("clicks"), len(hand.screens)) == (Status.ENROLLED, 1, 1)


@pytest.mark.parametrize(
    ("come_in", "first", "then"),
    [
        (lambda anna, full: _enrol(anna, _edition()), "Uitschrijven", "Ja, schrijf mij uit"),
        (lambda anna, full: _enrol(anna, full), "Van de wachtlijst af", "Ja, haal mij van de wachtlijst"),
        (
            lambda anna, full: _enrol(anna, _edition(needs_approval=True)),
            "Aanvraag intrekken",
            "Ja, trek mijn aanvraag in",
        ),
    ],
    ids=["seat", "place in line", "request"],
)
def test_somebody_leaves(hand: Hand, come_in: Callable[[User, Edition], Enrolment], first: str, then: str) -> None:
    full = _edition()
    _enrol(make.user(), full)
    come_in(hand.anna, full)
    hand.begin("/mijn/")

    hand.press("Tankputten")
    hand.press(first)
    hand.press(then)

    assert (_status(hand), hand.counted("clicks")) == (Status.WITHDRAWN, 3)


def test_somebody_leaves_at_a_cost_and_says_why(hand: Hand) -> None:
    _enrol(hand.anna, _edition(price=900, cancellation_tiers=[[60, 0], [14, 50]]))
    hand.begin("/mijn/")

    hand.press("Tankputten")
    hand.press("Uitschrijven")
    hand.page.get_by_label("Waarom schrijft u zich uit?").select_option("employer")
    hand.press("Ja, schrijf mij uit voor € 450")

    expect(hand.page.get_by_text("Dat kost € 450 (50% van de prijs).").first).to_be_visible()
    assert (_status(hand), hand.counted("fields")) == (Status.WITHDRAWN, 1)
