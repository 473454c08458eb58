from datetime import timedelta

import pytest

from courses.models import Edition, Session
from enrolments.attendance import actions, queries
from enrolments.errors import AttendanceRefused
from enrolments.models import Attendance, AttendanceChange, Enrolment, EnrolmentChange, Status
from people.models import AuditEvent, Role, User
from tests import make

pytestmark = pytest.mark.django_db

PRESENT, PART, ABSENT, EXCUSED = Attendance.Status


def _planner() -> User:
    return make.user(roles=[Role.PLANNER])


def _held(sessions: int = 1, **fields: object) -> Edition:
    """An edition whose sessions were on the last days before today."""
    first = make.TODAY - timedelta(days=sessions)
    return make.edition(starts_on=first, sessions=sessions, status=Edition.Status.RUNNING, **fields)  # type: ignore[arg-type]  # the maker's own fields


def _session(edition: Edition, place: int = 0) -> Session:
    return list(edition.sessions.select_related("edition__course"))[place]


def _stored() -> dict[int, str]:
    return dict(Attendance.objects.values_list("enrolment", "status"))


def test_mark_notes_who_was_there_and_by_whom() -> None:
    edition, planner = _held(), _planner()
    anna, bob = make.enrolment(edition=edition), make.enrolment(edition=edition)

    changed = actions.mark(_session(edition), {anna.pk: PRESENT, bob.pk: ABSENT}, seen={}, by=planner)

    assert changed == 2
    assert _stored() == {anna.pk: PRESENT, bob.pk: ABSENT}
    assert set(AttendanceChange.objects.values_list("status", "by")) == {(PRESENT, planner.pk), (ABSENT, planner.pk)}


def test_mark_twice_writes_nothing_new() -> None:
    edition, planner = _held(), _planner()
    anna = make.enrolment(edition=edition)
    actions.mark(_session(edition), {anna.pk: PRESENT}, seen={}, by=planner)

    changed = actions.mark(_session(edition), {anna.pk: PRESENT}, seen={}, by=planner)

    assert changed == 0
    assert AttendanceChange.objects.count() == 1
    assert AuditEvent.objects.filter(deed="mark_attendance").count() == 1


def test_a_correction_is_added_to_the_history() -> None:
    edition, planner = _held(), _planner()
    anna = make.enrolment(edition=edition)
    actions.mark(_session(edition), {anna.pk: ABSENT}, seen={}, by=planner)

    actions.mark(_session(edition), {anna.pk: EXCUSED}, seen={anna.pk: ABSENT}, by=planner)

    assert list(AttendanceChange.objects.values_list("status", flat=True)) == [ABSENT, EXCUSED]


def test_mark_does_not_overwrite_what_somebody_else_marked_meanwhile() -> None:
    edition, planner = _held(), _planner()
    anna, bob = make.enrolment(edition=edition), make.enrolment(edition=edition)
    actions.mark(_session(edition), {anna.pk: PRESENT}, seen={}, by=planner)

    with pytest.raises(AttendanceRefused) as refused:
        actions.mark(_session(edition), {anna.pk: ABSENT, bob.pk: PRESENT}, seen={anna.pk: ""}, by=planner)

    assert refused.value.conflicts == {anna.pk}
    assert _stored() == {anna.pk: PRESENT}


def test_mark_leaves_alone_what_the_sender_did_not_touch() -> None:
    edition, planner = _held(), _planner()
    anna, bob = make.enrolment(edition=edition), make.enrolment(edition=edition)
    actions.mark(_session(edition), {anna.pk: PRESENT}, seen={}, by=planner)
    actions.mark(_session(edition), {anna.pk: EXCUSED}, seen={anna.pk: PRESENT}, by=planner)  # by somebody else

    actions.mark(_session(edition), {anna.pk: PRESENT, bob.pk: PRESENT}, seen={anna.pk: PRESENT}, by=planner)

    assert _stored() == {anna.pk: EXCUSED, bob.pk: PRESENT}


def test_mark_refuses_somebody_without_a_seat() -> None:
    edition = _held()
    anna, waiting = make.enrolment(edition=edition), make.enrolment(edition=edition, status=Status.WAITING)
    elsewhere = make.enrolment()

    for stranger in (waiting, elsewhere):
        with pytest.raises(AttendanceRefused):
            actions.mark(_session(edition), {anna.pk: PRESENT, stranger.pk: PRESENT}, seen={}, by=_planner())

    assert _stored() == {}


def test_mark_refuses_a_session_to_come() -> None:
    edition = make.edition()
    anna = make.enrolment(edition=edition)

    with pytest.raises(AttendanceRefused, match="kan vanaf"):
        actions.mark(_session(edition), {anna.pk: PRESENT}, seen={}, by=_planner())


def _mark_all(edition: Edition, enrolment: Enrolment, *marks: str) -> None:
    planner = _planner()
    for place, mark in enumerate(marks):
        session = _session(edition, place)
        stored = Attendance.objects.filter(enrolment=enrolment, session=session).first()
        actions.mark(session, {enrolment.pk: mark}, seen={enrolment.pk: stored.status if stored else ""}, by=planner)


def _status(enrolment: Enrolment) -> str:
    return Enrolment.objects.get(pk=enrolment.pk).status


def test_who_is_marked_for_every_session_has_completed_or_not() -> None:
    edition = _held(sessions=5)
    anna, bob = make.enrolment(edition=edition), make.enrolment(edition=edition)

    _mark_all(edition, anna, *[PRESENT] * 4, ABSENT)
    _mark_all(edition, bob, *[PRESENT] * 3, ABSENT, ABSENT)

    assert (_status(anna), _status(bob)) == (Status.COMPLETED, Status.NOT_COMPLETED)
    assert EnrolmentChange.objects.filter(reason=EnrolmentChange.Reason.RESULT).count() == 2


def test_nothing_follows_while_a_session_is_not_marked() -> None:
    edition = _held(sessions=2)
    anna = make.enrolment(edition=edition)

    _mark_all(edition, anna, PRESENT)

    assert _status(anna) == Status.ENROLLED


def test_a_correction_turns_the_result_round() -> None:
    edition = _held()
    anna = make.enrolment(edition=edition)
    _mark_all(edition, anna, ABSENT)

    _mark_all(edition, anna, PRESENT)

    assert _status(anna) == Status.COMPLETED


def test_only_the_sessions_of_the_own_modules_count() -> None:
    course = make.course()
    own, other = make.module(course), make.module(course)
    edition = _held(sessions=0, course=course)
    for module in (own, other):
        make.session(edition, make.TODAY, module=module)
    anna = make.enrolment(edition=edition, modules=[own])

    assert list(queries.attendees(_session(edition, 1))) == []
    _mark_all(edition, anna, PRESENT)

    assert _status(anna) == Status.COMPLETED


def test_sessions_to_mark_are_the_own_ones_of_late_that_are_not_whole() -> None:
    trainer, today = make.user(), make.TODAY
    edition = _held(trainers=[trainer])
    make.enrolment(edition=edition)
    for starts_on in (today - timedelta(days=15), today + timedelta(days=1)):
        make.enrolment(edition=make.edition(starts_on=starts_on, trainers=[trainer]))
    make.enrolment(edition=_held())
    _held(trainers=[trainer])  # nobody sits in it

    assert list(queries.sessions_to_mark(trainer, today)) == [_session(edition)]
