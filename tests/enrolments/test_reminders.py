"""What people are reminded of on the second floor, and what they then read."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from courses.models import Course, Edition
from enrolments import actions
from enrolments.approval.queries import Approver
from enrolments.models import Approval, Enrolment, EnrolmentChange, Status
from enrolments.reminders import reminders
from people import clock, outbox
from people import reminders as mails
from people.models import Message, User
from people.reminders import Reminder
from tests import make
from tests.mail_server import Mailbox, text_of
from tests.together import together

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
State = Message.State


def _soon(days: int = 2, **fields: Any) -> Enrolment:
    """Somebody with a seat, since a while, in an edition that begins in so many days."""
    room = make.room(name="Zaal 3", location=make.location(name="NIPV", city="Arnhem"))
    edition = make.edition(make.course("Tankputten"), starts_on=make.TODAY + days * DAY, room=room)
    return make.enrolment(edition=edition, **fields)


def _request(*, asked: int, days: int = 42, **fields: Any) -> Enrolment:
    """A request that waits since so many days, in an edition that begins in so many."""
    here = make.organisation("Zeeland")
    manager = make.user("chef@zeeland.example", organisation=here)
    anna = make.user(organisation=here, manager=manager, given_name="Anna", infix="", family_name="Bos")
    course = make.course("Tankputten", needs_approval=True)
    request = make.request(anna, make.edition(course, starts_on=make.TODAY + days * DAY), **fields)
    request.approvals.update(asked_at=make.at(make.TODAY - asked * DAY, 0))
    return request


def _told(kind: str = "reminder") -> list[Message]:
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def _to(found: list[Reminder]) -> list[User | str]:
    return [one.to for one in found]


# an offer


@pytest.mark.parametrize(
    ("left", "made", "told"),
    [
        (20, 30, True),
        (25, 30, False),  # not yet
        (20, 2, False),  # the offer itself was mailed shortly ago
        (1, 30, False),  # too late to be of use
    ],
)
def test_offer_is_brought_up_once_before_it_ends(left: int, made: int, told: bool) -> None:
    now = clock.now()
    offer = make.enrolment(status=Status.OFFERED, offered_until=now + timedelta(hours=left))
    since = now - timedelta(hours=made)
    EnrolmentChange.objects.create(enrolment=offer, status=Status.OFFERED, reason="moved_up", at=since)

    for _turn in range(2):
        mails.write(reminders(make.TODAY))

    assert [mail.recipient for mail in _told()] == ([offer.user] if told else [])
    assert all(mail.subject.startswith("Actie nodig: antwoord vóór") for mail in _told())
    if told:
        actions.accept_offer(offer, by=offer.user)
        assert [mail.state for mail in _told()] == [State.DROPPED]


# the start


def test_start_reminder_tells_when_and_where() -> None:
    enrolment = _soon()

    mails.write(reminders(make.TODAY))

    (told,) = _told()
    assert told.recipient == enrolment.user
    assert told.subject == "Op 4 maart: Tankputten"
    assert "woensdag 4 maart 2026, 09:00-17:00" in told.body
    assert "Zaal 3, NIPV, Arnhem" in told.body
    assert "meeneemt" not in told.body


def test_start_reminder_is_not_written_of_what_changed_meanwhile() -> None:
    session = _soon().edition.sessions.get()
    found = reminders(make.TODAY)
    change = make.wish(session, room=make.room(name="Zaal 9"))
    actions.change_session(session, change, seen=session.sequence, by=make.user())

    mails.write(found)

    assert not _told()


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "Wat u meeneemt:\nSchoenen.\n"), ("en", "What to bring:\nShoes.\n")]
)
def test_start_reminder_tells_what_to_bring(language: str, said: str) -> None:
    enrolment = _soon(user=make.user(language=language))
    Course.objects.update(bring="Schoenen.", bring_en="Shoes.")

    mails.write(reminders(make.TODAY))

    assert said in _told()[0].body
    assert enrolment.user == _told()[0].recipient


def test_start_reminder_tells_where_an_online_session_is() -> None:
    edition = make.edition(starts_on=make.TODAY + 2 * DAY)
    edition.sessions.update(online_url="https://vergaderen.example/pgs31")
    make.enrolment(edition=edition)

    mails.write(reminders(make.TODAY))

    assert ", online: https://vergaderen.example/pgs31\n" in _told()[0].body


@pytest.mark.parametrize(("days", "reminded"), [(0, 0), (1, 1), (3, 1), (4, 0)])
def test_start_reminder_comes_some_days_ahead(days: int, reminded: int) -> None:
    _soon(days)

    assert len(reminders(make.TODAY)) == reminded


@pytest.mark.parametrize("status", [Status.WAITING, Status.WITHDRAWN, Status.DECLINED])
def test_start_reminder_is_for_who_has_a_seat(status: Status) -> None:
    _soon(status=status)

    assert reminders(make.TODAY) == []


@pytest.mark.parametrize("status", [Edition.Status.CONCEPT, Edition.Status.CANCELLED])
def test_start_reminder_is_of_what_is_announced(status: Edition.Status) -> None:
    Edition.objects.filter(pk=_soon().edition_id).update(status=status)

    assert reminders(make.TODAY) == []


def test_start_reminder_waits_a_day_after_the_mail_before(settings: Settings) -> None:
    edition = make.edition(starts_on=make.TODAY + 3 * DAY, enrol_until=make.TODAY)
    anna = make.user()
    actions.enrol(anna, edition, by=anna)
    assert reminders(make.TODAY) == []

    settings.AS_OF = make.TODAY + 2 * DAY

    assert _to(reminders(settings.AS_OF)) == [anna]


def test_start_reminder_waits_a_day_after_the_mail_of_a_change() -> None:
    enrolment, other = _soon(3), make.enrolment(edition=make.edition(starts_on=make.TODAY + 3 * DAY))
    session = enrolment.edition.sessions.get()
    wish = make.wish(session, starts_at=session.starts_at + DAY / 24)
    mails.write(reminders(make.TODAY))

    actions.change_session(session, wish, seen=session.sequence, by=make.user())
    mails.write(reminders(make.TODAY))

    assert {one.recipient: one.state for one in _told()} == {enrolment.user: State.DROPPED, other.user: State.READY}

    Message.objects.update(created_at=timezone.now() - DAY)
    assert set(_to(reminders(make.TODAY + DAY))) == {enrolment.user, other.user}


@pytest.mark.parametrize("fields", [{"state": State.DROPPED}, {"key": "session_changed:0:1:1"}])
def test_start_reminder_waits_for_no_other_mail(fields: dict[str, str]) -> None:
    enrolment = _soon()
    key = f"session_changed:{enrolment.pk}:1:1:{enrolment.user_id}"
    Message.objects.create(**{"key": key, "kind": "session_changed", "recipient": enrolment.user} | fields)

    assert _to(reminders(make.TODAY)) == [enrolment.user]


def test_withdraw_takes_the_reminder_back(mailbox: Mailbox) -> None:
    enrolment = _soon()
    mails.write(reminders(make.TODAY))

    actions.withdraw(enrolment, by=enrolment.user)
    while outbox.send_due():
        pass

    (told,) = _told()
    assert (told.state, told.reason) == (State.DROPPED, Message.Reason.OVER)
    assert not any("Op 4 maart" in subject for subject in mailbox.subjects)


def test_start_reminder_is_of_no_use_when_it_has_begun() -> None:
    _soon(1)

    mails.write(reminders(make.TODAY))

    (told,) = _told()
    assert told.send_until is not None
    assert told.send_until - told.created_at < 2 * DAY


# approvers


def test_approval_reminder_asks_with_a_link_of_its_own(mailbox: Mailbox) -> None:
    request = _request(asked=5)

    mails.write(reminders(make.TODAY))
    outbox.send_due()

    (told,) = _told()
    assert told.subject == "Actie nodig: antwoord op de aanvraag van Anna Bos, Tankputten"
    assert "wacht sinds 25 februari op uw antwoord" in told.body
    assert "Antwoorden kan tot en met zondag 12 april 2026." in told.body
    assert "http://localhost:8000/goedkeuring/" in text_of(mailbox.received[0])
    assert request.approvals.get().links.get().address == "chef@zeeland.example"


@pytest.mark.parametrize(
    ("asked", "days", "steps"),
    [
        (4, 42, []),
        (5, 42, ["again"]),
        (30, 42, ["again"]),
        (5, 3, ["again"]),
        (5, 2, ["last"]),
        (1, 1, ["last"]),
        (0, 1, []),  # they were asked today
        (30, 0, []),  # it has lapsed
    ],
)
def test_approval_is_asked_again_and_once_more_before_it_lapses(asked: int, days: int, steps: list[str]) -> None:
    _request(asked=asked, days=days)

    assert [one.step for one in reminders(make.TODAY)] == steps


def test_approval_reminder_reaches_whoever_can_answer_today() -> None:
    request = _request(asked=9)
    manager = User.objects.get(email="chef@zeeland.example")
    deputy = make.user(organisation=request.organisation)
    make.deputyship(manager, deputy)

    found = reminders(make.TODAY)
    mails.write(found)

    assert _to(found) == [manager, deputy]
    assert f"omdat u waarneemt voor {manager}" in Message.objects.get(recipient=deputy).body


def test_approval_reminder_reaches_a_manager_without_account() -> None:
    here = make.organisation()
    anna = make.user()
    make.affiliation(anna, here, manager_address="chef@regio.example")
    make.request(anna).approvals.update(asked_at=make.at(make.TODAY - 9 * DAY, 0))

    mails.write(reminders(make.TODAY))

    (told,) = _told()
    assert (told.recipient, told.address) == (None, "chef@regio.example")
    assert told.body.startswith("Beste leidinggevende,")


def test_moved_day_takes_the_reminder_to_approve_back_and_the_next_turn_names_the_new_day() -> None:
    session = _request(asked=20).edition.sessions.get()
    found = reminders(make.TODAY)
    mails.write(found)
    later = make.wish(session, starts_at=session.starts_at + DAY, ends_at=session.ends_at + DAY)

    actions.change_session(session, later, seen=session.sequence, by=make.user())

    assert [told.state for told in _told()] == [State.DROPPED]
    mails.write(found)  # as it was before the change
    assert len(_told()) == 1
    mails.write(reminders(make.TODAY))
    assert len(_told()) == 1  # who was told so today is not reminded today
    Message.objects.filter(kind="approval_moved").update(created_at=timezone.now() - 2 * DAY)
    mails.write(reminders(make.TODAY))
    assert "De opleiding begint op 14 april." in _told()[1].body


def test_answer_takes_the_reminder_back() -> None:
    request = _request(asked=9)
    mails.write(reminders(make.TODAY))
    manager = User.objects.get(email="chef@zeeland.example")

    actions.approve(request, by=Approver(Approval.Role.MANAGER, manager.email, manager))

    (told,) = _told()
    assert (told.state, told.reason) == (State.DROPPED, Message.Reason.OVER)


def test_reminders_take_the_same_queries_for_one_and_for_thirty() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            reminders(make.TODAY)
        return len(counted)

    seated = _soon()
    _request(asked=9)
    few = queries()
    here = make.organisation()
    for _other in range(15):
        make.enrolment(edition=seated.edition)
        make.request(make.user(organisation=here, manager=make.user(organisation=here))).approvals.update(
            asked_at=make.at(make.TODAY - 9 * DAY, 0)
        )

    assert queries() == few
    assert len(reminders(make.TODAY)) == 32


@pytest.mark.postgresql  # on SQLite nobody reads beside who writes
@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_of_an_edition_that_a_planner_is_changing() -> None:
    enrolment, changing, looked = _soon(), threading.Barrier(2), threading.Barrier(2)
    found = reminders(make.TODAY)

    def change() -> None:
        session = enrolment.edition.sessions.get()
        wish = make.wish(session, starts_at=session.starts_at + DAY / 24)
        with transaction.atomic():
            actions.change_session(session, wish, seen=session.sequence, by=make.user())
            changing.wait(10)
            looked.wait(10)

    def write() -> None:
        changing.wait(10)
        mails.write(found)
        looked.wait(10)

    assert together([change, write]) == [None, None]
    assert _told() == []
