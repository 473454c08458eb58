import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries, Settings

from people import calendars, outbox
from people.ical import CalendarItem
from people.models import Message, Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
ADMINISTRATION, POST = "/beheer/", "/demo/post/"


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.DEMO_MAIL = True, tmp_path
    settings.EMAIL_BACKEND = "people.demo_mail.EmailBackend"


# administration


def test_administration_shows_what_needs_a_person(as_user: AsUser) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])
    make.message(subject="Uw inschrijving", state=Message.State.FAILED, attempts=7, last_error="550 onbekend [adres]")
    make.message(state=Message.State.READY)
    make.parked_task()

    page = as_user(boss).get(ADMINISTRATION).content.decode()

    assert "550 onbekend [adres]" in page
    assert "7 keer" in page
    assert page.count(">1</span>") == 2  # one mail waits, one task was given up
    assert reverse("people:background") in page


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("SECURITY_EXPIRES", "security.txt verloopt"),
        ("ACCESSIBILITY_REVIEW_BY", "De toegankelijkheidsverklaring moet opnieuw bekeken worden"),
    ],
)
@pytest.mark.parametrize(("days", "told"), [(31, ""), (30, "Op "), (0, "Op "), (-1, "De dag is voorbij: ")])
def test_administration_warns_when_a_day_is_near(
    as_user: AsUser, settings: Settings, setting: str, words: str, days: int, told: str
) -> None:
    day = timezone.localdate() + timedelta(days=days)
    settings.SECURITY_EXPIRES = settings.ACCESSIBILITY_REVIEW_BY = timezone.localdate() + timedelta(days=300)
    setattr(settings, setting, day)

    page = as_user(make.user(roles=[Role.ADMINISTRATOR])).get(ADMINISTRATION).content.decode()

    assert (words in page) is bool(told)
    assert not told or f"{told}{date_format(day, 'j F Y')}." in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_administration_refuses_every_other_role(as_user: AsUser, role: Role) -> None:
    other = make.user(roles=[role], organisation=make.organisation(area=make.area()))

    answer = as_user(other).get(ADMINISTRATION)

    assert answer.status_code == 403
    assert "Deze pagina hoort bij een andere rol" in answer.content.decode()


def test_administration_asks_a_visitor_to_sign_in(client: Client) -> None:
    assert client.get(ADMINISTRATION).headers["Location"] == f"/account/login/?next={ADMINISTRATION}"


@pytest.mark.parametrize("rows", [1, 30])
def test_administration_costs_the_same_for_more_rows(
    as_user: AsUser, django_assert_max_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])
    for _ in range(rows):
        make.role_grant(make.user(), Role.TRAINING_CONTACT, organisation=make.organisation(), granted_by=boss)
        make.message(state=Message.State.FAILED)
    browser = as_user(boss)

    with django_assert_max_num_queries(12):
        browser.get(ADMINISTRATION)


# the mail of the demo


@pytest.mark.usefixtures("demo")
def test_post_shows_the_newest_first_with_its_code(client: Client) -> None:
    make.message(subject="Eerste", body="Hallo\n")
    outbox.send_due()
    make.message(subject="Tweede", body="Vul in:\n\nCWBN-ZWPX\n")
    outbox.send_due()

    page = client.get(POST).content.decode()

    assert page.index("Tweede") < page.index("Eerste")
    assert "<code>CWBN-ZWPX</code>" in page


@pytest.mark.usefixtures("demo")
def test_post_links_only_to_our_own_address(client: Client, settings: Settings) -> None:
    ours = f"{settings.ADDRESS}/mijn/"
    make.message(body=f"{ours}\nhttps://evil.example/\n{settings.ADDRESS}.evil.example/\njavascript:alert(1)\n")
    outbox.send_due()

    page = client.get(POST).content.decode()

    assert f'<a class="utrecht-link" href="{ours}">{ours}</a>' in page
    assert 'href="https://evil.example' not in page
    assert f'href="{settings.ADDRESS}.evil' not in page
    assert 'href="javascript:' not in page


@pytest.mark.usefixtures("demo")
def test_post_leads_to_the_html_of_a_mail_where_nothing_runs(client: Client) -> None:
    make.message(subject="Over de les", body="Tot <b>dan</b>.\n")
    outbox.send_due()
    (address,) = re.findall(r'href="(/demo/post/[^"]+/)"', client.get(POST).content.decode())

    answer = client.get(address)

    assert "<p>Tot &lt;b&gt;dan&lt;/b&gt;.</p>" in answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["20260101-000000-000000", "..%2f..%2fsettings", "x"])
def test_post_has_no_html_of_what_is_no_mail(client: Client, name: str) -> None:
    assert client.get(f"{POST}{name}/").status_code == 404


@pytest.mark.usefixtures("demo")
def test_post_shows_what_somebody_typed_as_text(client: Client, settings: Settings) -> None:
    hostile = "<script>alert(1)</script>"
    make.message(subject=hostile, body=f"{hostile}\n{settings.ADDRESS}/{hostile}\n")
    outbox.send_due()

    assert hostile not in client.get(POST).content.decode()


@pytest.mark.usefixtures("demo")
def test_post_counts_invitations(client: Client) -> None:
    user = make.user()
    make.message(user, calendar=calendars.tell(user, [_lesson(9), _lesson(11)], method="REQUEST"))
    outbox.send_due()

    assert "2 agenda-uitnodigingen" in client.get(POST).content.decode()


def _lesson(hour: int) -> CalendarItem:
    begin, end = make.at(make.TODAY, hour), make.at(make.TODAY, hour + 1)
    return CalendarItem(f"{hour}@leerlijn.example", 0, begin, end, changed_at=begin, title="Les")


@pytest.mark.usefixtures("demo")
def test_post_says_so_when_there_is_nothing(client: Client) -> None:
    assert "Nog geen mail" in client.get(POST).content.decode()


@pytest.mark.parametrize("address", [POST, "/demo/onderdelen/"])
def test_demo_page_is_not_there_outside_the_demo(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
