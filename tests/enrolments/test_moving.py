"""A seat moves to another edition of its course: whose, when, where to, and what goes along."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

import enrolments.invariants
from courses.models import Course, Edition
from enrolments import actions
from enrolments.errors import MoveRefused
from enrolments.models import Approval, Enrolment, EnrolmentChange, Status
from enrolments.moving.rules import choices, why_not_go
from people.models import Message, Role, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

move = transaction.atomic(actions.move)  # a refusal undoes no more than itself

Reason = EnrolmentChange.Reason
KIND = "enrolment_moved"


def _later(course: Course, **fields: Any) -> Edition:
    return make.edition(course, starts_on=make.TODAY + 2 * make.AHEAD, **fields)


@pytest.fixture
def course() -> Course:
    return make.course()


@pytest.fixture
def anna() -> User:
    return make.user("anna@example.org", organisation=make.organisation())


@pytest.fixture
def planner() -> User:
    return make.user(roles=[Role.PLANNER])


def test_move_keeps_history_and_gives_the_old_seat_to_who_waits(course: Course, anna: User) -> None:
    left, there = make.edition(course, seats=1), _later(course)
    seat = actions.enrol(anna, left, by=anna)
    waiting = actions.enrol(bo := make.user(), left, by=bo)

    moved = move(seat, there, by=anna)

    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (seat.status, waiting.status) == (Status.MOVED, Status.ENROLLED)
    assert (moved.edition, moved.status, moved.moved_from) == (there, Status.ENROLLED, seat)
    assert (moved.organisation, moved.manager) == (seat.organisation, seat.manager)
    assert [one.reason for one in moved.changes.all()] == [Reason.MOVED_HERE]
    assert list(enrolments.invariants.broken()) == []


def test_move_tells_in_one_mail_what_leaves_the_calendar_and_what_enters(course: Course, anna: User) -> None:
    left, there = make.edition(course), _later(course, sessions=2)
    seat = actions.enrol(anna, left, by=anna)
    Message.objects.update(state=Message.State.SENT)

    move(seat, there, by=anna)

    told = Message.objects.get(state=Message.State.READY)
    assert (told.kind, told.recipient) == (KIND, anna)
    assert [(one["method"], one["uid"]) for one in told.calendar or []] == [
        ("CANCEL", left.sessions.get().uid),
        *(("REQUEST", one.uid) for one in there.sessions.all()),
    ]
    assert left.code in told.body
    assert there.code in told.body


def test_calendar_loses_the_old_also_when_the_mail_that_said_so_never_left(course: Course, anna: User) -> None:
    left, there = make.edition(course), _later(course)
    seat = actions.enrol(anna, left, by=anna)
    Message.objects.update(state=Message.State.SENT)
    moved = move(seat, there, by=anna)

    actions.withdraw(moved, by=anna)

    told = Message.objects.get(state=Message.State.READY)
    assert told.kind == "enrolment_withdrawn"
    assert [(one["method"], one["uid"]) for one in told.calendar or []] == [("CANCEL", left.sessions.get().uid)]


def test_calendar_keeps_what_one_moved_back_to(course: Course, anna: User) -> None:
    left, there = make.edition(course), _later(course)
    seat = actions.enrol(anna, left, by=anna)
    Message.objects.update(state=Message.State.SENT)

    move(move(seat, there, by=anna), left, by=anna)

    told = Message.objects.get(state=Message.State.READY)
    assert told.kind == KIND
    assert [one["method"] for one in told.calendar or [] if one["uid"] == left.sessions.get().uid] in ([], ["REQUEST"])
    assert not [one for one in told.calendar or [] if one["uid"] == there.sessions.get().uid]


def test_approval_goes_along(anna: User) -> None:
    course = make.course(needs_approval=True)
    seat = make.enrolment(anna, make.edition(course))
    contact = make.user()
    decided = {
        "decision": "approved",
        "decided_as": "contact",
        "decided_by": contact,
        "decided_at": make.at(make.TODAY, 9),
    }
    Approval.objects.create(enrolment=seat, asked_at=make.at(make.TODAY, 8), **decided)

    moved = move(seat, _later(course), by=anna)

    approval = Approval.objects.get(enrolment=moved)
    assert moved.status == Status.ENROLLED
    assert (approval.decision, approval.decided_by) == ("approved", contact)
    assert Approval.objects.filter(enrolment=seat).exists()
    assert not Message.objects.filter(kind="approval_request").exists()


def test_full_edition_is_refused_and_the_old_seat_stays(course: Course, anna: User) -> None:
    full, line = _later(course, seats=1), make.edition(course, starts_on=make.TODAY + 3 * make.AHEAD, seats=2)
    make.enrolment(edition=full)
    make.enrolment(edition=line, status=Status.WAITING)
    seat = make.enrolment(anna, make.edition(course))

    for to in (full, line):
        with pytest.raises(MoveRefused, match="houdt intussen uw plaats"):
            move(seat, to, by=anna)

    seat.refresh_from_db()
    assert seat.status == Status.ENROLLED
    assert actions.enrol(anna, full, by=anna).status == Status.WAITING


def test_seat_kept_for_who_moves_is_free_for_them_and_is_used(course: Course, anna: User) -> None:
    kept, full = _later(course, seats=1), make.edition(course, starts_on=make.TODAY + 3 * make.AHEAD, seats=1)
    reservation = make.reservation(kept, 1, organisation=anna.employments[0].organisation)
    make.reservation(full, 1, organisation=make.organisation())
    seat = actions.enrol(anna, make.edition(course), by=anna)

    with pytest.raises(MoveRefused, match="geen plaats vrij"):
        move(seat, full, by=anna)

    assert move(seat, kept, by=anna).reservation == reservation
    assert list(enrolments.invariants.broken()) == []


def test_overlap_with_the_edition_that_is_left_is_no_clash(course: Course, anna: User) -> None:
    seat = make.enrolment(anna, make.edition(course))

    assert move(seat, make.edition(course), by=anna).status == Status.ENROLLED


def test_another_course_and_the_same_edition_are_refused(course: Course, anna: User) -> None:
    seat = make.enrolment(anna, make.edition(course))

    for to in (make.edition(), seat.edition):
        with pytest.raises(MoveRefused, match="dezelfde opleiding"):
            move(seat, to, by=anna)


@pytest.mark.parametrize(
    ("days", "by_planner", "may"),
    [
        (make.AHEAD.days - 1, False, True),
        (make.AHEAD.days, False, False),
        (make.AHEAD.days + 1, True, True),
        (make.AHEAD.days + 2, True, False),
    ],
)
def test_participant_moves_before_it_begins_and_a_planner_until_it_is_over(
    settings: Settings, course: Course, anna: User, planner: User, days: int, by_planner: bool, may: bool
) -> None:
    seat, there = make.enrolment(anna, make.edition(course, sessions=2)), _later(course)
    settings.AS_OF = make.TODAY + timedelta(days=days)

    if may:
        assert move(seat, there, by=planner if by_planner else anna).status == Status.ENROLLED
    else:
        with pytest.raises(MoveRefused):
            move(seat, there, by=planner if by_planner else anna)


def test_planner_moves_outside_the_enrolment_window_and_a_participant_does_not(
    course: Course, anna: User, planner: User
) -> None:
    closed = _later(course, enrol_until=make.TODAY - timedelta(days=1), enrol_from=make.LONG_AGO)
    seat = make.enrolment(anna, make.edition(course))

    with pytest.raises(MoveRefused, match="Inschrijven kon tot en met"):
        move(seat, closed, by=anna)

    assert move(seat, closed, by=planner).edition == closed


def test_planner_of_one_edition_moves_nobody_into_another(course: Course, anna: User) -> None:
    seat, narrow = make.enrolment(anna, make.edition(course)), make.user()
    make.narrow_grant(narrow, Role.PLANNER, seat.edition)

    with pytest.raises(MoveRefused, match="U plant deze uitvoering niet"):
        move(seat, _later(course), by=narrow)


def test_planner_of_one_edition_moves_the_own_seat_elsewhere_only_before_it_begins(course: Course) -> None:
    seat, to = make.enrolment(narrow := make.user(), make.edition(course, sessions=3)), _later(course)
    make.narrow_grant(narrow, Role.PLANNER, seat.edition)

    def why_not(days: int) -> list[str]:
        return why_not_go(seat, to, by=narrow, on=seat.edition.starts_on + timedelta(days=days))

    Edition.objects.filter(pk=to.pk).update(enrol_until=to.starts_on)
    to.refresh_from_db()
    assert (why_not(-1), why_not(1)) == ([], ["U plant deze uitvoering niet."])


def test_planner_of_one_edition_sees_no_invitations_to_another(course: Course, anna: User, planner: User) -> None:
    seat, narrow = make.enrolment(anna, make.edition(course)), make.user()
    make.narrow_grant(narrow, Role.PLANNER, seat.edition)
    closed = make.invited(anna, _later(course, by_invitation=True)).edition

    seen = {by: [one.edition for one in choices(seat, by=by, on=make.TODAY)] for by in (narrow, anna, planner)}

    assert seen == {narrow: [], anna: [closed], planner: [closed]}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_change_places_do_not_lock_each_other_out() -> None:
    course = make.course()
    here, there = make.edition(course, seats=3), _later(course, seats=3)
    seats = [actions.enrol(who := make.user(), edition, by=who) for edition in (here, there, here, there)]

    ends = together([partial(_move, seat, there if seat.edition == here else here) for seat in seats])

    assert [end for end in ends if end is not None and not isinstance(end, MoveRefused)] == []
    assert Enrolment.objects.active().count() == 4
    assert list(enrolments.invariants.broken()) == []


def _move(seat: Enrolment, to: Edition) -> None:
    move(seat, to, by=seat.user)


# the page


def _page(seat: Enrolment) -> str:
    return f"/inschrijvingen/{seat.pk}/verplaatsen/"


def test_page_offers_the_editions_with_why_not_and_moves(as_user: Any, course: Course, anna: User) -> None:
    seat = make.enrolment(anna, make.edition(course))
    free, full = _later(course), make.edition(course, starts_on=make.TODAY + 3 * make.AHEAD, seats=1)
    make.enrolment(edition=full)
    browser = as_user(anna)

    page = browser.get(_page(seat)).content.decode()
    answer = browser.post(_page(seat), {"naar": free.pk}, follow=True)

    assert f'value="{free.pk}"' in page
    assert f'value="{full.pk}"' not in page
    assert "Hier is geen plaats vrij." in page
    assert answer.redirect_chain == [(f"/uitvoeringen/{free.code}/inschrijven/", 302)]


def test_page_refuses_what_is_not_to_be_chosen(as_user: Any, course: Course, anna: User) -> None:
    seat, elsewhere = make.enrolment(anna, make.edition(course)), make.edition()
    full = _later(course, seats=1)
    make.enrolment(edition=full)

    answers = [as_user(anna).post(_page(seat), {"naar": one}).status_code for one in ("", "x", elsewhere.pk, full.pk)]

    assert answers == [400, 400, 400, 409]


def test_page_is_for_the_owner_and_who_plans_only(as_user: Any, course: Course, anna: User, planner: User) -> None:
    seat = make.enrolment(anna, make.edition(course), organisation=anna.employments[0].organisation)
    contact = make.user(organisation=anna.employments[0].organisation, roles=[Role.TRAINING_CONTACT])

    found = [as_user(one).get(_page(seat)).status_code for one in (anna, planner, contact, make.user())]

    assert found == [200, 200, 404, 404]
