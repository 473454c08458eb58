from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from courses.models import Course, Edition
from tests import make

pytestmark = pytest.mark.django_db

AGENDA, FEED = "/agenda/", "/agenda/leerlijn.ics"
DAY = timedelta(days=1)
HTMX = {"hx-request": "true"}


def _edition(title: str, *, area: str = "", **fields: Any) -> Edition:
    """An edition of a course of that title; in a room in `area`, else online."""
    kind = fields.pop("kind", Course.Kind.REFRESHER)
    room = make.room(location=make.location(make.area(area), city="Zwolle")) if area else None
    return make.edition(make.course(title, kind=kind), room=room, **fields)


def _titles(client: Client, query: str = "") -> list[str]:
    """What the agenda shows, in its order."""
    days = client.get(f"{AGENDA}?{query}").context["days"]
    return [run.edition.course.title for day in days for run in day.runs]


def _summaries(client: Client, query: str = "") -> list[str]:
    """What the feed holds, without the titles of sessions."""
    events = Calendar.from_ical(client.get(f"{FEED}?{query}").content).events
    return [str(event["SUMMARY"]).partition(":")[0] for event in events]


def _queries(client: Client, address: str) -> int:
    assert client.get(address).status_code == 200  # since when a feed is as it is, is noted once
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


# agenda


def test_agenda_shows_sessions_by_day_with_time_and_place(client: Client) -> None:
    edition = _edition("Leerblok NFPA", area="A", sessions=2)

    page = client.get(AGENDA).content.decode()

    assert "April 2026" in page
    assert "Leerblok NFPA" in page
    assert page.count(edition.get_absolute_url()) == 2
    assert page.count('class="ll-day"') == 2
    assert "Zwolle" in page


def test_agenda_takes_the_sessions_of_one_edition_on_one_day_together(client: Client) -> None:
    day = _edition("Netwerkdag", sessions=0)
    other = _edition("Bijscholing", sessions=0)
    morning = make.session(day, hours=(9, 10))
    make.session(other, hours=(10, 11))
    afternoon = make.session(day, hours=(13, 14))

    (shown,) = client.get(AGENDA).context["days"]

    assert shown.day == day.starts_on
    assert [run.edition for run in shown.runs] == [day, other]
    assert shown.runs[0].sessions == [morning, afternoon]


def test_agenda_begins_today_by_the_clock_of_amsterdam(client: Client) -> None:
    _edition("Gisteren", starts_on=make.TODAY - DAY)
    _edition("Vandaag", starts_on=make.TODAY)

    assert _titles(client) == ["Vandaag"]


def test_agenda_keeps_silent_about_what_is_not_announced(client: Client) -> None:
    _edition("Concept", status=Edition.Status.CONCEPT)
    make.edition(make.course("Niet in het aanbod", is_published=False))

    assert _titles(client) == []
    assert "Er staat niets op de agenda" in client.get(AGENDA).content.decode()


def test_agenda_says_what_was_called_off(client: Client) -> None:
    _edition("Toch niet", status=Edition.Status.CANCELLED)

    assert "gaat niet door" in client.get(AGENDA).content.decode()


def test_agenda_and_feed_hold_the_same_choice(client: Client) -> None:
    _edition("Netwerkdag", area="A", kind=Course.Kind.NETWORK_DAY)
    _edition("Bijscholing", area="B")

    for query, expected in {
        "": ["Bijscholing", "Netwerkdag"],
        "soort=network_day": ["Netwerkdag"],
        "gebied=B": ["Bijscholing"],
        "soort=network_day&gebied=B": [],
        "soort=&gebied=": ["Bijscholing", "Netwerkdag"],
    }.items():
        assert sorted(_titles(client, query)) == expected, query
        assert sorted(_summaries(client, query)) == expected, query


def test_agenda_shows_the_address_of_the_feed_with_its_filter(client: Client) -> None:
    make.area("B")

    plain = client.get(AGENDA)
    chosen = client.get(f"{AGENDA}?soort=network_day&gebied=B&onzin=1")

    assert plain.context["feed"] == f"http://testserver{FEED}"
    assert chosen.context["feed"] == f"http://testserver{FEED}?soort=network_day&gebied=B"
    assert (
        'readonly value="http://testserver/agenda/leerlijn.ics?soort=network_day&amp;gebied=B"'
        in chosen.content.decode()
    )


@pytest.mark.parametrize("query", ["soort=x", "gebied=Z", f"gebied={'a' * 3_000}"], ids=["kind", "area", "3 kB"])
def test_agenda_and_feed_refuse_an_unknown_choice(client: Client, query: str) -> None:
    page, feed = client.get(f"{AGENDA}?{query}"), client.get(f"{FEED}?{query}")

    assert page.status_code == feed.status_code == 400
    assert f'id="id_{query.partition("=")[0]}_error"' in page.content.decode()
    assert "Kies iets uit de lijst." in page.content.decode()
    assert feed.content.decode() == "Dit filter bestaat niet."


def test_agenda_gives_htmx_the_days_alone(client: Client) -> None:
    _edition("Bijscholing")

    whole, part = client.get(AGENDA), client.get(AGENDA, headers=HTMX)

    assert part.content.decode().strip().startswith('<div id="days"')
    assert part.content.decode().strip() in whole.content.decode()
    assert whole["Vary"] == part["Vary"]
    assert "HX-Request" in whole["Vary"]


def test_agenda_speaks_english_where_there_is_english(client: Client) -> None:
    edition = make.edition(make.course("Opslag", title_en="Storage"), sessions=0)
    make.session(edition, title="Ochtend", title_en="Morning")
    client.cookies["django_language"] = "en"

    page = client.get(AGENDA).content.decode()

    assert "<strong>Storage</strong>" in page
    assert "Morning" in page
    assert "Ochtend" not in page


@pytest.mark.parametrize("address", [AGENDA, FEED])
def test_agenda_and_feed_ask_as_much_for_one_session_as_for_thirty(client: Client, address: str) -> None:
    _edition("Eerste", area="A")
    one = _queries(client, address)

    for _more in range(29):
        _edition("Meer", area="B")

    assert _queries(client, address) == one <= 6


# feed


def test_feed_is_a_calendar_with_each_session_once(client: Client) -> None:
    edition = _edition("Leerblok NFPA", area="A", sessions=3)

    answer = client.get(FEED)

    calendar = Calendar.from_ical(answer.content)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert {str(event["UID"]) for event in calendar.events} == set(edition.sessions.values_list("uid", flat=True))
    assert [event.start for event in calendar.events] == [session.starts_at for session in edition.sessions.all()]
    assert all(edition.get_absolute_url() in str(event["URL"]) for event in calendar.events)


def test_feed_keeps_what_was_just_held(client: Client) -> None:
    _edition("Vorige maand", starts_on=make.TODAY - 30 * DAY)
    _edition("Vorig jaar", starts_on=make.TODAY - 365 * DAY)

    assert _summaries(client) == ["Vorige maand"]


def test_feed_is_304_until_something_changes(client: Client) -> None:
    _edition("Bijscholing")
    first = client.get(FEED)
    unchanged = client.get(FEED, headers={"if-none-match": first["ETag"]})

    _edition("Erbij")

    changed = client.get(FEED, headers={"if-none-match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert first["Cache-Control"] == "public, max-age=900"


def test_feed_never_gives_an_online_address_away(client: Client) -> None:
    edition = _edition("Webinar", sessions=0)
    make.session(edition, online_url="https://vergader.example/geheim")

    assert b"geheim" not in client.get(FEED).content
    assert b"geheim" not in client.get(AGENDA).content
    assert b"geheim" not in client.get(edition.get_absolute_url()).content


def test_feed_speaks_the_language_of_the_page_that_named_it(client: Client) -> None:
    make.edition(make.course("Brandveiligheid", title_en="Fire safety", kind=Course.Kind.BLOCK))

    client.cookies["django_language"] = "en"

    address = client.get(f"{AGENDA}?soort=block").context["feed"]
    calendar = Calendar.from_ical(Client().get(address).content)

    assert address.endswith("?soort=block&taal=en")
    assert str(calendar.events[0]["SUMMARY"]).startswith("Fire safety")
    assert calendar["NAME"] == "Leerlijn: agenda, block"


def test_feed_is_named_after_what_was_chosen(client: Client) -> None:
    make.area("B")

    calendar = Calendar.from_ical(client.get(f"{FEED}?soort=refresher&gebied=B").content)

    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Leerlijn: agenda, bijscholing, Oost"


def test_feed_is_400_when_its_language_is_not_ours(client: Client) -> None:
    assert client.get(f"{FEED}?taal=fr").status_code == 400
