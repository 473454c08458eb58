from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from courses import actions
from courses.actions import Stamp
from courses.changes import SessionChange
from courses.errors import EditionRefused
from courses.models import Course, Edition, Session, TrainerAssignment
from courses.slot import Slot, of_session
from courses.tasks import follow_editions
from people.models import AuditEvent, Message, Role, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

Status = Edition.Status

Answer = TrainerAssignment.Status
MONDAY, WEEK = date(2026, 4, 13), timedelta(days=7)


def _slot(day: date = MONDAY, hours: tuple[int, int] = (9, 17)) -> Slot:
    return Slot("Les", make.at(day, hours[0]), make.at(day, hours[1]), room=None, trainers=(), seats=12)


def _wish(course: Course | None = None, first_day: date = MONDAY, *, minimum: int = 0) -> Stamp:
    return Stamp(course or make.course(), first_day, Edition.Delivery.CLASSROOM, capacity=12, minimum=minimum)


def _concept(**fields: object) -> Edition:
    return make.edition(status=Status.CONCEPT, starts_on=MONDAY, **fields)  # type: ignore[arg-type]  # room, trainers


def _statuses() -> set[str]:
    return set(Edition.objects.values_list("status", flat=True))


# stamping


def test_stamp_makes_a_concept_with_its_sessions_and_asks_its_trainers() -> None:
    course, room, trainers = make.course(), make.room(), (make.user(), make.user())
    module = make.module(course)
    wanted = replace(_slot(), title_en="Lesson", room=room, trainers=trainers, module=module)
    workshop = replace(_slot(hours=(13, 15)), by_choice=True, capacity=8)

    edition = actions.stamp(_wish(course), [wanted, workshop], by=make.user())

    assert (edition.status, edition.capacity, edition.course) == (Status.CONCEPT, 12, course)
    first, second = edition.sessions.all()
    assert (first.title, first.title_en, first.room, first.module) == ("Les", "Lesson", room, module)
    assert (first.starts_at, first.ends_at) == (make.at(MONDAY, 9), make.at(MONDAY, 17))
    assert set(first.assignments.values_list("trainer", "status")) == {(t.pk, "asked") for t in trainers}
    assert (second.by_choice, second.capacity) == (True, 8)


def test_stamp_spans_its_sessions_whatever_their_order() -> None:
    later, earlier = _slot(MONDAY + timedelta(days=7)), _slot(MONDAY - timedelta(days=3))

    edition = actions.stamp(_wish(), [later, earlier], by=make.user())

    assert (edition.starts_on, edition.ends_on) == (MONDAY - timedelta(days=3), MONDAY + timedelta(days=7))


def test_stamp_spans_the_local_days_of_a_night() -> None:
    night = replace(_slot(), starts_at=make.at(MONDAY, 22), ends_at=make.at(MONDAY + timedelta(days=1), 1))

    edition = actions.stamp(_wish(), [night], by=make.user())

    assert (edition.starts_on, edition.ends_on) == (MONDAY, MONDAY + timedelta(days=1))


def test_stamp_begins_on_the_first_day_when_there_are_no_sessions() -> None:
    edition = actions.stamp(_wish(), [], by=make.user())

    assert (edition.starts_on, edition.ends_on) == (MONDAY, MONDAY)


@pytest.mark.parametrize(
    ("first_day", "closes_before", "enrol_from", "enrol_until"),
    [
        (date(2026, 4, 13), 7, make.TODAY, date(2026, 4, 6)),
        (date(2026, 4, 13), 0, make.TODAY, date(2026, 4, 13)),
        (date(2026, 3, 5), 7, make.TODAY, make.TODAY),  # closing would be before opening: one day stays
        (date(2026, 2, 2), 7, date(2026, 2, 2), date(2026, 2, 2)),  # planned afterwards
    ],
)
def test_stamp_opens_today_and_closes_in_time(
    first_day: date, closes_before: int, enrol_from: date, enrol_until: date
) -> None:
    course = make.course(closes_days_before=closes_before)

    edition = actions.stamp(_wish(course, first_day), [_slot(first_day)], by=make.user())

    assert (edition.enrol_from, edition.enrol_until) == (enrol_from, enrol_until)


@pytest.mark.parametrize(("minimum", "decide_by"), [(0, None), (6, date(2026, 3, 23))])
def test_stamp_sets_a_day_to_decide_when_there_is_a_minimum(minimum: int, decide_by: date | None) -> None:
    assert actions.stamp(_wish(minimum=minimum), [_slot()], by=make.user()).decide_by == decide_by


def test_stamp_numbers_the_editions_of_a_course_by_year() -> None:
    nfpa, pgs = make.course(code="NFPA"), make.course(code="NFPA-20")
    days = [date(2026, 4, 13), date(2026, 9, 7), date(2027, 1, 11)]

    codes = [actions.stamp(_wish(course, day), [], by=make.user()).code for course in (nfpa, pgs) for day in days]

    assert codes == [
        *("NFPA-2026-1", "NFPA-2026-2", "NFPA-2027-1"),
        *("NFPA-20-2026-1", "NFPA-20-2026-2", "NFPA-20-2027-1"),
    ]


def test_stamp_goes_on_after_the_highest_number() -> None:
    course = make.course(code="PGS15")
    for code in ("PGS15-2026-9", "PGS15-2026-10", "PGS15-2026-proef"):
        make.edition(course, code=code)

    assert actions.stamp(_wish(course), [], by=make.user()).code == "PGS15-2026-11"


def test_stamp_leaves_a_line_in_the_audit_trail() -> None:
    planner = make.user()

    edition = actions.stamp(_wish(), [], by=planner)

    line = AuditEvent.objects.get()
    assert (line.deed, line.actor, line.object_id) == ("stamp", planner, str(edition.pk))


def test_stamp_saves_nothing_when_a_session_cannot_be() -> None:
    backwards = replace(_slot(), ends_at=make.at(MONDAY, 8))

    with pytest.raises(Exception, match="session_ends_after_start"):
        actions.stamp(_wish(), [_slot(), backwards], by=make.user())

    assert not Edition.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.postgresql  # on SQLite the second planner waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_stamp_gives_each_its_own_code_when_planners_press_at_once() -> None:
    course, planner = make.course(code="NFPA"), make.user()

    editions = together([partial(actions.stamp, _wish(course), [], by=planner)] * 4)

    assert not [error for error in editions if isinstance(error, Exception)]
    assert set(Edition.objects.values_list("code", flat=True)) == {f"NFPA-2026-{number}" for number in range(1, 5)}


# announcing


def test_publish_announces_a_concept() -> None:
    edition, planner = _concept(), make.user()

    actions.publish(edition, by=planner)

    edition.refresh_from_db()
    assert edition.status == Status.PUBLISHED
    assert AuditEvent.objects.get(deed="publish").actor == planner


@pytest.mark.parametrize("status", [status for status in Status if status != Status.CONCEPT])
def test_publish_refuses_what_is_no_concept(status: Status) -> None:
    edition = make.edition(status=status)

    with pytest.raises(EditionRefused, match="al gepubliceerd"):
        actions.publish(edition, by=make.user())

    assert _statuses() == {status}


def test_publish_refuses_an_edition_without_sessions() -> None:
    with pytest.raises(EditionRefused, match="nog geen bijeenkomsten"):
        actions.publish(_concept(sessions=0), by=make.user())

    assert _statuses() == {Status.CONCEPT}


@pytest.mark.parametrize("shared", ["room", "trainer"])
def test_publish_refuses_a_double_booking(shared: str) -> None:
    wanted = {"room": make.room()} if shared == "room" else {"trainers": [make.user()]}
    actions.publish(_concept(**wanted), by=make.user())
    second = _concept(**wanted)

    with pytest.raises(EditionRefused) as refusal:
        actions.publish(second, by=make.user())

    second.refresh_from_db()
    assert second.status == Status.CONCEPT
    assert len(refusal.value.clashes) == 1
    assert "al bezet door" in str(refusal.value)


def test_publish_refuses_during_leave() -> None:
    trainer = make.user()
    edition = _concept(trainers=[trainer])
    make.unavailability(MONDAY, trainer=trainer)

    with pytest.raises(EditionRefused):
        actions.publish(edition, by=make.user())


def test_publish_does_not_stop_for_a_warning() -> None:
    edition = make.edition(status=Status.CONCEPT, starts_on=date(2026, 4, 18), room=make.room(2))  # small, a Saturday

    actions.publish(edition, by=make.user())

    assert _statuses() == {Status.PUBLISHED}


def test_publish_does_not_count_a_trainer_who_said_no() -> None:
    trainer = make.user()
    actions.publish(_concept(trainers=[trainer]), by=make.user())
    TrainerAssignment.objects.update(status=TrainerAssignment.Status.DECLINED)

    actions.publish(_concept(trainers=[trainer]), by=make.user())

    assert _statuses() == {Status.PUBLISHED}


@pytest.mark.postgresql  # on SQLite the second publisher waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shared", ["room", "trainer"])
def test_publish_lets_one_through_when_planners_press_at_once(shared: str) -> None:
    planner = make.user()
    for week in range(5):
        day = MONDAY + timedelta(weeks=week)
        wanted = {"room": make.room()} if shared == "room" else {"trainers": [make.user()]}
        concepts = [make.edition(status=Status.CONCEPT, starts_on=day, **wanted) for _one in range(4)]

        ends = together([partial(actions.publish, edition, by=planner) for edition in concepts])

        assert sorted(type(end).__name__ for end in ends) == ["Edition", *["EditionRefused"] * 3]
        assert Edition.objects.filter(starts_on=day, status=Status.PUBLISHED).count() == 1


@pytest.mark.postgresql  # on SQLite there are no row locks to cross
@pytest.mark.django_db(transaction=True)
def test_publish_does_not_lock_up_when_planners_teach_for_each_other() -> None:
    anna, bas = (make.user(roles=[Role.PLANNER]) for _one in range(2))
    for week in range(5):
        day = MONDAY + timedelta(weeks=week)
        by_anna = make.edition(status=Status.CONCEPT, starts_on=day, trainers=[bas])
        by_bas = make.edition(status=Status.CONCEPT, starts_on=day, trainers=[anna])

        together([partial(actions.publish, by_anna, by=anna), partial(actions.publish, by_bas, by=bas)])

        assert Edition.objects.filter(starts_on=day, status=Status.PUBLISHED).count() == 2


# changing a session


def _announced(**fields: object) -> Session:
    """The first of two days, from nine to five."""
    edition = make.edition(sessions=2, starts_on=MONDAY, **fields)  # type: ignore[arg-type]  # a test names its own
    return edition.sessions.all()[0]


def _on(day: date, hours: tuple[int, int] = (9, 17)) -> dict[str, Any]:
    return {"starts_at": make.at(day, hours[0]), "ends_at": make.at(day, hours[1])}


def _change(session: Session, seen: int | None = None, by: User | None = None, **becomes: object) -> SessionChange:
    wish = make.wish(session, **becomes)
    return actions.change_session(session, wish, seen=session.sequence if seen is None else seen, by=by or make.user())


def _kinds() -> list[tuple[str, User | None]]:
    return [(mail.kind, mail.recipient) for mail in Message.objects.order_by("pk")]


def test_change_session_saves_when_and_where_under_a_higher_sequence() -> None:
    session, room, planner, before = _announced(), make.room(), make.user(), timezone.now()

    _change(session, room=room, online_url="https://vergadering.example/", by=planner, **_on(MONDAY + WEEK, (10, 16)))

    session.refresh_from_db()
    assert (session.starts_at, session.ends_at) == (make.at(MONDAY + WEEK, 10), make.at(MONDAY + WEEK, 16))
    assert (session.room, session.online_url, session.sequence) == (room, "https://vergadering.example/", 1)
    assert session.changed_at >= before
    line = AuditEvent.objects.get()
    assert (line.deed, line.actor, line.object_id) == ("change_session", planner, str(session.pk))


def test_change_session_lets_the_edition_span_its_sessions() -> None:
    first = _announced()
    last = first.edition.sessions.all()[1]

    _change(first, **_on(MONDAY + WEEK))
    assert _span(first.edition) == (MONDAY + timedelta(days=1), MONDAY + WEEK)

    _change(last, **_on(MONDAY - WEEK))
    assert _span(first.edition) == (MONDAY - WEEK, MONDAY + WEEK)


@pytest.mark.parametrize(("first_day", "status"), [(1, Status.PUBLISHED), (-1, Status.RUNNING)])
def test_change_session_takes_back_that_an_edition_runs_when_nothing_of_it_has_been(
    first_day: int, status: Status
) -> None:
    edition = make.edition(sessions=3, starts_on=make.TODAY + timedelta(days=first_day), status=Status.RUNNING)
    *_others, last = edition.sessions.all()

    _change(last, **_on(MONDAY))

    assert _statuses() == {status}


def test_change_session_does_nothing_when_nothing_differs() -> None:
    session = _announced(trainers=[make.user()])

    change = _change(session)

    session.refresh_from_db()
    assert (bool(change), session.sequence, AuditEvent.objects.count(), _kinds()) == (False, 0, 0, [])


def test_change_session_refuses_what_somebody_else_changed_meanwhile() -> None:
    session = _announced()
    stale = Session.objects.get(pk=session.pk)
    _change(session, **_on(MONDAY + WEEK))

    with pytest.raises(EditionRefused, match="Iemand anders heeft dit intussen gewijzigd"):
        _change(stale, room=make.room())

    assert Session.objects.get(pk=session.pk).room is None


@pytest.mark.parametrize(
    ("status", "why"), [(Status.CANCELLED, "gaat niet door"), (Status.COMPLETED, "al begonnen of voorbij")]
)
def test_change_session_refuses_what_is_called_off_or_over(status: Status, why: str) -> None:
    with pytest.raises(EditionRefused, match=why):
        _change(_announced(status=status), **_on(MONDAY + WEEK))


def test_change_session_refuses_a_session_that_has_been() -> None:
    edition = make.edition(sessions=2, starts_on=make.TODAY - timedelta(days=1), status=Status.RUNNING)
    yesterday = edition.sessions.all()[0]

    with pytest.raises(EditionRefused, match="al begonnen of voorbij"):
        _change(yesterday, **_on(MONDAY))


def test_change_session_refuses_a_moment_that_has_been() -> None:
    with pytest.raises(EditionRefused, match="Kies een dag en tijd die nog komen"):
        _change(_announced(), **_on(make.TODAY - timedelta(days=1)))


def test_change_session_refuses_a_room_or_trainer_that_is_elsewhere_and_saves_nothing() -> None:
    room, anna = make.room(), make.user()
    make.edition(starts_on=MONDAY + WEEK, room=room, trainers=[anna])
    session = _announced()

    with pytest.raises(EditionRefused, match="al bezet door"):
        _change(session, room=room, **_on(MONDAY + WEEK))
    with pytest.raises(EditionRefused, match="al bezet door"):
        _change(session, trainers=(anna,), **_on(MONDAY + WEEK))

    session.refresh_from_db()
    assert (session.starts_at, session.room, session.sequence) == (make.at(MONDAY, 9), None, 0)
    assert not session.assignments.exists()
    assert _kinds() == []


def test_change_session_refuses_a_trainer_who_then_has_another_session_of_the_same_edition() -> None:
    anna = make.user()
    session = _announced(trainers=[anna])

    with pytest.raises(EditionRefused, match="al bezet door"):
        _change(session, **_on(MONDAY + timedelta(days=1)))


def test_change_session_minds_only_its_own_clashes() -> None:
    anna = make.user()
    session = _announced(trainers=[anna])
    make.session(session.edition, MONDAY + timedelta(days=1), trainers=[anna])  # clashes with the second day

    _change(session, **_on(MONDAY + WEEK))

    assert Session.objects.get(pk=session.pk).sequence == 1


def test_change_session_of_a_concept_tells_nobody_and_may_clash() -> None:
    room, anna, bob = make.room(), make.user(), make.user()
    make.edition(starts_on=MONDAY + WEEK, room=room)
    session = _announced(status=Status.CONCEPT, trainers=[anna])

    _change(session, room=room, trainers=(bob,), **_on(MONDAY + WEEK))

    session.refresh_from_db()
    assert (session.room, session.sequence) == (room, 1)
    assert list(session.assignments.values_list("trainer", "status", "asked_at")) == [(bob.pk, "asked", None)]
    assert _kinds() == []


def test_change_session_tells_each_trainer_once_what_it_is_for_them() -> None:
    stays, asked, goes, comes, declined = (make.user() for _one in range(5))
    session = _announced()
    make.trainer_assignment(session, stays)
    make.trainer_assignment(session, asked, Answer.ASKED)
    make.trainer_assignment(session, goes)
    make.trainer_assignment(session, declined, Answer.DECLINED)

    _change(session, trainers=(stays, asked, declined, comes), **_on(MONDAY + WEEK))

    assert len(_kinds()) == 4
    assert set(_kinds()) == {
        ("trainer_taken_off", goes),
        ("trainer_asked", comes),
        ("trainer_changed", stays),
        ("trainer_changed", asked),
    }
    assert dict(session.assignments.values_list("trainer", "status")) == {
        stays.pk: "accepted",
        asked.pk: "asked",
        declined.pk: "declined",
        comes.pk: "asked",
    }


def test_change_session_takes_off_who_declined_without_a_word() -> None:
    declined, session = make.user(), _announced()
    make.trainer_assignment(session, declined, Answer.DECLINED)

    _change(session, trainers=())

    assert (_kinds(), session.assignments.count()) == ([], 0)


@pytest.mark.postgresql  # on SQLite the second planner waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_change_session_gives_a_room_to_one_when_planners_press_at_once() -> None:
    room, planner = make.room(), make.user()
    wanted = [make.edition(starts_on=MONDAY + WEEK * number).sessions.get() for number in range(4)]
    then = _on(MONDAY + WEEK * 9)

    ends = together([partial(_change, session, room=room, by=planner, **then) for session in wanted])

    assert sorted(type(end).__name__ for end in ends) == [*["EditionRefused"] * 3, "SessionChange"]
    assert Session.objects.filter(room=room).count() == 1


@pytest.mark.postgresql  # the same
@pytest.mark.django_db(transaction=True)
def test_change_session_changes_once_when_two_saw_the_same() -> None:
    session, planner = _announced(), make.user()

    ends = together([partial(_change, session, by=planner, **_on(MONDAY + WEEK * number)) for number in range(1, 5)])

    assert sorted(type(end).__name__ for end in ends) == [*["EditionRefused"] * 3, "SessionChange"]
    assert Session.objects.get(pk=session.pk).sequence == 1


def _span(edition: Edition) -> tuple[date, date]:
    edition.refresh_from_db()
    return edition.starts_on, edition.ends_on


# calling off


def test_cancel_calls_an_edition_off_in_every_calendar() -> None:
    edition = make.edition(sessions=2)
    before = timezone.now()

    actions.cancel(edition, by=make.user())

    assert _statuses() == {Status.CANCELLED}
    assert set(edition.sessions.values_list("sequence", flat=True)) == {1}
    assert all(session.changed_at >= before for session in edition.sessions.all())
    assert AuditEvent.objects.get().deed == "cancel_edition"


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.CANCELLED])
def test_cancel_refuses_what_is_over(status: Status) -> None:
    edition = make.edition(status=status)

    with pytest.raises(EditionRefused, match=r"al (voorbij|geannuleerd)"):
        actions.cancel(edition, by=make.user())

    assert edition.sessions.get().sequence == 0


# following the calendar


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (MONDAY - timedelta(days=1), Status.PUBLISHED),
        (MONDAY, Status.RUNNING),
        (MONDAY + timedelta(days=2), Status.RUNNING),  # the last day
        (MONDAY + timedelta(days=3), Status.COMPLETED),
    ],
)
@pytest.mark.parametrize("before", [Status.PUBLISHED, Status.CONFIRMED])
def test_follow_moves_announced_editions_with_the_calendar(before: Status, today: date, status: Status) -> None:
    make.edition(sessions=3, starts_on=MONDAY, status=before)

    moved = actions.follow(today)

    assert _statuses() == {before if status == Status.PUBLISHED else status}
    assert moved == (status != Status.PUBLISHED)
    assert actions.follow(today) == 0


@pytest.mark.parametrize("status", [Status.CONCEPT, Status.CANCELLED, Status.COMPLETED])
def test_follow_leaves_alone_what_was_not_announced_or_is_over(status: Status) -> None:
    make.edition(starts_on=MONDAY, status=status)

    assert actions.follow(MONDAY) == actions.follow(MONDAY + timedelta(days=1)) == 0
    assert _statuses() == {status}


def test_follow_completes_what_is_running() -> None:
    make.edition(starts_on=MONDAY, status=Status.RUNNING)

    assert actions.follow(MONDAY + timedelta(days=1)) == 1
    assert _statuses() == {Status.COMPLETED}


def test_follow_editions_asks_the_domain_clock() -> None:
    make.edition(starts_on=make.TODAY)

    follow_editions.call()

    assert _statuses() == {Status.RUNNING}


# the slot of a saved session


def test_of_session_is_the_slot_it_was_made_of() -> None:
    trainer, gone = make.user(), make.user()
    slot = replace(_slot(), room=make.room(), trainers=(trainer,), title_en="Lesson")
    edition = actions.stamp(_wish(), [slot], by=make.user())
    make.trainer_assignment(edition.sessions.get(), gone, TrainerAssignment.Status.DECLINED)

    assert of_session(edition.sessions.get()) == slot
