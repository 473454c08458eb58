"""Dietary and access needs: for the person and who plans, in numbers for who teaches, and gone shortly after."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from courses.models import Edition
from enrolments import actions, tasks
from enrolments.models import ACTIVE, SEATED, Enrolment, Needs, Status
from people.models import AuditEvent, AuditPayload, Message, Role, User
from tests import make
from tests.conftest import AsUser

pytestmark = pytest.mark.django_db

NUTS = "geen noten"
DAY = timedelta(days=1)


@pytest.fixture
def enrolment() -> Enrolment:
    return make.enrolment(edition=make.edition(trainers=[make.user("docent@example.org")]))


@pytest.fixture
def participant(as_user: AsUser, enrolment: Enrolment) -> Client:
    return as_user(enrolment.user)


def _say(client: Client, edition: Edition, words: str) -> int:
    return client.post(f"/uitvoeringen/{edition.code}/wens/", {"words": words}).status_code


def _receipt(client: Client, edition: Edition) -> str:
    return client.get(f"/uitvoeringen/{edition.code}/inschrijven/").content.decode()


def test_needs_are_said_changed_and_taken_back(participant: Client, enrolment: Enrolment) -> None:
    assert "7 dagen na afloop gewist" in _receipt(participant, enrolment.edition)

    for words in ("vegetarisch", NUTS):
        _say(participant, enrolment.edition, words)
    assert Needs.objects.get().words == NUTS
    assert NUTS in _receipt(participant, enrolment.edition)

    _say(participant, enrolment.edition, "")
    assert not Needs.objects.exists()


def test_a_request_without_the_field_takes_nothing_back(participant: Client, enrolment: Enrolment) -> None:
    Needs.objects.create(enrolment=enrolment, words=NUTS)

    answer = participant.post(f"/uitvoeringen/{enrolment.edition.code}/wens/", {})

    assert answer.status_code == 400
    assert Needs.objects.exists()


@pytest.mark.parametrize("words", ["x" * 301, "twee\nregels"])
def test_needs_are_one_short_line(participant: Client, enrolment: Enrolment, words: str) -> None:
    assert _say(participant, enrolment.edition, words) == 400
    assert not Needs.objects.exists()


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.CANCELLED, Status.DECLINED])
def test_who_does_not_come_says_nothing(as_user: AsUser, status: Status) -> None:
    gone = make.enrolment(status=status)

    _say(as_user(gone.user), gone.edition, NUTS)

    assert not Needs.objects.exists()


def test_needs_reach_no_mail_and_no_audit_trail(participant: Client, enrolment: Enrolment) -> None:
    _say(participant, enrolment.edition, NUTS)
    actions.withdraw(enrolment, by=enrolment.user)

    assert AuditEvent.objects.filter(deed="say_needs", subject=enrolment.user).exists()
    assert not AuditPayload.objects.exists()
    assert all(NUTS not in mail.body for mail in Message.objects.all())


def test_planner_reads_them_by_name_and_no_export_has_them(as_user: AsUser, enrolment: Enrolment) -> None:
    Needs.objects.create(enrolment=enrolment, words=NUTS)
    planner = as_user(make.user(roles=[Role.PLANNER]))
    code = enrolment.edition.code

    assert NUTS in planner.get(f"/planning/uitvoeringen/{code}/wensen/").content.decode()
    for page in ("deelnemers/", "deelnemers/?export=csv", "aanwezigheid/?export=csv"):
        assert NUTS not in planner.get(f"/planning/uitvoeringen/{code}/{page}").content.decode()


def test_trainer_reads_a_number(as_user: AsUser, enrolment: Enrolment) -> None:
    Needs.objects.create(enrolment=enrolment, words=NUTS)
    trainer = as_user(User.objects.get(email="docent@example.org"))

    page = trainer.get(enrolment.edition.get_absolute_url()).content.decode()

    assert "1 deelnemer gaf door" in page
    assert NUTS not in page
    assert trainer.get(f"/planning/uitvoeringen/{enrolment.edition.code}/wensen/").status_code == 403


def test_others_read_nothing_of_it(as_user: AsUser, enrolment: Enrolment) -> None:
    Needs.objects.create(enrolment=enrolment, words=NUTS)

    for reader in (make.user(), make.enrolment(edition=enrolment.edition).user):
        page = as_user(reader).get(enrolment.edition.get_absolute_url()).content.decode()
        assert "gaf door" not in page


@pytest.mark.parametrize(("days", "kept"), [(0, True), (1, False)])
def test_needs_are_forgotten_some_days_after_the_end(enrolment: Enrolment, days: int, kept: bool) -> None:
    Needs.objects.create(enrolment=enrolment, words=NUTS)
    ended = make.TODAY - settings.NEEDS_KEPT - days * DAY
    Edition.objects.filter(pk=enrolment.edition_id).update(starts_on=ended, ends_on=ended)

    tasks.forget_needs.call()

    assert Needs.objects.exists() is kept


@pytest.mark.parametrize("status", Status)
def test_needs_are_forgotten_of_who_does_not_come(status: Status) -> None:
    Needs.objects.create(enrolment=make.enrolment(status=status), words=NUTS)

    tasks.forget_needs.call()

    assert Needs.objects.exists() is (status in {*ACTIVE, *SEATED})


def test_needs_go_along_to_another_edition() -> None:
    seat = make.enrolment(edition=make.edition(course := make.course()))
    Needs.objects.create(enrolment=seat, words=NUTS)

    moved = actions.move(seat, make.edition(course, starts_on=make.TODAY + 2 * make.AHEAD), by=seat.user)

    assert Needs.objects.get().enrolment == moved
