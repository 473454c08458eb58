"""What trainers are reminded of."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import actions
from courses.models import Edition, Session, TrainerAssignment
from courses.reminders import reminders
from courses.trainers import actions as trainers
from courses.trainers.actions import Answer
from people import clock
from people import reminders as mails
from people.models import Message, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
Status = TrainerAssignment.Status


def _asked(days: int = 14, answer: Status = Status.ASKED, sessions: int = 1, **fields: object) -> User:
    """A trainer who was asked for an edition that begins in so many days."""
    trainer = make.user()
    course = make.course("Tankputten")
    edition = make.edition(course, starts_on=make.TODAY + days * DAY, sessions=sessions, **fields)  # type: ignore[arg-type]  # a test names only the fields it is about
    for session in edition.sessions.all():
        make.trainer_assignment(session, trainer, answer)
    return trainer


def _change(**changes: object) -> None:
    """The first session becomes another one."""
    session = Session.objects.order_by("starts_at")[0]
    actions.change_session(session, make.wish(session, **changes), seen=session.sequence, by=make.user())


def test_trainer_is_asked_once_more_for_all_sessions_of_an_edition() -> None:
    trainer = _asked(sessions=2)

    mails.write(reminders(make.TODAY))

    (told,) = Message.objects.all()
    assert told.recipient == trainer
    assert told.subject == "Actie nodig: laat weten of u komt als docent: Tankputten"
    assert "- maandag 16 maart 2026, 09:00-17:00" in told.body
    assert "- dinsdag 17 maart 2026, 09:00-17:00" in told.body
    assert "http://localhost:8000/mijn/docent/" in told.body


@pytest.mark.parametrize(
    ("days", "steps"),
    [(22, []), (21, ["again"]), (8, ["again"]), (7, ["last"]), (1, ["last"]), (0, [])],
)
def test_trainer_is_asked_again_in_time_and_once_more_before_it_begins(days: int, steps: list[str]) -> None:
    _asked(days)

    assert [one.step for one in reminders(make.TODAY)] == steps


def test_who_was_asked_shortly_ago_is_left_alone() -> None:
    _asked()
    TrainerAssignment.objects.update(asked_at=clock.now() - DAY / 2)
    assert reminders(make.TODAY) == []

    TrainerAssignment.objects.update(asked_at=clock.now() - DAY)
    assert len(reminders(make.TODAY)) == 1


def test_answer_takes_the_reminder_that_waits_back() -> None:
    trainer = _asked()
    mails.write(reminders(make.TODAY))
    (assignment,) = TrainerAssignment.objects.select_related("session__edition")

    given = {assignment.pk: Answer(Status.ACCEPTED, assignment.session.sequence)}
    trainers.answer(assignment.session.edition, given, "", by=trainer)

    assert Message.objects.get(kind="reminder").reason == Message.Reason.OVER


@pytest.mark.parametrize("leaves", [False, True])
def test_change_takes_the_reminder_that_waits_back(leaves: bool) -> None:
    trainer = _asked(sessions=2)
    mails.write(reminders(make.TODAY))

    _change(trainers=() if leaves else (trainer,), ends_at=make.at(make.TODAY + 14 * DAY, 20))

    assert Message.objects.get(kind="reminder").reason == Message.Reason.OVER
    Message.objects.filter(kind="trainer_changed").update(created_at=timezone.now() - DAY)  # it rests for a day
    mails.write(reminders(make.TODAY))
    told = Message.objects.filter(kind="reminder", state=Message.State.READY).get()
    assert "09:00-17:00, Les" in told.body
    assert ("maandag 16 maart 2026, 09:00-20:00" in told.body) is not leaves


def test_what_changes_while_reminders_are_written_is_not_told_as_it_was() -> None:
    _asked(sessions=2)
    found = reminders(make.TODAY)
    _change(ends_at=make.at(make.TODAY + 14 * DAY, 20))

    mails.write(found)

    assert not Message.objects.filter(kind="reminder").exists()


@pytest.mark.parametrize("answer", [Status.ACCEPTED, Status.DECLINED])
def test_who_answered_is_left_alone(answer: Status) -> None:
    _asked(answer=answer)

    assert reminders(make.TODAY) == []


@pytest.mark.parametrize("status", [Edition.Status.CONCEPT, Edition.Status.CANCELLED])
def test_nobody_is_asked_about_what_is_not_announced(status: Edition.Status) -> None:
    _asked(status=status)

    assert reminders(make.TODAY) == []


def test_answer_takes_the_waiting_mail_back_at_the_next_turn() -> None:
    _asked()
    mails.write(reminders(make.TODAY))
    TrainerAssignment.objects.update(status=Status.ACCEPTED)

    mails.write(reminders(make.TODAY))

    assert Message.objects.get().state == Message.State.DROPPED


def test_reminders_take_the_same_queries_for_one_and_for_thirty() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            reminders(make.TODAY)
        return len(counted)

    _asked()
    few = queries()
    for _other in range(29):
        _asked()

    assert queries() == few
    assert len(reminders(make.TODAY)) == 30


def _postponed(assignment: TrainerAssignment) -> None:
    """The session of `assignment` begins an hour later."""
    session = assignment.session
    wish = make.wish(session, starts_at=session.starts_at + DAY / 24)
    actions.change_session(session, wish, seen=session.sequence, by=make.user())


def test_who_was_told_of_a_change_shortly_ago_is_left_alone() -> None:
    _asked(sessions=2)
    _postponed(TrainerAssignment.objects.select_related("session__edition").first())  # type: ignore[arg-type]  # there is one
    assert reminders(make.TODAY) == []

    Message.objects.update(created_at=timezone.now() - DAY)
    assert len(reminders(make.TODAY)) == 1


def _taken_off(assignment: TrainerAssignment) -> None:
    session = assignment.session
    actions.change_session(session, make.wish(session, trainers=()), seen=session.sequence, by=make.user())


@pytest.mark.parametrize("sessions", [1, 2])
@pytest.mark.parametrize("deed", [_postponed, _taken_off])
def test_change_takes_the_reminder_of_the_old_back(deed: Callable[[TrainerAssignment], None], sessions: int) -> None:
    _asked(sessions=sessions)
    mails.write(reminders(make.TODAY))

    deed(TrainerAssignment.objects.select_related("session__edition").first())  # type: ignore[arg-type]  # there is one

    assert Message.objects.get(kind="reminder").reason == Message.Reason.OVER


@pytest.mark.postgresql  # on SQLite nobody reads beside who writes
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", [_postponed, _taken_off])
def test_nothing_is_asked_about_an_edition_that_somebody_is_changing(deed: Callable[[TrainerAssignment], None]) -> None:
    _asked()
    assignment = TrainerAssignment.objects.select_related("session__edition__course", "trainer").get()
    found, changing, looked = reminders(make.TODAY), threading.Barrier(2), threading.Barrier(2)

    def change() -> None:
        with transaction.atomic():
            deed(assignment)
            changing.wait(10)
            looked.wait(10)

    def write() -> None:
        changing.wait(10)
        mails.write(found)
        looked.wait(10)

    assert found
    assert together([change, write]) == [None, None]
    assert not Message.objects.filter(kind="reminder").exists()
