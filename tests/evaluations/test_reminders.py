"""What people hear of by mail on the fourth floor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Edition
from enrolments.models import Attendance, Enrolment, Status
from evaluations import actions, tasks
from evaluations.models import Audience, Invitation, Round
from evaluations.queries import Invitee
from evaluations.reminders import reminders
from people import outbox
from people import reminders as mails
from people.models import Message
from tests import make
from tests.mail_server import Mailbox, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
Mark = Attendance.Status


def _over(days: int = 1, **fields: Any) -> Edition:
    """An edition that ended so many days ago."""
    course = make.course("Tankputten", title_en="Bunds")
    status = Edition.Status.COMPLETED
    return make.edition(course, starts_on=make.TODAY - days * DAY, **{"status": status} | fields)


def _seats(edition: Edition, number: int = 1, status: Status = Status.COMPLETED) -> list[Enrolment]:
    return [make.enrolment(edition=edition, status=status) for _seat in range(number)]


def _mail() -> Message:
    mails.write(reminders(make.TODAY))
    return Message.objects.filter(kind="reminder").latest("pk")


# thanks


def test_thanks_tell_where_the_material_is() -> None:
    _seats(_over(materials_url="https://nipv.example/tankputten"))

    told = _mail()

    assert told.subject == "Bedankt dat u er was: Tankputten"
    assert "staat hier:\nhttps://nipv.example/tankputten\n" in told.body
    assert "aparte mail" not in told.body


def test_thanks_say_what_happens_with_the_open_evaluation() -> None:
    edition = _over()
    _seats(edition, 5)
    round = make.round(edition=edition)

    told = _mail()

    assert "In een aparte mail vragen wij wat u ervan vond." in told.body
    assert f"http://localhost:8000{round.get_absolute_url()}" in told.body
    assert "materiaal" not in told.body


@pytest.mark.parametrize(("there", "asked"), [(4, False), (5, True)])
def test_thanks_announce_an_evaluation_when_enough_were_there(there: int, asked: bool) -> None:
    make.questionnaire(for_editions=True)
    _seats(_over(), there)

    assert ("Zodra van iedereen bekend is wie er was" in _mail().body) == asked


def test_thanks_do_not_announce_an_evaluation_to_who_is_not_asked() -> None:
    make.questionnaire(for_editions=True)
    edition = _over()
    _seats(edition, 5)
    (left_early,) = _seats(edition, status=Status.NOT_COMPLETED)
    _mark(left_early, Mark.PART)

    mails.write(reminders(make.TODAY))

    assert "aparte mail" not in Message.objects.get(recipient=left_early.user).body


def _mark(enrolment: Enrolment, status: Mark) -> None:
    session = enrolment.edition.sessions.get()
    Attendance.objects.create(enrolment=enrolment, session=session, status=status)


@pytest.mark.parametrize(
    ("status", "mark", "thanked"),
    [
        (Status.COMPLETED, None, True),
        (Status.ENROLLED, Mark.PRESENT, True),
        (Status.NOT_COMPLETED, Mark.PART, True),
        (Status.ENROLLED, None, False),  # nobody has said yet
        (Status.NOT_COMPLETED, Mark.ABSENT, False),
        (Status.NOT_COMPLETED, Mark.EXCUSED, False),
        (Status.WITHDRAWN, None, False),
    ],
)
def test_thanks_are_for_who_was_there(status: Status, mark: Mark | None, thanked: bool) -> None:
    (enrolment,) = _seats(_over(), status=status)
    if mark:
        _mark(enrolment, mark)

    assert [one.to for one in reminders(make.TODAY)] == ([enrolment.user] if thanked else [])


@pytest.mark.parametrize(("days", "thanked"), [(0, 0), (1, 1), (7, 1), (8, 0)])
def test_thanks_come_the_day_after_or_a_little_later(days: int, thanked: int) -> None:
    _seats(_over(days))

    assert len(reminders(make.TODAY)) == thanked


def test_nobody_is_thanked_for_what_was_called_off() -> None:
    _seats(_over(status=Edition.Status.CANCELLED))

    assert reminders(make.TODAY) == []


# named rounds


def _named_round(*, opened: int = 7, closes: int = 7, people: int = 1, anonymous: bool = False) -> Round:
    """A round among regions that opened and closes so many days from today."""
    asked = [Invitee(make.user(), Audience.REGION, make.organisation(f"Zeeland {number}")) for number in range(people)]
    questions = make.questionnaire(make.question(audiences=[Audience.REGION]), title="Doorgaan", for_editions=False)
    round = make.round(questions, people=asked, cohort=make.cohort(), anonymous=anonymous)
    days = {"opens_at": make.at(make.TODAY - opened * DAY, 9), "closes_at": make.at(make.TODAY + closes * DAY, 23)}
    Round.objects.filter(pk=round.pk).update(**days)
    return Round.objects.get(pk=round.pk)


def _answer(invitation: Invitation) -> None:
    actions.answer(invitation, {str(invitation.round.questionnaire.questions.get().pk): 7}, given_by="Anna")


def test_who_has_to_answer_by_name_is_reminded_with_a_link_of_its_own(mailbox: Mailbox) -> None:
    round = _named_round(people=2)
    silent, quick = make.invitations(round)
    _answer(quick)

    mails.write(reminders(make.TODAY))
    Message.objects.filter(kind="evaluation_invitation").delete()
    outbox.send_due()

    (told,) = Message.objects.all()
    assert told.recipient == silent.person
    assert told.subject == "Actie nodig: antwoord namens Veiligheidsregio Zeeland 0: Doorgaan"
    assert "Antwoorden kan tot en met maandag 9 maart 2026." in told.body
    assert "http://localhost:8000/evaluatie/" in text_of(mailbox.received[0])


@pytest.mark.parametrize(
    ("opened", "closes", "reminded"), [(7, 7, 1), (7, 8, 0), (3, 1, 1), (2, 5, 0), (7, 1, 1), (7, 0, 0)]
)
def test_who_has_to_answer_by_name_is_reminded_in_the_last_week(opened: int, closes: int, reminded: int) -> None:
    _named_round(opened=opened, closes=closes)

    assert len(reminders(make.TODAY)) == reminded


def test_answer_by_name_takes_the_reminder_back() -> None:
    (invitation,) = make.invitations(_named_round())
    told = _mail()

    _answer(invitation)

    told.refresh_from_db()
    assert (told.state, told.reason) == (Message.State.DROPPED, Message.Reason.OVER)


def test_anonymous_round_is_reminded_of_by_itself_and_without_a_log() -> None:
    _named_round(people=6, anonymous=True)
    assert reminders(make.TODAY) == []

    tasks.open_rounds.call()

    alone = Message.objects.filter(kind="evaluation_reminder")
    assert (alone.count(), alone.filter(is_readable=True).count()) == (6, 0)


def test_named_round_is_not_reminded_of_to_everybody() -> None:
    _named_round(people=2)

    tasks.open_rounds.call()

    assert not Message.objects.filter(kind="evaluation_reminder").exists()


def test_reminders_take_the_same_queries_for_one_and_for_thirty() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            reminders(make.TODAY)
        return len(counted)

    edition = _over()
    _seats(edition)
    make.round(edition=edition)
    _named_round()
    few = queries()
    for _other in range(6):
        _seats(_over(), 5)
        _named_round(people=3)

    assert queries() == few
