"""The offer as JSON and as Atom."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Course, Edition
from enrolments.models import Status
from tests import make

pytestmark = pytest.mark.django_db

JSON, ATOM = "/aanbod.json", "/aanbod.atom"
DAY = timedelta(days=1)
SPACE = {"a": "http://www.w3.org/2005/Atom"}


def _courses(client: Client, query: str = "") -> list[dict[str, Any]]:
    courses: list[dict[str, Any]] = client.get(f"{JSON}?{query}").json()["courses"]
    return courses


def _entries(client: Client, query: str = "") -> list[str]:
    feed = ElementTree.fromstring(client.get(f"{ATOM}?{query}").content)
    return [str(title.text) for title in feed.findall("a:entry/a:title", SPACE)]


def test_offer_json_says_what_is_on_and_how_full_it_is(client: Client) -> None:
    place = make.location(make.area("D"), name="NIPV", address="Laan 1", city="Arnhem")
    course = make.course("Brandveiligheid", title_en="Fire safety", code="BRA", price="120.50")
    edition = make.edition(course, seats=3, code="BRA-1", room=make.room(name="Zaal 1", location=place))
    make.enrolment(edition=edition)
    session = edition.sessions.get()

    (found,) = _courses(client)
    (offered,) = found["editions"]

    assert (found["code"], found["title"], found["title_en"], found["price"]) == (
        "BRA",
        "Brandveiligheid",
        "Fire safety",
        "120.50",
    )
    assert found["url"] == f"{settings.ADDRESS}/aanbod/{course.slug}/"
    assert (offered["code"], offered["capacity"], offered["free_seats"], offered["waiting"]) == ("BRA-1", 3, 2, 0)
    assert offered["is_open"] is True
    assert offered["url"] == f"{settings.ADDRESS}/uitvoeringen/BRA-1/"
    assert offered["sessions"] == [
        {
            "uid": session.uid,
            "title": session.title,
            "title_en": "",
            "starts_at": "2026-04-13T09:00:00+02:00",
            "ends_at": "2026-04-13T17:00:00+02:00",
            "place": "Zaal 1, NIPV, Laan 1, Arnhem",
            "area": "D",
        }
    ]


def test_offer_names_nobody(client: Client) -> None:
    trainer = make.user(given_name="Docent", family_name="Geheim")
    edition = make.edition(trainers=[trainer])
    make.session(edition, online_url="https://vergadering.example/geheim")
    participant = make.enrolment(make.user(family_name="Geheim"), edition).user

    for address in (JSON, ATOM):
        content = client.get(address).content.decode()
        assert "eheim" not in content
        assert participant.email not in content


@pytest.mark.parametrize("status", [Edition.Status.CONCEPT, Edition.Status.CANCELLED, Edition.Status.COMPLETED])
def test_offer_leaves_out_what_is_not_announced(status: Edition.Status, client: Client) -> None:
    make.edition(make.course("Zichtbaar"), status=status)
    make.course("Verborgen", is_published=False)

    assert [(one["title"], one["editions"]) for one in _courses(client)] == [("Zichtbaar", [])]
    assert _entries(client) == []


def test_offer_is_filtered_as_the_catalogue(client: Client) -> None:
    full = make.edition(make.course("Vol", kind=Course.Kind.BLOCK), seats=1)
    make.enrolment(edition=full, status=Status.ENROLLED)
    make.edition(make.course("Vrij"))

    found = {
        query: [one["title"] for one in _courses(client, query)] for query in ("soort=block", "vrij=on", "zoek=vo")
    }

    assert found == {"soort=block": ["Vol"], "vrij=on": ["Vrij"], "zoek=vo": ["Vol"]}
    assert _entries(client, "soort=block") == ["Vol, 13 april 2026"]


def test_offer_atom_tells_the_first_to_begin_first_in_the_language_asked(client: Client) -> None:
    make.edition(make.course("Later", title_en="Later on"), starts_on=make.TODAY + 60 * DAY)
    make.edition(make.course("Eerder", title_en="Sooner"), starts_on=make.TODAY + 30 * DAY)

    assert _entries(client) == ["Eerder, 1 april 2026", "Later, 1 mei 2026"]
    assert _entries(client, "taal=en") == ["Sooner, 1 April 2026", "Later on, 1 May 2026"]


def test_offer_atom_keeps_words_words_when_they_look_like_markup(client: Client) -> None:
    make.edition(make.course("</title><script>alert(1)</script>", summary="<script>alert(1)</script> & meer"))

    summary = ElementTree.fromstring(client.get(ATOM).content).find("a:entry/a:summary", SPACE)

    assert _entries(client) == ["</title><script>alert(1)</script>, 13 april 2026"]
    assert summary is not None
    assert (summary.get("type"), summary.text) == ("html", "&lt;script&gt;alert(1)&lt;/script&gt; &amp; meer")


def test_offer_atom_was_never_changed_on_a_day_still_to_come(client: Client) -> None:
    make.edition(
        sessions=0, enrol_from=make.TODAY + 20 * DAY, enrol_until=make.TODAY + 30 * DAY, starts_on=make.TODAY + 40 * DAY
    )

    updated = ElementTree.fromstring(client.get(ATOM).content).find("a:entry/a:updated", SPACE)

    assert updated is not None
    assert str(updated.text).startswith("2026-03-02")


@pytest.mark.parametrize("address", [JSON, ATOM])
@pytest.mark.parametrize("query", ["soort=onzin", "gebied=Z", "vanaf=31-02-2026", "taal=fr", "doelgroep=x"])
def test_offer_is_400_when_a_filter_is_unknown(address: str, query: str, client: Client) -> None:
    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize("address", [JSON, ATOM])
def test_offer_is_304_until_a_seat_is_taken(address: str, client: Client) -> None:
    edition = make.edition()
    first = client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})
    since = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
    make.enrolment(edition=edition)
    taken = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content, since.status_code) == (304, b"", 304)
    assert first["Cache-Control"] == "public, max-age=300"
    assert taken.status_code == (200 if address == JSON else 304)  # news says nothing about seats


@pytest.mark.parametrize("address", [JSON, ATOM])
def test_offer_remembers_nothing_about_words_that_were_looked_for(address: str, client: Client) -> None:
    assert "Last-Modified" not in client.get(f"{address}?zoek=brand")


@pytest.mark.parametrize("address", [JSON, ATOM])
def test_offer_asks_as_much_for_one_edition_as_for_thirty(address: str, client: Client) -> None:
    numbers = []
    for more in (1, 29):
        for _edition in range(more):
            make.edition(room=make.room(location=make.location(make.area("A"))))
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        numbers.append(len(captured))

    assert numbers[0] == numbers[1] <= 9


def test_catalogue_leads_to_the_same_offer_for_machines(client: Client) -> None:
    make.edition(make.course(kind=Course.Kind.BLOCK))

    page = client.get("/aanbod/?soort=block").content.decode()

    assert 'href="/aanbod.json?soort=block"' in page
    assert 'href="/aanbod.atom?soort=block"' in page
