"""The contract of demo mode, against a demo that really runs: who signs in, which addresses answer, what is off."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests import demo
from tests.demo import Browser, Demo
from tools import places

ACCOUNTS = [
    *("deelnemer", "contact", "leidinggevende", "docent", "planner", "trainee", "begeleider", "coach", "gebied"),
    *("opleiding", "lezer", "coordinator", "beheer", "contact.limburg"),
]
OPEN = [
    *("/", "/aanbod/", "/agenda/", "/agenda/leerlijn.ics", "/account/login/", "/toegankelijkheid/", "/privacy/"),
    *("/.well-known/security.txt", "/healthz", "/readyz", "/demo/post/", "/demo/onderdelen/"),
]
CLOSED = {"/mijn/": "deelnemer", "/regio/": "contact", "/planning/": "planner", "/beheer/": "beheer"}


pytestmark = pytest.mark.demo


@pytest.fixture(scope="module")
def site() -> Iterator[Demo]:
    with demo.running() as running:
        yield running


@pytest.fixture
def reader(site: Demo) -> Browser:
    return Browser(site)


@pytest.mark.parametrize("path", OPEN)
def test_open_address_answers_everybody(reader: Browser, path: str) -> None:
    assert reader.get(path).status == 200


@pytest.mark.parametrize("path", CLOSED)
def test_closed_address_sends_a_visitor_to_sign_in(reader: Browser, path: str) -> None:
    answer = reader.get(path)

    assert (answer.status, answer.location) == (302, f"/account/login/?next={path}")


@pytest.mark.parametrize(("path", "who"), CLOSED.items())
def test_closed_address_answers_its_role(reader: Browser, path: str, who: str) -> None:
    reader.sign_in(who)

    assert reader.get(path).status == 200


@pytest.mark.parametrize(
    ("path", "who"), [("/planning/", "contact"), ("/regio/", "deelnemer"), ("/beheer/", "planner")]
)
def test_page_of_another_role_is_forbidden(reader: Browser, path: str, who: str) -> None:
    reader.sign_in(who)

    assert reader.get(path).status == 403


@pytest.mark.parametrize("who", ACCOUNTS)
def test_account_signs_in_and_nothing_stands_before_its_page(reader: Browser, who: str) -> None:
    answer = reader.sign_in(who)

    assert answer.status == 302
    assert reader.get("/mijn/").status == 200


def test_contacts_of_two_regions_see_their_own_people_only(site: Demo) -> None:
    here, there = Browser(site), Browser(site)
    here.sign_in("contact")
    there.sign_in("contact.limburg")

    assert "Veiligheidsregio Rotterdam-Rijnmond" in here.get("/regio/").text
    assert "Veiligheidsregio Zuid-Limburg" in there.get("/regio/").text
    assert "Rotterdam" not in there.get("/regio/").text


def test_catalogue_shows_every_published_course_and_links_its_editions(reader: Browser) -> None:
    page = reader.get("/aanbod/").text

    assert page.count("<article") == 9
    assert len(set(re.findall(r'href="(/uitvoeringen/[^"]+/)"', page))) >= 10


def test_enrol_button_posts_and_a_second_screen_has_the_same_address(reader: Browser) -> None:
    reader.sign_in("contact.limburg")
    edition = _first_open_edition(reader)

    answer = reader.press(edition, "/inschrijven/")
    receipt = reader.get(answer.location)

    assert answer.status == 302
    assert answer.location == f"{edition}inschrijven/"
    assert receipt.status == 200
    assert "U bent ingeschreven" in receipt.text


def test_unknown_address_is_a_dutch_page(reader: Browser) -> None:
    answer = reader.get("/uitvoeringen/bestaat-niet/")

    assert answer.status == 404
    assert '<html lang="nl">' in answer.text


def test_demo_asks_for_no_https(reader: Browser) -> None:
    reader.sign_in("deelnemer")
    answer = reader.get("/mijn/")

    assert "Strict-Transport-Security" not in answer.headers
    assert all("secure" not in cookie.lower().split("; ") for cookie in _cookies(reader))


@pytest.mark.parametrize("name", ["LEERLIJN_SECRET_KEY", "LEERLIJN_HOSTS", "LEERLIJN_MAIL_URL"])
def test_demo_refuses_production_settings(name: str) -> None:
    env = os.environ | {"LEERLIJN_MODE": "demo", name: "smtp://mail.example"}

    refused = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=places.ROOT, env=env, capture_output=True, text=True, check=False
    )

    assert refused.returncode != 0
    assert "does not go with production settings" in refused.stderr


def test_production_refuses_to_start_without_its_secret() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("LEERLIJN_")}

    refused = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=places.ROOT, env=env, capture_output=True, text=True, check=False
    )

    assert refused.returncode != 0
    assert "LEERLIJN_SECRET_KEY" in refused.stderr


def _first_open_edition(reader: Browser) -> str:
    """The first edition of the offer with free seats, with an enrol button for this reader."""
    for edition in re.findall(r'href="(/uitvoeringen/[^"]+/)"', reader.get("/aanbod/?vrij=on").text):
        if f'action="{edition}inschrijven/"' in reader.get(edition).text:
            return str(edition)
    raise AssertionError("no edition opens to this reader")


def _cookies(reader: Browser) -> list[str]:
    return reader.get("/account/login/").headers.get_all("Set-Cookie") or []
