"""Who is touched by a change of a session, and what they are told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from config import reminders
from courses import changes
from courses import queries as course_queries
from courses.changes import SessionChange
from courses.errors import EditionRefused
from courses.models import Edition, Session, TrainerAssignment
from enrolments import actions, touched
from enrolments.models import Status
from enrolments.touched import Touched
from people.letters import actions as letters
from people.letters.rules import choice, version
from people.models import Message
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _session(**fields: object) -> Session:
    """On Monday 13 April 2026, from nine to five, of an edition of two days."""
    edition = make.edition(make.course("Tankputten"), sessions=2, **fields)  # type: ignore[arg-type]  # a test names its own
    return edition.sessions.select_related("edition__course", "room__location")[0]


def _later(session: Session, days: int = 7) -> dict[str, Any]:
    return {"starts_at": session.starts_at + days * DAY, "ends_at": session.ends_at + days * DAY}


def _change(session: Session, **becomes: object) -> None:
    session.refresh_from_db()
    actions.change_session(session, make.wish(session, **becomes), seen=session.sequence, by=make.user())


def _wanted(session: Session, **becomes: object) -> SessionChange:
    return SessionChange(session, changes.as_it_is(session), make.wish(session, **becomes))


def _told() -> list[Message]:
    return list(Message.objects.filter(kind="session_changed").order_by("pk"))


def test_a_moved_day_reaches_who_has_a_seat_in_words_and_in_the_calendar() -> None:
    session = _session()
    enrolment = make.enrolment(edition=session.edition)

    _change(session, **_later(session))

    (mail,) = _told()
    assert (mail.recipient, mail.subject) == (enrolment.user, "Verplaatst naar maandag 20 april: Tankputten")
    assert "De dag is verplaatst van maandag 13 april naar maandag 20 april.\n" in mail.body
    assert "- maandag 20 april 2026, 09:00-17:00" in mail.body
    (told,) = mail.calendar or []
    assert (told["method"], told["uid"], told["sequence"]) == ("REQUEST", session.uid, 1)
    assert datetime.fromisoformat(told["starts_at"]) == session.starts_at + 7 * DAY


def test_another_room_reaches_who_has_a_seat_and_nobody_else() -> None:
    session = _session()
    seated = make.enrolment(edition=session.edition)
    for status in (Status.WAITING, Status.REQUESTED, Status.WITHDRAWN):
        make.enrolment(edition=session.edition, status=status)

    _change(session, room=make.room(name="Aula", location=make.location(name="NIPV")))

    (mail,) = _told()
    assert (mail.recipient, mail.subject) == (seated.user, "Gewijzigd: Tankputten")
    assert "In Aula, NIPV, Arnhem in plaats van online.\n" in mail.body


def test_another_online_address_is_told_to_who_has_a_seat_and_to_no_other() -> None:
    session = _session()
    for status in (Status.ENROLLED, Status.WAITING):
        make.enrolment(edition=session.edition, status=status)

    _change(session, online_url="https://vergadering.example/x")
    _change(session, **_later(session))

    address_changed, moved, waits = _told()
    assert "Het adres van de online bijeenkomst is gewijzigd.\n" in address_changed.body
    assert address_changed.body.count(", online: https://vergadering.example/x\n") == 1
    assert "https://vergadering.example/x" in moved.body
    assert "vergadering.example" not in waits.body


def test_a_moved_day_reaches_who_waits_or_asked_in_words_only() -> None:
    session = _session()
    for status in (Status.WAITING, Status.REQUESTED, Status.WITHDRAWN):
        make.enrolment(edition=session.edition, status=status)

    _change(session, **_later(session))

    waiting, requested = _told()
    assert "U houdt uw plaats op de wachtlijst." in waiting.body
    assert "Uw aanvraag blijft staan." in requested.body
    assert (waiting.calendar, requested.calendar) == ([], [])


def test_another_trainer_alone_reaches_no_participant() -> None:
    session = _session()
    make.enrolment(edition=session.edition)

    _change(session, trainers=(make.user(),))

    assert _told() == []


def test_a_change_reaches_who_follows_that_module_and_not_who_follows_another() -> None:
    session = _session()
    own, other = make.module(session.edition.course), make.module(session.edition.course)
    Session.objects.filter(pk=session.pk).update(module=own)
    follows = make.enrolment(edition=session.edition, modules=[own, other])
    make.enrolment(edition=session.edition, modules=[other])

    _change(session, **_later(session))

    assert [mail.recipient for mail in _told()] == [follows.user]


@pytest.mark.parametrize("fields", [{"status": Edition.Status.CONCEPT}, {}])
def test_a_concept_and_a_workshop_tell_no_participant(fields: dict[str, object]) -> None:
    session = _session(**fields)
    make.enrolment(edition=session.edition)
    Session.objects.filter(pk=session.pk).update(by_choice=not fields)

    _change(session, **_later(session))

    assert _told() == []


def test_two_changes_are_two_mails_under_rising_sequences() -> None:
    session = _session()
    make.enrolment(edition=session.edition)

    _change(session, **_later(session))
    _change(session, room=make.room())

    assert [(mail.calendar or [])[0]["sequence"] for mail in _told()] == [1, 2]


def test_a_change_speaks_the_language_of_its_reader() -> None:
    session = _session()
    make.enrolment(make.user(language="en"), session.edition)

    _change(session, **_later(session))

    (mail,) = _told()
    assert mail.subject == "Moved to Monday 20 April: Tankputten"
    assert "The day has moved from Monday 13 April to Monday 20 April.\n" in mail.body


def test_a_change_offers_to_withdraw_as_long_as_that_can_be() -> None:
    first = _session(starts_on=make.TODAY - DAY, status=Edition.Status.RUNNING)
    make.enrolment(edition=first.edition)
    make.session(first.edition, make.TODAY + 7 * DAY)
    last = Session.objects.order_by("starts_at").last()
    assert last

    _change(last, **_later(last))

    (mail,) = _told()
    assert "Neem dan contact op met de planner." in mail.body


def test_a_change_drops_the_reminder_that_waits_and_the_new_day_has_its_own() -> None:
    session = _session(starts_on=make.TODAY + 2 * DAY)
    make.enrolment(edition=session.edition)
    reminders.write(make.TODAY)

    _change(session, **_later(session, 7))
    reminders.write(make.TODAY)
    assert Message.objects.filter(kind="reminder").count() == 1  # the mail of the change is enough for today
    Message.objects.filter(kind="session_changed").update(created_at=timezone.now() - DAY)
    reminders.write(make.TODAY)  # of the second day, which is the first now

    old, new = Message.objects.filter(kind="reminder").order_by("pk")
    assert (old.state, old.reason) == (Message.State.DROPPED, Message.Reason.OVER)
    assert (new.state, new.subject) == (Message.State.READY, "Op 5 maart: Tankputten")


def test_withdrawing_drops_the_word_of_a_change_that_waits_to_be_sent() -> None:
    session = _session()
    enrolment = make.enrolment(edition=session.edition)
    _change(session, **_later(session))

    actions.withdraw(enrolment, by=enrolment.user)

    (mail,) = _told()
    assert mail.state == Message.State.DROPPED


def test_a_refused_change_tells_nobody() -> None:
    session, room = _session(), make.room()
    make.enrolment(edition=session.edition)
    make.edition(starts_on=make.TODAY + make.AHEAD, room=room)

    with pytest.raises(EditionRefused, match="al bezet door"), transaction.atomic():
        _change(session, room=room)

    assert not Message.objects.exists()


# who will be told


def test_count_tells_whom_a_moved_day_touches() -> None:
    session = _session(trainers=[make.user()])
    make.trainer_assignment(session, make.user(), TrainerAssignment.Status.DECLINED)
    for status in (Status.ENROLLED, Status.ENROLLED, Status.REQUESTED, Status.WAITING, Status.WITHDRAWN):
        make.enrolment(edition=session.edition, status=status)

    assert touched.count(_wanted(session, **_later(session))) == Touched(2, 1, 1, 1)
    assert touched.count(_wanted(session, room=make.room())) == Touched(2, 0, 0, 1)
    assert touched.count(_wanted(session, trainers=(make.user(),))) == Touched(0, 0, 0, 2)
    assert touched.count(_wanted(session)) == Touched(0, 0, 0, 0)


def test_count_is_what_change_session_tells() -> None:
    session = _session(trainers=[make.user(), make.user()])
    make.trainer_assignment(session, make.user(), TrainerAssignment.Status.DECLINED)
    for status in Status:
        make.enrolment(edition=session.edition, status=status)
    becomes = {"trainers": (*session.coming[:1], make.user()), **_later(session)}

    counted = touched.count(_wanted(session, **becomes))
    _change(session, **becomes)

    assert len(_told()) == counted.enrolled + counted.requested + counted.waiting + counted.offered
    assert Message.objects.filter(kind__startswith="trainer_").count() == counted.trainers


def test_count_of_a_concept_is_nobody() -> None:
    session = _session(status=Edition.Status.CONCEPT)
    make.enrolment(edition=session.edition)

    assert not touched.count(_wanted(session, **_later(session)))


@pytest.mark.parametrize("people", [1, 3])
def test_count_takes_one_query(people: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    session = course_queries.with_all(Session.objects.filter(pk=_session().pk)).get()
    for _one in range(people):
        make.enrolment(edition=session.edition)
    change = _wanted(session, **_later(session))

    with django_assert_num_queries(1):
        assert touched.count(change).enrolled == people


@pytest.mark.parametrize("status", [Status.ENROLLED, Status.REQUESTED, Status.WAITING])
def test_who_takes_part_cannot_be_asked_as_a_trainer(status: Status) -> None:
    anna = make.user(given_name="Anna", infix="", family_name="Bos")
    session = _session()
    make.enrolment(anna, session.edition, status)

    with pytest.raises(EditionRefused, match=r"geen docent zijn: Anna Bos\."), transaction.atomic():
        _change(session, trainers=(anna,))

    assert not TrainerAssignment.objects.exists()
    assert not Message.objects.exists()


def test_who_withdrew_can_be_asked_as_a_trainer() -> None:
    session = _session()
    gone = make.enrolment(edition=session.edition, status=Status.WITHDRAWN)

    _change(session, trainers=(gone.user,))

    assert TrainerAssignment.objects.get().trainer == gone.user


def test_change_moves_the_deadlines_along_with_the_first_day() -> None:
    session = _session(decide_by=make.TODAY + 14 * DAY)
    edition = session.edition
    until = edition.enrol_until

    _change(session, **_later(session, -3))

    edition.refresh_from_db()
    assert (edition.enrol_until, edition.decide_by) == (until - 3 * DAY, make.TODAY + 11 * DAY)


# what changed before, and was not sent yet


def _waiting() -> list[Message]:
    return [mail for mail in _told() if mail.state == Message.State.READY]


def test_what_changes_in_a_row_is_told_in_one_mail() -> None:
    first = _session()
    second = first.edition.sessions.select_related("edition__course", "room__location")[1]
    make.enrolment(edition=first.edition)

    there = make.location(name="NIPV")
    _change(first, **_later(first))
    _change(second, room=make.room(name="Aula", location=there))
    _change(first, room=make.room(name="Zaal 3", location=there))

    (mail,) = _waiting()
    assert mail.subject == "Andere dagen: Tankputten"
    assert mail.body.index("Aula") < mail.body.index("Zaal 3")  # in order of time
    assert "De dag is verplaatst van maandag 13 april naar maandag 20 april.\nIn Zaal 3, NIPV, Arnhem" in mail.body
    assert "In Aula, NIPV, Arnhem in plaats van online.\n" in mail.body
    assert {one["uid"]: one["sequence"] for one in mail.calendar or []} == {first.uid: 3, second.uid: 2}
    assert {mail.reason for mail in _told()[:2]} == {Message.Reason.RETOLD}


def test_a_day_that_moves_twice_is_told_from_what_people_knew() -> None:
    session = _session()
    make.enrolment(edition=session.edition)

    _change(session, **_later(session, 7))
    session.refresh_from_db()
    _change(session, **_later(session, 1))

    (mail,) = _waiting()
    assert "De dag is verplaatst van maandag 13 april naar dinsdag 21 april.\n" in mail.body
    assert mail.subject == "Verplaatst naar dinsdag 21 april: Tankputten"


def test_a_day_that_moves_there_and_back_is_told_to_nobody() -> None:
    session = _session()
    make.enrolment(edition=session.edition)

    _change(session, **_later(session, 7))
    session.refresh_from_db()
    _change(session, **_later(session, -7))

    assert _waiting() == []


def test_what_was_sent_is_never_changed_and_not_told_again() -> None:
    session = _session()
    make.enrolment(edition=session.edition)
    _change(session, **_later(session))
    Message.objects.update(state=Message.State.SENT)
    (sent,) = _told()

    _change(session, room=make.room())

    (mail,) = _waiting()
    assert "verplaatst" not in mail.body
    assert _told()[0].body == sent.body


def test_a_draft_that_a_planner_rewrote_stays_and_the_next_change_has_its_own_mail() -> None:
    session = _session()
    make.enrolment(edition=session.edition)
    letters.hold_kinds(["session_changed"], seen=choice([]), by=make.user())
    _change(session, **_later(session))
    (draft, *_rest) = _told()
    letters.edit_letter(draft, "Andere dag", "Let op.", by=make.user(), seen=version(draft.subject, draft.body))

    _change(session, room=make.room())

    assert [mail.state for mail in _told()] == [Message.State.HELD] * 2


def test_a_change_of_what_is_near_does_not_wait(settings: Settings) -> None:
    settings.MAIL_PAUSE = timedelta(minutes=5)
    session = _session()
    make.enrolment(edition=session.edition)
    _change(session, room=make.room())
    assert _waiting()[0].send_after > timezone.now()

    settings.AS_OF = timezone.localdate(session.starts_at) - DAY
    _change(session, room=None)
    _change(session, **_later(session))

    assert _waiting()[0].send_after <= timezone.now()
