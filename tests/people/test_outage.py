"""A mail server that is away: who is told, from when on, and what becomes of mail. Hours are stepped, not waited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from people import clock, outbox
from people.letters import queries
from people.matters import matters
from people.models import Message, Role, User
from tests import mail_server, make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

State, Reason = Message.State, Message.Reason
MINUTE = timedelta(minutes=1)
TITLE = "De mailserver is niet bereikbaar sinds"


@pytest.fixture
def port(settings: Settings) -> int:
    """Where our mail goes; nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.free_port()
    return int(settings.EMAIL_PORT)


@pytest.fixture
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as moment:
        yield moment


def _titles(user: User) -> list[str]:
    return [matter.title for matter in matters(user, clock.today())]


def test_hour_without_a_mail_server_loses_nothing_and_is_told(port: int, time: time_machine.Traveller) -> None:
    """Mail keeps being written; when the server is back all of it leaves at once, the oldest first."""
    planner, boss, other = make.user(roles=[Role.PLANNER]), make.user(roles=[Role.ADMINISTRATOR]), make.user()
    subjects, told = [], []
    for minute in range(60):
        make.message(subject=f"mail {minute}")
        subjects.append(f"mail {minute}")
        while outbox.send_due():
            pass
        told.append(bool(_titles(planner)))
        time.shift(MINUTE)

    assert told == [False] * 10 + [True] * 50
    assert [len(_titles(one)) for one in (planner, boss, other)] == [1, 1, 0]
    assert _titles(planner)[0].startswith(TITLE)
    assert set(Message.objects.values_list("state", "reason")) == {(State.READY, Reason.AWAY)}
    with mail_server.listening(port) as mailbox:
        time.shift(site.MAIL_LONGEST_WAIT)  # at the latest then the first tries again, and takes the others along
        while outbox.send_due():
            pass
        assert sorted(mailbox.subjects) == sorted(subjects)
    assert not _titles(planner)


def test_outage_begins_after_the_last_mail_that_left(time: time_machine.Traveller) -> None:
    now = timezone.now()
    make.message(reason=Reason.AWAY, tries_from=now - 60 * MINUTE)
    make.message(state=State.SENT, sent_at=now - 12 * MINUTE)
    make.message(reason=Reason.BUSY, tries_from=now - 90 * MINUTE)

    found = queries.outage(now)

    assert found == queries.Outage(now - 12 * MINUTE, waiting=2)
    assert queries.outage(now - 3 * MINUTE) is None


@pytest.mark.parametrize("fields", [{"reason": Reason.BUSY}, {"state": State.FAILED, "reason": Reason.AWAY}, {}])
def test_outage_is_none_when_the_server_answers(fields: dict[str, Any]) -> None:
    make.message(tries_from=timezone.now() - 60 * MINUTE, **fields)

    assert queries.outage(timezone.now()) is None


@pytest.mark.parametrize("number", [1, 30])
def test_outage_asks_as_often_for_one_as_for_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _mail in range(number):
        make.message(reason=Reason.AWAY, tries_from=timezone.now() - 60 * MINUTE)

    with django_assert_num_queries(2):
        queries.outage(timezone.now())


@pytest.mark.parametrize(
    ("role", "page"), [(Role.PLANNER, "/planning/post/"), (Role.PLANNER, "/"), (Role.ADMINISTRATOR, "/beheer/")]
)
def test_pages_tell_that_the_mail_server_is_away(role: Role, page: str, as_user: AsUser) -> None:
    browser = as_user(make.user(roles=[role]))
    assert TITLE not in browser.get(page).content.decode()
    for _mail in range(3):
        make.message(reason=Reason.AWAY, tries_from=timezone.now() - 11 * MINUTE)

    shown = browser.get(page).content.decode()

    assert TITLE in shown
    assert "Er wachten 3 mails." in shown
