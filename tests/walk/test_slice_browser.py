"""The main job as its users do it, against a demo that really runs: look, sign in, enrol, wait, plan, publish."""

import re
import time
import urllib.request
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import icalendar
import pytest

from tests import demo
from tests.walk.hand import WIDTHS, AtScreen, Hand

pytestmark = [pytest.mark.browser, pytest.mark.demo]

PARTICIPANT = "deelnemer@leerlijn.example"
MAIL_WITHIN = 20.0  # seconds


@pytest.mark.parametrize("width", WIDTHS)
def test_participant_finds_enrols_and_has_it_in_calendar_and_mail(
    at_screen: AtScreen, site: demo.Demo, width: int
) -> None:
    hand = at_screen(width)
    hand.go("/")
    hand.go("/aanbod/?zoek=nfpa")
    hand.press("Leerblok NFPA")
    hand.sign_in_by_code(PARTICIPANT)
    hand.go("/aanbod/leerblok-nfpa/?")

    hand.presses = 0
    hand.press(_places_free(hand))
    hand.press("Inschrijven")
    hand.reads("U bent ingeschreven")
    assert hand.presses <= 3

    code = hand.page.url.split("/")[-3]
    hand.go("/mijn/")
    hand.sees(code)
    hand.press("agenda")
    hand.press("Maak een agendalink")
    feed = hand.page.get_by_label("Agendalink", exact=True).input_value()
    assert _days_in(_fetched(feed), code) == 5
    mail = _mail(site, PARTICIPANT, "Leerblok NFPA")
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["text/calendar"] * 5
    assert {part.get_param("method") for part in mail.iter_attachments()} == {"REQUEST"}


@pytest.mark.parametrize("width", WIDTHS)
def test_full_edition_gives_a_place_in_line_and_a_freed_seat_goes_to_the_first(
    at_screen: AtScreen, site: demo.Demo, width: int
) -> None:
    planner = at_screen(width)
    planner.sign_in("planner")
    full = _full_edition(planner)
    planner.go(f"/planning/uitvoeringen/{full}/deelnemers/?stand=waiting")
    first = _addresses(planner)[0]
    planner.go(f"/planning/uitvoeringen/{full}/deelnemers/?stand=enrolled")
    seated = _addresses(planner)[0]

    late = at_screen(width)
    late.sign_in("contact.limburg")
    late.go(f"/uitvoeringen/{full}/")
    late.press("Op de wachtlijst")
    late.reads("U staat op plaats 5 van de wachtlijst")

    leaver = at_screen(width)
    leaver.sign_in_by_code(seated)
    leaver.go(f"/uitvoeringen/{full}/")
    leaver.open("Uitschrijven")
    leaver.press("Ja, schrijf mij uit")
    leaver.sees("U bent uitgeschreven.")

    planner.go(f"/planning/uitvoeringen/{full}/deelnemers/?stand=enrolled")
    assert first in _addresses(planner)
    assert seated not in _addresses(planner)
    late.go(f"/uitvoeringen/{full}/")
    late.sees("U staat op plaats 4 van de wachtlijst")
    assert _mail(site, first, "Leerblok NFPA")["Subject"]


@pytest.mark.parametrize(("width", "script"), [(390, True), (1280, True), (1280, False)])
def test_planner_stamps_sees_the_clash_before_saving_and_publishes(
    at_screen: AtScreen, site: demo.Demo, width: int, *, script: bool
) -> None:
    day, room = _room_in_use(site)
    hand = at_screen(width, script=script)
    hand.sign_in("planner")
    hand.go("/planning/")

    hand.presses = 0
    hand.press("Nieuwe uitvoering")
    hand.press("Bijscholing PGS 31")
    hand.type("Eerste dag", f"{day:%Y-%m-%d}")
    hand.press("Voorstel maken")
    hand.sees("Geen botsingen")
    proposed = hand.page.get_by_label("Zaal").first.locator("option:checked").inner_text()
    hand.choose("Zaal", room)
    if not script:
        hand.press("Controleren")
    hand.sees("Dit botst")
    hand.look()
    hand.choose("Zaal", proposed)
    hand.press("Opslaan en publiceren")
    hand.sees("gepubliceerd")
    assert hand.presses <= 8 + (0 if script else 1)

    code = hand.page.url.rstrip("/").split("/")[-1]
    hand.go(f"/uitvoeringen/{code}/")
    hand.go(f"/planning/uitvoeringen/{_full_edition(hand)}/deelnemers/")
    for button, ending in [("Excel", ".xlsx"), ("Csv", ".csv")]:
        with hand.page.expect_download() as download:
            hand.page.get_by_role("link", name=button).click()
        assert download.value.suggested_filename.endswith(ending)


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_other_pages(at_screen: AtScreen, width: int) -> None:
    visitor = at_screen(width)
    for path in [
        "/agenda/",
        "/toegankelijkheid/",
        "/privacy/",
        "/kwetsbaarheid-melden/",
        "/demo/post/",
        "/demo/onderdelen/",
        "/bestaat-niet/",
    ]:
        visitor.go(path)
    for who, paths in {
        "beheer": ["/", "/beheer/"],
        "contact": ["/", "/regio/"],
        "planner": ["/", "/planning/"],
    }.items():
        hand = at_screen(width)
        hand.sign_in(who)
        for path in paths:
            hand.go(path)


def _places_free(hand: Hand) -> re.Pattern[str]:
    """The words of the link to the edition of this course that has places."""
    row = hand.page.locator("tr", has_text=re.compile(r"nog \d+ plaatsen")).last
    return re.compile(re.escape(row.get_by_role("link").first.inner_text()))


def _full_edition(planner: Hand) -> str:
    """The code of the announced edition with people waiting."""
    planner.go("/aanbod/leerblok-nfpa/")
    link = planner.page.locator("tr", has_text="wacht").first.get_by_role("link").first
    return str(link.get_attribute("href")).split("/")[-2]


def _addresses(planner: Hand) -> list[str]:
    """The mail addresses of the participants shown, in the order of the table."""
    return re.findall(r"[\w.+-]+@[\w.-]+\.example", planner.page.locator("#rows").inner_text())


def _room_in_use(site: demo.Demo) -> tuple[datetime, str]:
    """The first day of a coming PGS 31 edition in a room, and that room, from the public feed."""
    events = icalendar.Calendar.from_ical(_fetched(f"{site.address}/agenda/leerlijn.ics")).events
    taken = [event for event in events if event.location and _says(event, "PGS 31") and _says(event, "Dag 1")]
    last = max(taken, key=_begins)
    name, *_address, city = str(last.location).split(", ")
    return _begins(last), f"{name} ({city})"


def _says(event: icalendar.Event, words: str) -> bool:
    return words in str(event.summary)


def _begins(event: icalendar.Event) -> datetime:
    assert isinstance(event.start, datetime)
    return event.start


def _fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:  # our own demo
        return bytes(answer.read())


def _days_in(feed: bytes, code: str) -> int:
    events = icalendar.Calendar.from_ical(feed).events
    return len({_begins(event).date() for event in events if code in str(event.url)})


def _mail(site: demo.Demo, to: str, about: str) -> EmailMessage:
    """The newest mail to somebody about something; waits for the sender."""
    deadline = time.monotonic() + MAIL_WITHIN
    while time.monotonic() < deadline:
        for file in sorted(site.mail.iterdir(), key=_written, reverse=True):
            mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(file.read_bytes())
            if to in str(mail["To"]) and about in str(mail["Subject"]):
                return mail
        time.sleep(0.2)
    raise AssertionError(f"no mail to {to} about {about}")


def _written(file: Path) -> float:
    return file.stat().st_mtime
