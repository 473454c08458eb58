"""A planner moves a day and the trainer answers, in a browser."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import Session, TrainerAssignment
from people.models import Message, Role
from tests import make
from tests.looking import follow, wrong_on
from tests.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Status = TrainerAssignment.Status


def _press(page: Page, words: str) -> None:
    follow(page.locator("main").get_by_role("button", name=words, exact=True))


@pytest.mark.parametrize("width", [390, 1280])
def test_planner_sees_what_follows_adjusts_it_and_saves(visitor: Page, live_server: LiveServer, width: int) -> None:
    planner, edition = make.user(roles=[Role.PLANNER]), make.edition(room=make.room(name="Zaal 3"))
    make.enrolment(edition=edition)
    sign_in(visitor, live_server, planner)
    visitor.set_viewport_size({"width": width, "height": 900})

    visitor.goto(f"{live_server.url}/planning/uitvoeringen/{edition.code}/")
    follow(visitor.get_by_role("link", name="Wijzigen :"))
    assert wrong_on(visitor) == []
    visitor.get_by_label("Dag").fill("2026-04-14")
    _press(visitor, "Bekijk wat er verandert")
    expect(visitor.get_by_text("De dag is verplaatst van maandag 13 april naar dinsdag 14 april.")).to_be_visible()
    expect(visitor.get_by_text("1 deelnemer, met een nieuwe uitnodiging voor de agenda")).to_be_visible()
    assert wrong_on(visitor) == []
    _press(visitor, "Nog aanpassen")
    expect(visitor.get_by_label("Dag")).to_have_value("2026-04-14")
    visitor.get_by_label("Van").fill("10:00")
    _press(visitor, "Bekijk wat er verandert")
    _press(visitor, "Wijzigen en vertellen")

    expect(visitor.get_by_text("Wie het aangaat, krijgt een mail.")).to_be_visible()
    assert wrong_on(visitor) == []
    assert Session.objects.get().starts_at == make.at(date(2026, 4, 14), 10)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_trainer_comes_one_day_and_not_the_other(page: Page, live_server: LiveServer, width: int) -> None:
    trainer, edition = make.user(), make.edition(sessions=2)
    for session in edition.sessions.all():
        make.trainer_assignment(session, trainer, Status.ASKED)
    sign_in(page, live_server, trainer)
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{live_server.url}/")
    follow(page.get_by_role("link", name="U bent gevraagd als docent"))
    assert wrong_on(page) == []
    page.get_by_label("Ik kom").first.check()
    page.get_by_label("Ik kan niet").nth(1).check()
    _press(page, "Antwoord opslaan")
    expect(page.get_by_role("alert")).to_contain_text("Schrijf waarom u niet kunt.")
    expect(page.get_by_label("Ik kan niet").nth(1)).to_be_checked()
    page.get_by_label("Waarom kunt u niet?").fill("Op reis")
    _press(page, "Antwoord opslaan")

    expect(page.get_by_text("Uw antwoord is opgeslagen.")).to_be_visible()
    assert wrong_on(page) == []
    answers = TrainerAssignment.objects.order_by("session__starts_at").values_list("status", flat=True)
    assert list(answers) == [Status.ACCEPTED, Status.DECLINED]
