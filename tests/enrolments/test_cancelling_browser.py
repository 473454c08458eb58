"""Leaving late, waiving it and calling an edition off, in a browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from courses.models import Course, Edition
from enrolments.models import Withdrawal
from people.models import Role, User
from tests import make
from tests.looking import follow, wrong_on
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _press(page: Page, words: str) -> None:
    follow(page.locator("main").get_by_role("button", name=words, exact=True))


def _as(page: Page, live_server: LiveServer, person: User, width: int) -> None:
    page.context.clear_cookies()
    sign_in(page, live_server, person)
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("width", [390, 1280])
def test_participant_leaves_late_and_coordinator_waives(
    visitor: Page, live_server: LiveServer, settings: Settings, width: int
) -> None:
    anna, edition = make.user(), make.edition(make.course(price=900, cancellation_tiers=[[28, 0], [14, 50]]))
    _as(visitor, live_server, anna, width)
    visitor.goto(f"{live_server.url}{edition.get_absolute_url()}")
    expect(visitor.get_by_text("vanaf 17 maart 2026 € 450 (50%)")).to_be_visible()
    assert wrong_on(visitor) == []
    visitor.get_by_label("Kostenplaats").fill("4410")
    _press(visitor, "Inschrijven")
    expect(visitor.get_by_role("heading", name="U bent ingeschreven")).to_be_visible()

    settings.AS_OF = edition.starts_on - timedelta(days=20)
    visitor.goto(f"{live_server.url}{edition.get_absolute_url()}")
    visitor.get_by_text("Uitschrijven", exact=True).click()
    expect(visitor.get_by_text("nu € 450 (50%)")).to_be_visible()
    visitor.get_by_label("Waarom schrijft u zich uit?").select_option("inzet bij een incident")
    assert wrong_on(visitor) == []
    _press(visitor, "Ja, schrijf mij uit voor € 450")
    expect(visitor.get_by_text("U bent uitgeschreven.")).to_be_visible()

    _as(visitor, live_server, make.user(roles=[Role.COORDINATOR]), width)
    visitor.goto(f"{live_server.url}/planning/facturatie/")
    assert wrong_on(visitor) == []
    follow(visitor.get_by_role("link", name="Kwijtschelden"))
    expect(visitor.get_by_text("inzet bij een incident")).to_be_visible()
    assert wrong_on(visitor) == []
    visitor.get_by_label("Waarom scheldt u dit kwijt?").fill("Opgeroepen voor een brand.")
    _press(visitor, "€ 450 kwijtschelden")
    expect(visitor.get_by_text("kwijtgescholden", exact=False).first).to_be_visible()
    assert Withdrawal.objects.get().due == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_planner_changes_facts_and_calls_off(visitor: Page, live_server: LiveServer, width: int) -> None:
    edition = make.edition()
    make.enrolment(edition=edition)
    _as(visitor, live_server, make.user(roles=[Role.PLANNER]), width)
    visitor.goto(f"{live_server.url}/planning/opleidingen/{edition.course.slug}/")
    assert wrong_on(visitor) == []
    visitor.get_by_label("Prijs per persoon, in euro").fill("412,50")
    _press(visitor, "Bewaren")
    assert wrong_on(visitor) == []
    assert float(Course.objects.get().price) == 412.5

    visitor.goto(f"{live_server.url}/planning/uitvoeringen/{edition.code}/")
    follow(visitor.get_by_role("link", name="Gegevens wijzigen"))
    assert wrong_on(visitor) == []
    visitor.get_by_label("Minimum aantal deelnemers").fill("4")
    _press(visitor, "Bewaren")
    follow(visitor.get_by_role("link", name="Uitvoering annuleren"))
    expect(visitor.get_by_text("1 deelnemer; de bijeenkomsten gaan uit de agenda")).to_be_visible()
    assert wrong_on(visitor) == []
    _press(visitor, "Ja, annuleer deze uitvoering")
    edition.refresh_from_db()
    assert (edition.status, edition.minimum) == (Edition.Status.CANCELLED, 4)
