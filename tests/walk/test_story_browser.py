"""From attendance to advice as its people do it, against a demo that really runs."""

import re

import pytest
from playwright.sync_api import expect

from tests import demo
from tests.walk.hand import WIDTHS, AtScreen, Hand

pytestmark = [pytest.mark.browser, pytest.mark.demo]


@pytest.mark.parametrize("width", WIDTHS)
def test_trainer_takes_attendance_and_the_planner_reads_it(at_screen: AtScreen, width: int) -> None:
    trainer = at_screen(width)
    trainer.sign_in("docent")
    trainer.press(re.compile("^Aanwezigheid invullen"))
    trainer.page.locator("label.ll-segment--absent").first.click()
    trainer.press("Verder iedereen aanwezig")
    trainer.sees("De aanwezigheid is opgeslagen.")

    session = trainer.page.url
    planner = at_screen(width)
    planner.sign_in("planner")
    planner.go(session.removeprefix(planner.site.address))
    planner.sees(re.compile("^Geschiedenis"))
    planner.press(re.compile(r"^[A-Z0-9]+-\d{4}-\d"), within=planner.page.get_by_label("Kruimelpad"))
    planner.sees("afwezig")


@pytest.mark.parametrize("width", WIDTHS)
def test_answering_by_personal_link_happens_once(at_screen: AtScreen, site: demo.Demo, width: int) -> None:
    hand = at_screen(width)
    link = _anonymous_link(hand)
    hand.go(link)
    for marks in hand.page.locator("fieldset").all():
        marks.get_by_role("radio").or_(marks.get_by_role("checkbox")).last.check()
    hand.page.locator("textarea").first.fill("=1+1 <script>alert(1)</script>")
    hand.press("Versturen")
    hand.reads("Bedankt voor uw antwoorden")

    hand.go(link)
    expect(hand.page.locator("form[method=post] textarea")).to_have_count(0)
    hand.look()


@pytest.mark.parametrize("width", WIDTHS)
def test_coordinator_goes_from_a_trainee_and_a_result_to_evidence_in_the_advice(
    at_screen: AtScreen, site: demo.Demo, width: int
) -> None:
    hand = at_screen(width)
    hand.sign_in("coordinator")
    hand.go("/traineeship/")
    hand.press(re.compile("^Bouchikhi|, "))
    hand.reads("Inhoudelijke leerlijn")

    hand.go("/evaluaties/")
    row = hand.page.locator("tr", has_text="werkbegeleider")
    hand.press(re.compile("^Lichting"), within=row)
    question = hand.page.locator("section", has=hand.page.get_by_role("button", name="In het advies")).first
    asked = question.get_by_role("heading").inner_text()
    hand.press(re.compile("^In het advies"))
    hand.reads("Criteria en opties")
    hand.sees("Opgeslagen.")
    expect(hand.page.get_by_role("heading", name=asked, exact=True)).to_be_visible()

    pdf = hand.page.request.get(hand.page.url.partition("#")[0] + "advies.pdf")
    assert pdf.body().startswith(b"%PDF")

    hand.go("/indicatoren/")
    hand.sees("Trainees op schema")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_pages_of_the_others(at_screen: AtScreen, width: int) -> None:
    for who, paths in {
        "trainee": ["/", "/evaluaties/"],
        "begeleider": ["/", "/traineeship/"],
        "coach": ["/traineeship/"],
        "lezer": ["/advies/", "/indicatoren/"],
        "coordinator": ["/evaluaties/nieuw/", "/advies/nieuw/"],
        "docent": ["/evaluaties/"],
    }.items():
        hand = at_screen(width)
        hand.sign_in(who)
        for path in paths:
            hand.go(path)
    own = at_screen(width)
    own.sign_in("trainee")
    own.go("/traineeship/")
    own.reads("Waar sta ik?")


def _anonymous_link(hand: Hand) -> str:
    """The newest personal link in the mail that says it is anonymous."""
    hand.go("/demo/post/")
    links = re.findall(r"/evaluatie/[\w-]+/", hand.page.content())
    for link in dict.fromkeys(links):
        hand.page.goto(f"{hand.site.address}{link}")
        if hand.page.get_by_text("Anoniem", exact=True).count():
            return str(link)
    raise AssertionError("no link to an anonymous round")
