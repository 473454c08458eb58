"""What trainers are asked and told, and what they answer."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.utils.formats import date_format
from pytest_django import Settings

from courses import actions
from courses.errors import AnswerRefused
from courses.models import Edition, Session, TrainerAssignment
from courses.trainers import actions as trainers
from courses.trainers import rules
from courses.trainers.actions import Answer
from people.models import AuditEvent, Message, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

Status = TrainerAssignment.Status
ACCEPTED, DECLINED, ASKED = Status.ACCEPTED, Status.DECLINED, Status.ASKED
FIRST = make.TODAY + make.AHEAD  # Monday 13 April 2026
DAY = timedelta(days=1)


def _asked(trainer: User | None = None, status: Edition.Status = Edition.Status.CONCEPT, sessions: int = 2) -> Edition:
    """An edition of which one trainer is asked for every day."""
    edition, trainer = make.edition(make.course("Tankputten"), sessions=sessions, status=status), trainer or make.user()
    for session in edition.sessions.all():
        make.trainer_assignment(session, trainer, ASKED)
    return edition


def _answer(
    edition: Edition, trainer: User, *statuses: Status, reason: str = "Op reis", seen: int | None = None
) -> int:
    """The answers to the sessions in order of time."""
    mine = TrainerAssignment.objects.filter(trainer=trainer, session__edition=edition).order_by("session__starts_at")
    given = {
        one.pk: Answer(status, one.session.sequence if seen is None else seen)
        for one, status in zip(mine, statuses, strict=False)
    }
    return trainers.answer(edition, given, reason, by=trainer)


def _answers(trainer: User) -> list[str]:
    mine = TrainerAssignment.objects.filter(trainer=trainer).order_by("session__starts_at")
    return list(mine.values_list("status", flat=True))


def _mail(kind: str) -> Message:
    return Message.objects.get(kind=kind)


def _told(mail: Message) -> list[tuple[str, str, int]]:
    return [(one["method"], one["title"], one["sequence"]) for one in mail.calendar or []]


# asked


def test_publish_asks_each_trainer_once_for_all_days() -> None:
    anna = make.user()
    edition = _asked(anna)

    actions.publish(edition, by=make.user())

    mail = Message.objects.get()
    assert (mail.kind, mail.recipient, mail.calendar) == ("trainer_asked", anna, None)
    assert mail.subject == "Actie nodig: kunt u lesgeven op 13 april? Tankputten"
    assert "maandag 13 april 2026, 09:00-17:00" in mail.body
    assert "dinsdag 14 april 2026, 09:00-17:00" in mail.body
    assert f"/mijn/docent/{edition.code}/" in mail.body
    assert not TrainerAssignment.objects.filter(asked_at=None).exists()


def test_publish_asks_in_the_language_of_the_trainer() -> None:
    actions.publish(_asked(make.user(language="en")), by=make.user())

    assert Message.objects.get().subject == "Action needed: can you teach on 13 April? Tankputten"


# answered


def test_accepting_brings_the_sessions_into_the_calendar() -> None:
    anna = make.user()
    edition = _asked(anna, Edition.Status.PUBLISHED)

    assert _answer(edition, anna, ACCEPTED, ACCEPTED) == 2

    assert _answers(anna) == [ACCEPTED, ACCEPTED]
    titles = [f"Docent: Tankputten: {session.title}" for session in edition.sessions.all()]
    assert _told(_mail("trainer_answered")) == [("REQUEST", title, 0) for title in titles]
    lines = AuditEvent.objects.filter(deed="answer_as_trainer")
    assert [(line.actor, line.result) for line in lines] == [(anna, "accepted")] * 2


def test_declining_leaves_a_reason_for_the_planner_and_sends_nothing() -> None:
    anna = make.user()

    _answer(_asked(anna, Edition.Status.PUBLISHED), anna, ACCEPTED, DECLINED)

    declined = TrainerAssignment.objects.get(status=DECLINED)
    assert (declined.reason, declined.answered_at is None) == ("Op reis", False)
    assert [method for method, _title, _sequence in _told(_mail("trainer_answered"))] == ["REQUEST"]
    assert TrainerAssignment.objects.get(status=ACCEPTED).reason == ""


def test_declining_what_was_accepted_takes_it_out_of_the_calendar() -> None:
    anna = make.user()
    edition = _asked(anna, Edition.Status.PUBLISHED, sessions=1)
    _answer(edition, anna, ACCEPTED)

    _answer(edition, anna, DECLINED)

    first, second = Message.objects.filter(kind="trainer_answered").order_by("pk")
    assert [_told(first)[0][0], _told(second)[0][0]] == ["REQUEST", "CANCEL"]
    assert _told(second)[0][2] > _told(first)[0][2]


def test_accepting_after_declining_brings_it_back_under_a_higher_sequence() -> None:
    anna = make.user()
    edition = _asked(anna, Edition.Status.PUBLISHED, sessions=1)
    for status in (ACCEPTED, DECLINED, ACCEPTED):
        _answer(edition, anna, status)

    told = [_told(mail)[0] for mail in Message.objects.filter(kind="trainer_answered").order_by("pk")]

    assert [(method, sequence) for method, _title, sequence in told] == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
    assert TrainerAssignment.objects.get().reason == ""


def test_answering_the_same_again_does_nothing() -> None:
    anna = make.user()
    edition = _asked(anna, Edition.Status.PUBLISHED)
    _answer(edition, anna, ACCEPTED, ACCEPTED)

    assert _answer(edition, anna, ACCEPTED, ACCEPTED) == 0

    assert Message.objects.count() == 1


def test_answer_refuses_what_changed_since_it_was_read_and_saves_nothing() -> None:
    anna = make.user()
    edition = _asked(anna, Edition.Status.PUBLISHED)
    Session.objects.filter(starts_at__date=FIRST + DAY).update(sequence=1)

    with pytest.raises(AnswerRefused, match="intussen gewijzigd"):
        _answer(edition, anna, ACCEPTED, ACCEPTED, seen=0)

    assert _answers(anna) == [ASKED, ASKED]
    assert not Message.objects.exists()


def test_answer_refuses_a_session_of_somebody_else() -> None:
    edition = _asked(make.user(), Edition.Status.PUBLISHED)
    other = TrainerAssignment.objects.all()[0]

    with pytest.raises(AnswerRefused, match="geeft u niet meer"):
        trainers.answer(edition, {other.pk: Answer(ACCEPTED, 0)}, "", by=make.user())

    assert not TrainerAssignment.objects.filter(status=ACCEPTED).exists()


@pytest.mark.parametrize(
    ("status", "why"),
    [(Edition.Status.CANCELLED, "gaat niet door"), (Edition.Status.COMPLETED, "al begonnen of voorbij")],
)
def test_answer_refuses_what_is_called_off_or_over(status: Edition.Status, why: str) -> None:
    anna = make.user()

    with pytest.raises(AnswerRefused, match=why):
        _answer(_asked(anna, status), anna, ACCEPTED)


def test_answer_refuses_a_session_that_has_begun() -> None:
    anna = make.user()
    edition = make.edition(starts_on=make.TODAY - DAY, status=Edition.Status.RUNNING, ends_on=make.TODAY + DAY)
    make.trainer_assignment(edition.sessions.get(), anna, ASKED)

    with pytest.raises(AnswerRefused, match="al begonnen"):
        _answer(edition, anna, DECLINED)


def test_accepting_after_declining_is_refused_when_the_trainer_is_elsewhere_by_now() -> None:
    anna = make.user()
    edition = _asked(anna, Edition.Status.PUBLISHED, sessions=1)
    _answer(edition, anna, DECLINED)
    make.edition(trainers=[anna])

    with pytest.raises(AnswerRefused, match="al bezet door"):
        _answer(edition, anna, ACCEPTED)

    assert TrainerAssignment.objects.get(session__edition=edition).status == DECLINED


@pytest.mark.postgresql  # on SQLite the second waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_accepting_and_being_planned_elsewhere_do_not_both_happen_at_once() -> None:
    for number in range(4):
        anna, planner, then = make.user(), make.user(), FIRST + number * 7 * DAY
        edition = make.edition(starts_on=then)
        make.trainer_assignment(edition.sessions.get(), anna, DECLINED)
        other = make.edition(starts_on=then).sessions.get()
        wish = make.wish(other, trainers=(anna,))

        deeds: list[Callable[[], object]] = [
            partial(_answer, edition, anna, ACCEPTED),
            partial(actions.change_session, other, wish, seen=0, by=planner),
        ]
        together(deeds)

        assert TrainerAssignment.objects.coming().filter(trainer=anna).count() == 1


# told


def _change(session: Session, **becomes: object) -> None:
    wish = make.wish(session, **becomes)
    actions.change_session(session, wish, seen=session.sequence, by=make.user())


def _later(session: Session, days: int = 1) -> dict[str, Any]:
    return {"starts_at": session.starts_at + days * DAY, "ends_at": session.ends_at + days * DAY}


def _accepted(trainer: User) -> Session:
    edition = _asked(trainer, Edition.Status.PUBLISHED, sessions=1)
    _answer(edition, trainer, ACCEPTED)
    return edition.sessions.get()


def test_a_moved_day_reaches_who_accepted_in_words_and_in_the_calendar() -> None:
    session = _accepted(make.user())

    _change(session, **_later(session))

    mail = _mail("trainer_changed")
    assert mail.subject == "Gewijzigd: uw les in Tankputten"
    assert "De dag is verplaatst van maandag 13 april naar dinsdag 14 april.\n" in mail.body
    assert "Zeg dan af" in mail.body
    ((method, _title, sequence),) = _told(mail)
    assert (method, sequence) == ("REQUEST", 1)
    assert (mail.calendar or [])[0]["uid"] == session.uid


def test_a_moved_day_reaches_who_has_yet_to_answer_in_words_only() -> None:
    session = _asked(make.user(), Edition.Status.PUBLISHED, sessions=1).sessions.get()

    _change(session, **_later(session))

    mail = _mail("trainer_changed")
    assert "U hebt nog niet gezegd of u komt." in mail.body
    assert mail.calendar == []


def test_another_online_address_is_told_to_a_trainer() -> None:
    _change(_accepted(make.user()), online_url="https://vergadering.example/x")

    assert ", online: https://vergadering.example/x\n" in _mail("trainer_changed").body


def test_another_trainer_is_asked_and_the_first_leaves_the_calendar() -> None:
    anna, bob = make.user(given_name="Anna"), make.user()
    session = _accepted(anna)

    _change(session, trainers=(bob,), **_later(session))

    off, asked = _mail("trainer_taken_off"), _mail("trainer_asked")
    assert (off.recipient, [one[0] for one in _told(off)]) == (anna, ["CANCEL"])
    assert off.subject == "U bent niet meer nodig op 13 april: Tankputten"  # the day that anna knows
    assert (asked.recipient, asked.subject) == (bob, "Actie nodig: kunt u lesgeven op 14 april? Tankputten")


def test_who_is_taken_off_one_day_is_still_asked_for_the_other() -> None:
    edition = _asked()
    actions.publish(edition, by=make.user())

    _change(edition.sessions.order_by("starts_at")[0], trainers=())

    states = dict(Message.objects.exclude(reason=Message.Reason.RETOLD).values_list("kind", "state"))
    assert states == {"trainer_asked": Message.State.READY, "trainer_taken_off": Message.State.READY}


def test_being_asked_taken_off_and_asked_again_are_three_mails() -> None:
    anna = make.user()
    session = make.edition().sessions.get()
    for them in ((anna,), (), (anna,)):
        session.refresh_from_db()
        _change(Session.objects.get(pk=session.pk), trainers=them)

    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))

    assert kinds == ["trainer_asked", "trainer_taken_off", "trainer_asked"]


def test_cancelling_tells_trainers_and_takes_it_out_of_the_calendar() -> None:
    anna, bob, kim = (make.user() for _one in range(3))
    session = _accepted(anna)
    make.trainer_assignment(session, bob, ASKED)
    make.trainer_assignment(session, kim, DECLINED)

    actions.cancel(session.edition, by=make.user())

    told = {
        mail.recipient: [one[0] for one in _told(mail)] for mail in Message.objects.filter(kind="trainer_cancelled")
    }
    assert told == {anna: ["CANCEL"], bob: []}
    assert Message.objects.filter(kind="trainer_cancelled")[0].subject == "Gaat niet door: Tankputten"


def test_cancelling_drops_the_question_that_waits_to_be_sent() -> None:
    edition = _asked()
    actions.publish(edition, by=make.user())

    actions.cancel(edition, by=make.user())

    states = dict(Message.objects.values_list("kind", "state"))
    assert states == {"trainer_asked": Message.State.DROPPED, "trainer_cancelled": Message.State.READY}


def test_cancelling_a_concept_tells_nobody() -> None:
    actions.cancel(_asked(), by=make.user())

    assert not Message.objects.exists()


# what waits to be sent


def _waiting(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind, state=Message.State.READY))


def test_answering_one_session_leaves_the_question_about_the_others() -> None:
    anna = make.user()
    edition = _asked(anna, sessions=3)
    actions.publish(edition, by=make.user())

    _answer(edition, anna, ACCEPTED)

    (mail,) = _waiting("trainer_asked")
    assert "maandag 13 april" not in mail.body
    assert "dinsdag 14 april 2026, 09:00-17:00" in mail.body
    assert "woensdag 15 april 2026, 09:00-17:00" in mail.body


def test_answering_the_last_first_still_asks_for_the_first() -> None:
    anna = make.user()
    edition = _asked(anna)
    actions.publish(edition, by=make.user())
    last = TrainerAssignment.objects.get(session__starts_at__date=FIRST + DAY)

    trainers.answer(edition, {last.pk: Answer(ACCEPTED, 0)}, "", by=anna)

    (mail,) = _waiting("trainer_asked")
    assert "maandag 13 april 2026" in mail.body
    assert "dinsdag 14 april 2026" not in mail.body


def test_who_is_asked_for_days_one_by_one_gets_one_question() -> None:
    anna = make.user()
    edition = make.edition(make.course("Tankputten"), sessions=2, status=Edition.Status.PUBLISHED)
    for session in edition.sessions.all():
        _change(session, trainers=(anna,))

    (mail,) = _waiting("trainer_asked")
    assert "maandag 13 april" in mail.body
    assert "dinsdag 14 april" in mail.body


def test_who_was_not_sent_the_question_yet_is_asked_for_the_session_as_it_is_now() -> None:
    anna = make.user()
    edition = _asked(anna, sessions=1)
    actions.publish(edition, by=make.user())
    session = edition.sessions.get()

    _change(session, starts_at=session.starts_at + DAY, ends_at=session.ends_at + DAY)

    (mail,) = _waiting("trainer_asked")
    assert "dinsdag 14 april 2026" in mail.body
    assert _waiting("trainer_changed") == []


def test_changes_in_a_row_are_one_mail_to_a_trainer() -> None:
    anna = make.user()
    edition = make.edition(make.course("Tankputten"), sessions=2, status=Edition.Status.PUBLISHED, trainers=[anna])
    for session in edition.sessions.all():
        _change(session, room=make.room(name=f"Zaal {session.pk}"))

    (mail,) = _waiting("trainer_changed")
    assert mail.body.count("in plaats van online.") == 2
    assert len(mail.calendar or []) == 2


def test_the_question_names_the_day_by_which_to_answer() -> None:
    actions.publish(_asked(), by=make.user())

    day = FIRST - settings.TRAINER_REMINDER
    assert f"Laat uiterlijk {date_format(day, 'l j F Y')} weten of u komt." in _mail("trainer_asked").body


@pytest.mark.parametrize(("ahead", "until"), [(60, 39), (21, 14), (7, 6), (1, 0), (0, 0)])
def test_answer_by_is_before_it_would_be_asked_again(ahead: int, until: int) -> None:
    assert rules.answer_by(make.TODAY + ahead * DAY, today=make.TODAY) == make.TODAY + until * DAY


def test_calling_off_what_is_running_tells_of_the_days_to_come_only(settings: Settings) -> None:
    anna = make.user()
    edition = make.edition(sessions=3, status=Edition.Status.RUNNING, trainers=[anna])
    edition.sessions.filter(starts_at__date=FIRST + DAY).delete()
    settings.AS_OF = FIRST + DAY

    actions.cancel(edition, by=make.user())

    mail = _mail("trainer_cancelled")
    assert "maandag 13 april" not in mail.body
    assert "woensdag 15 april" in mail.body
