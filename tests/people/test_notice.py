"""The privacy notice: which version holds, who owes its reading, and the one page that asks for it."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as as_shipped
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries, Settings

from people import actions, notice
from people.models import AuditEvent, Role, User
from tests import make
from tests.walk import access, doors
from tests.walk.scene import scene

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
NOTICE = "/mijn/privacy/"
WAYS_OUT = ["//boos.example", "https://boos.example/", "/\\boos.example", "/" + "x" * 2000, "é", ""]
VERSION = '[[version]]\nnumber = {0}\nsince = {1}\nnl = ["Wat {0} veranderde."]\nen = ["What {0} changed."]\n'


@pytest.fixture
def asked(settings: Settings) -> None:
    settings.NOTICE_ASKED = True


@pytest.fixture
def three(settings: Settings, tmp_path: Path) -> None:
    """Versions 1 and 2 hold, 3 does from tomorrow on."""
    today = timezone.localdate()
    days = {1: today - timedelta(days=400), 2: today, 3: today + timedelta(days=1)}
    settings.PRIVACY_NOTICE = tmp_path / "privacy_notice.toml"
    settings.PRIVACY_NOTICE.write_text("".join(VERSION.format(number, day) for number, day in days.items()))


def _send(browser: Client, version: object, onward: str = "/mijn/") -> tuple[int, str]:
    answer = browser.post(NOTICE, {"version": version, "next": onward, "key": str(uuid.uuid4())})
    return answer.status_code, answer.headers.get("Location", "")


def test_versions_of_the_house_count_on_and_say_something_in_each_language() -> None:
    with time_machine.travel(datetime(2100, 1, 1, tzinfo=UTC)):  # also those that are still to come
        written = list(reversed(notice.versions()))

    assert [version.number for version in written] == list(range(1, len(written) + 1))
    assert [version.since for version in written] == sorted(version.since for version in written)
    for version in written:
        assert version.words.keys() == {code for code, _name in as_shipped.LANGUAGES}
        assert all(len(changes) == len(version.words["nl"]) > 0 for changes in version.words.values())


@pytest.mark.usefixtures("three")
def test_present_version_is_the_last_that_holds_today() -> None:
    assert [version.number for version in notice.versions()] == [2, 1]
    assert notice.present().number == 2


def test_first_version_holds_also_when_the_clock_is_behind() -> None:
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        assert [version.number for version in notice.versions()] == [1]


@pytest.mark.usefixtures("three")
def test_changes_are_told_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert notice.present().changes == ["What 2 changed."]
    assert notice.present().changes == ["Wat 2 veranderde."]


@pytest.mark.usefixtures("asked", "three")
@pytest.mark.parametrize(("read", "unread"), [(0, [2, 1]), (1, [2]), (2, []), (3, [])])
def test_notice_is_owed_to_who_read_an_older_version(
    read: int, unread: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = make.user(notice_version=read)

    with django_assert_num_queries(0):
        assert [version.number for version in notice.unread_by(user)] == unread
        assert notice.is_owed_to(user) is bool(unread)


def test_notice_is_owed_to_nobody_when_the_settings_do_not_ask() -> None:
    assert not notice.is_owed_to(make.user())


@pytest.mark.parametrize(("version", "kept"), [(1, 2), (2, 2), (3, 3)])
def test_reading_is_written_down_with_its_moment_and_never_goes_back(version: int, kept: int) -> None:
    before = timezone.now()
    user = make.user(notice_version=2, notice_read_at=before)

    actions.read_notice(user, version)

    user.refresh_from_db()
    assert user.notice_version == kept
    assert user.notice_read_at is not None
    assert (user.notice_read_at > before) is (kept == 3)
    assert list(AuditEvent.objects.values_list("deed", "result", "subject")) == (
        [("read_notice", "3", user.pk)] if kept == 3 else []
    )


@pytest.mark.usefixtures("asked", "three")
@pytest.mark.parametrize("page", ["/", "/mijn/", "/mijn/gegevens/?x=1&y=2", "/regio/"])
def test_page_waits_for_the_notice_and_then_opens(as_user: AsUser, page: str) -> None:
    region = make.organisation()
    user = make.user(roles=[Role.TRAINING_CONTACT], organisation=region, notice_version=1)
    browser = as_user(user)

    told = browser.get(page, follow=True)
    words = told.content.decode()
    onward = _send(browser, 2, told.context["onward"])

    assert told.redirect_chain[0][0].startswith(NOTICE)
    assert "Onze privacyverklaring is veranderd" in words
    assert "Wat 2 veranderde." in words
    assert "Wat 1 veranderde." not in words
    assert "akkoord" not in words
    assert onward == (302, page)
    assert browser.get(page).status_code == 200


@pytest.mark.usefixtures("asked", "three")
def test_notice_tells_who_reads_the_first_what_it_comes_down_to(as_user: AsUser) -> None:
    page = as_user(make.user()).get("/mijn/", follow=True).content.decode()

    assert "Zo gaan we met uw gegevens om" in page
    assert "Wat 2 veranderde." not in page


@pytest.mark.usefixtures("asked", "three")
@pytest.mark.parametrize("page", ["/aanbod/", "/agenda/", "/privacy/", "/account/email/", "/account/2fa/", "/healthz"])
def test_page_stays_open_when_it_is_public_or_about_ones_account(as_user: AsUser, page: str) -> None:
    assert as_user(make.user()).get(page).status_code == 200


@pytest.mark.usefixtures("asked", "three")
def test_deed_is_done_all_the_same_and_the_page_after_it_waits(as_user: AsUser) -> None:
    edition, browser = make.edition(), as_user(make.user())

    done = browser.post(f"/uitvoeringen/{edition.code}/inschrijven/")

    assert edition.enrolments.count() == 1
    assert browser.get(done.headers["Location"]).headers["Location"].startswith(NOTICE)


@pytest.mark.usefixtures("asked", "three")
def test_part_of_a_page_and_a_file_come_as_they_were_asked_for() -> None:
    staged = scene()
    planner, coordinator, administrator = (
        doors.browser(staged, role) for role in (access.PLANNER, access.COORDINATOR, access.ADMINISTRATOR)
    )
    paper = reverse("people:paper", args=staged.things["paper"].split())
    participants = reverse("enrolments:participants", args=[staged.things["announced"]])

    assert planner.get(participants, headers={"HX-Request": "true"}).status_code == 200
    assert planner.get(participants, {"export": "csv"})["Content-Type"].startswith("text/csv")
    assert coordinator.get(reverse("evaluations:advice_pdf", args=[staged.things["advice"]])).status_code == 200
    assert administrator.get(paper).status_code == 200
    assert planner.get(f"/agenda/mijn/{staged.things['token']}.ics").status_code == 200
    assert planner.get(participants).status_code == 302


@pytest.mark.usefixtures("asked", "three")
@pytest.mark.parametrize(
    "elsewhere", ["//boos.example", "https://boos.example/", "/\\boos.example", "/" + "x" * 2000, "é", ""]
)
def test_reading_leads_to_the_start_when_next_is_no_page_of_ours(as_user: AsUser, elsewhere: str) -> None:
    assert _send(as_user(make.user()), 2, elsewhere) == (302, "/")


@pytest.mark.usefixtures("asked", "three")
@pytest.mark.parametrize("version", ["1", "3", "", "²", "-1", "9" * 40, "\N{ARABIC-INDIC DIGIT TWO}"])
def test_notice_is_shown_again_when_another_version_was_read(as_user: AsUser, version: str) -> None:
    user = make.user()
    answer = as_user(user).post(NOTICE, {"version": version, "next": "/mijn/"})

    assert answer.status_code == 409
    assert "Er is intussen een nieuwere versie" in answer.content.decode()
    assert answer.context["onward"] == "/mijn/"
    user.refresh_from_db()
    assert user.notice_version == 0


@pytest.mark.usefixtures("three")
def test_notice_goes_on_when_there_is_nothing_new(as_user: AsUser) -> None:
    browser = as_user(make.user(notice_version=2))

    assert browser.get(NOTICE, {"next": "/mijn/"}).headers["Location"] == "/mijn/"
    assert _send(browser, 1) == (302, "/mijn/")


@pytest.mark.usefixtures("three")
def test_same_form_twice_is_read_once(as_user: AsUser) -> None:
    browser, form = as_user(make.user()), {"version": "2", "next": "/mijn/", "key": str(uuid.uuid4())}

    answers = [browser.post(NOTICE, form).headers["Location"] for _time in range(2)]

    assert answers == ["/mijn/", "/mijn/"]
    assert AuditEvent.objects.filter(deed="read_notice").count() == 1


@pytest.mark.usefixtures("asked", "three")
def test_second_factor_comes_before_the_notice(as_user: AsUser, settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["planner"]

    answer = as_user(make.user(roles=[Role.PLANNER])).get("/planning/")

    assert answer.headers["Location"] == reverse("mfa_index")


@pytest.mark.usefixtures("three")
def test_statement_tells_its_versions_and_which_one_somebody_read(client: Client, as_user: AsUser) -> None:
    user = make.user()
    before = as_user(user).get("/privacy/").content.decode()
    actions.read_notice(user, 2)
    after = as_user(user).get("/privacy/").content.decode()
    of_visitor = client.get("/privacy/").content.decode()

    assert "Wat 1 veranderde." in of_visitor
    assert "Wat 2 veranderde." in of_visitor
    assert "Wat 3 veranderde." not in of_visitor
    assert f'href="{NOTICE}?next=/privacy/"' in before
    assert "U las haar op" not in before + of_visitor
    assert "U las haar op" in after


def test_administrator_sees_which_version_somebody_read_and_when(as_user: AsUser) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])
    read = make.user(notice_version=2, notice_read_at=make.at(make.TODAY, 12))
    pages = [as_user(boss).get(reverse("people:person", args=[one.pk])).content.decode() for one in (read, make.user())]

    assert "versie 2, op 2 maart 2026" in pages[0]
    assert "versie 2" not in pages[1]
    assert "Privacyverklaring gelezen" in pages[1]
