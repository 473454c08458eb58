from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import home
from courses.models import Edition
from enrolments.models import Status
from people.matters import Matter
from people.models import Role, User
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MATTER = Matter("een", "daarom", "/")

AsUser = Callable[[User], Client]


def _queries(browser: Client) -> int:
    browser.get("/")  # what is kept between requests is not counted
    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/").status_code == 200
    return len(captured)


# for visitors


def test_home_shows_a_visitor_what_comes_soon_and_where_to_search(client: Client) -> None:
    later = make.edition(make.course("Later"), starts_on=make.TODAY + 50 * DAY)
    soon = make.edition(make.course("Eerst"), room=make.room(location=make.location(city="Zwolle")))
    make.edition(make.course("Begonnen"), starts_on=make.TODAY - DAY, sessions=3, status=Edition.Status.RUNNING)

    answer = client.get("/")

    page = answer.content.decode()
    assert [offered.edition for offered in answer.context["coming"]] == [soon, later]
    assert "Zwolle" in page
    assert "nog 12 plaatsen" in page
    assert 'action="/aanbod/" role="search"' in page
    assert "/aanbod/?soort=refresher" in page


def test_home_says_so_when_nothing_is_planned(client: Client) -> None:
    assert "Er zijn nu geen uitvoeringen gepland." in client.get("/").content.decode()


def test_home_speaks_english_where_there_is_english(client: Client) -> None:
    make.edition(make.course("Opslag", title_en="Storage"))
    client.cookies["django_language"] = "en"

    assert "Storage" in client.get("/").content.decode()


def test_home_asks_as_much_for_one_edition_as_for_thirty(client: Client) -> None:
    make.edition(room=make.room())
    one = _queries(client)

    for _more in range(29):
        make.enrolment(edition=make.edition(room=make.room()))

    assert _queries(client) == one <= 8


# for users


def test_home_shows_somebody_what_presses_and_what_is_ahead(as_user: AsUser) -> None:
    anna = make.user(given_name="Anna")
    full = make.edition(make.course("Vol"))
    make.enrolment(anna, full, Status.WAITING)
    seated = make.enrolment(anna, make.edition(make.course("Straks"), starts_on=make.TODAY + 9 * DAY))
    make.enrolment(anna, make.edition(make.course("Geweest"), starts_on=make.TODAY - 9 * DAY), Status.COMPLETED)

    answer = as_user(anna).get("/")

    page = answer.content.decode()
    assert "Dag Anna" in page
    assert "U wacht op een plaats: Vol" in page
    assert "U staat op plaats 1 van de wachtlijst." in page
    assert [item.uid for item in answer.context["ahead"]] == [seated.edition.sessions.get().uid]


def test_home_leads_somebody_without_plans_to_the_offer(as_user: AsUser) -> None:
    make.enrolment()

    page = as_user(make.user()).get("/").content.decode()

    assert "Nog niets op het programma" in page
    assert "Er is nu niets dat op u wacht." in page


def test_home_asks_as_much_for_one_enrolment_as_for_thirty(as_user: AsUser) -> None:
    anna = make.user()
    browser = as_user(anna)
    counted = []

    for number in (1, 29):
        for week in range(number):
            starts_on = make.TODAY + (number * 10 + week * 7) * DAY
            for status in (Status.WAITING, Status.ENROLLED):
                make.enrolment(anna, make.edition(starts_on=starts_on, room=make.room()), status)
            make.edition(starts_on=starts_on, trainers=[anna])
        counted.append(_queries(browser))

    assert counted[0] == counted[1] <= 14


# what presses


def test_matters_of_come_from_every_floor_with_the_soonest_first() -> None:
    planner = make.user(roles=[Role.PLANNER])
    waited = make.edition(starts_on=make.TODAY + 20 * DAY)
    make.enrolment(planner, waited, Status.WAITING)
    concept = make.edition(status=Edition.Status.CONCEPT, starts_on=make.TODAY + 50 * DAY)

    urls = [matter.url for matter in home.matters_of(planner)]

    assert urls == [waited.get_absolute_url(), f"/planning/uitvoeringen/{concept.code}/"]


def test_pressing_first_puts_what_is_urgent_first_and_what_has_no_day_last() -> None:
    later = replace(MATTER, title="later", due=make.TODAY + DAY)
    urgent = replace(MATTER, title="dringend", urgent=True)
    matters = [replace(MATTER, title="ooit"), later, replace(later, title="al", due=make.TODAY), urgent]

    assert [matter.title for matter in home.pressing_first(matters)] == ["dringend", "al", "later", "ooit"]
