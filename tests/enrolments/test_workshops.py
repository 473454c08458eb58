"""Workshops: who has a seat in the edition chooses, each workshop has seats of its own."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from config import reminders
from courses import actions as course_actions
from courses.errors import EditionRefused
from courses.models import Course, Edition, Session
from enrolments import actions, calendar, rules
from enrolments.approval import rules as approval_rules
from enrolments.attendance.queries import attendees
from enrolments.errors import ChoiceRefused
from enrolments.models import Attendance, Attendant, Enrolment, SessionChoice, Status
from enrolments.workshops import actions as workshops
from people.models import Message, Role, User
from tests import make
from tests.conftest import AsUser
from tests.together import together

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CHOSEN, LOST = "workshops_chosen", "workshop_lost"


@pytest.fixture
def edition() -> Edition:
    """A network day with a plenary morning."""
    day = make.edition(sessions=0)
    make.session(day, hours=(9, 12), title="Plenair")
    return day


def _workshop(edition: Edition, hours: tuple[int, int] = (13, 15), capacity: int | None = 2, **fields: Any) -> Session:
    return make.session(edition, hours=hours, by_choice=True, capacity=capacity, **fields)


def _choose(enrolment: Enrolment, *sessions: Session) -> None:
    workshops.choose(enrolment, {one.pk for one in sessions}, by=enrolment.user)


def _chosen(enrolment: Enrolment) -> list[Session]:
    return [choice.session for choice in SessionChoice.objects.filter(enrolment=enrolment)]


def _mails(kind: str = CHOSEN) -> list[Message]:
    return list(Message.objects.filter(kind=kind, state=Message.State.READY).order_by("pk"))


def _told(mail: Message) -> set[tuple[str, str]]:
    return {(one["uid"], one["method"]) for one in mail.calendar or []}


# choosing


@pytest.mark.parametrize("status", [Status.ENROLLED, Status.REQUESTED])
def test_who_has_a_seat_chooses_and_chooses_again(edition: Edition, status: Status) -> None:
    first, other, late = _workshop(edition), _workshop(edition), _workshop(edition, (15, 17))
    seat = make.enrolment(edition=edition, status=status)

    _choose(seat, first, late)
    _choose(seat, other)

    assert _chosen(seat) == [other]


@pytest.mark.parametrize("status", [one for one in Status if one not in (Status.ENROLLED, Status.REQUESTED)])
def test_others_choose_nothing(edition: Edition, status: Status) -> None:
    workshop, other = _workshop(edition), make.enrolment(edition=edition, status=status)

    with pytest.raises(ChoiceRefused, match="wie een plaats heeft"):
        _choose(other, workshop)


def test_nobody_chooses_for_somebody_else(edition: Edition) -> None:
    workshop, seat = _workshop(edition), make.enrolment(edition=edition)

    with pytest.raises(ChoiceRefused):
        workshops.choose(seat, {workshop.pk}, by=make.user(roles=[Role.PLANNER]))


def test_a_full_workshop_refuses_with_its_seats_and_saves_nothing(edition: Edition) -> None:
    full, late = _workshop(edition, capacity=1), _workshop(edition, (15, 17))
    first, second = make.enrolment(edition=edition), make.enrolment(edition=edition)
    _choose(first, full)

    with pytest.raises(ChoiceRefused, match="Vol: de 1 plaats is bezet"):
        _choose(second, full, late)

    assert _chosen(second) == []
    assert _chosen(first) == [full]


def test_a_workshop_without_a_number_has_the_seats_of_the_edition() -> None:
    edition = make.edition(seats=1)
    workshop = _workshop(edition, (17, 18), capacity=None)
    _choose(make.enrolment(edition=edition), workshop)

    with pytest.raises(ChoiceRefused, match="Vol: de 1 plaats"):
        _choose(make.enrolment(edition=edition), workshop)


def test_who_is_in_an_overfull_workshop_stays_and_may_keep_choosing(edition: Edition) -> None:
    small, late = _workshop(edition), _workshop(edition, (15, 17))
    seats = [make.enrolment(edition=edition) for _seat in range(2)]
    for seat in seats:
        _choose(seat, small)
    Session.objects.filter(pk=small.pk).update(capacity=1)

    _choose(seats[1], small, late)

    assert _chosen(seats[1]) == [small, late]


@pytest.mark.parametrize(
    ("hours", "refused"),
    [
        ((13, 15), True),  # the same hours
        ((14, 16), True),  # half of it
        ((15, 17), False),  # begins when the other ends
    ],
)
def test_two_workshops_at_once_exclude_each_other(edition: Edition, hours: tuple[int, int], refused: bool) -> None:
    one, other, seat = _workshop(edition), _workshop(edition, hours), make.enrolment(edition=edition)

    if refused:
        with pytest.raises(ChoiceRefused, match="vallen samen"):
            _choose(seat, one, other)
    else:
        _choose(seat, one, other)

    assert _chosen(seat) == ([] if refused else [one, other])


def test_a_long_workshop_goes_instead_of_two_short_ones(edition: Edition) -> None:
    long, short, late = _workshop(edition, (13, 17)), _workshop(edition), _workshop(edition, (15, 17))
    seat = make.enrolment(edition=edition)

    _choose(seat, short, late)
    with pytest.raises(ChoiceRefused):
        _choose(seat, long, late)
    _choose(seat, long)

    assert _chosen(seat) == [long]


@pytest.mark.parametrize("status", [Edition.Status.CONCEPT, Edition.Status.CANCELLED, Edition.Status.COMPLETED])
def test_nobody_chooses_in_what_is_not_ahead(edition: Edition, status: Edition.Status) -> None:
    workshop, seat = _workshop(edition), make.enrolment(edition=edition)
    Edition.objects.filter(pk=edition.pk).update(status=status)

    with pytest.raises(ChoiceRefused):
        _choose(seat, workshop)


def test_what_has_begun_stays_as_it_was(edition: Edition, settings: Settings) -> None:
    early, late = _workshop(edition), _workshop(edition, day=edition.starts_on + 2 * DAY)
    seat = make.enrolment(edition=edition)
    _choose(seat, early)
    settings.AS_OF = edition.starts_on + DAY

    _choose(seat, late)
    with pytest.raises(ChoiceRefused, match="Al begonnen"):
        _choose(seat, early)

    assert _chosen(seat) == [early, late]


def test_a_workshop_of_another_edition_is_refused(edition: Edition) -> None:
    _workshop(edition)
    elsewhere, seat = _workshop(make.edition()), make.enrolment(edition=edition)

    with pytest.raises(ChoiceRefused, match="is er niet meer"):
        _choose(seat, elsewhere)


def test_what_somebody_does_elsewhere_is_in_the_way(edition: Edition) -> None:
    workshop, seat = _workshop(edition), make.enrolment(edition=edition)
    busy = make.edition(sessions=0)
    make.session(busy, hours=(14, 16))
    make.enrolment(seat.user, busy)

    with pytest.raises(ChoiceRefused, match="andere bijeenkomst"):
        _choose(seat, workshop)


def test_a_chosen_workshop_clashes_with_another_edition(edition: Edition) -> None:
    workshop, seat = _workshop(edition), make.enrolment(edition=edition)
    afternoon = make.edition(sessions=0)
    make.session(afternoon, hours=(14, 16))
    before = rules.obstacles(seat.user, afternoon, on=make.TODAY)

    _choose(seat, workshop)

    assert before == []
    assert [one.code for one in rules.obstacles(seat.user, afternoon, on=make.TODAY)] == [rules.Code.CLASH]


@pytest.mark.postgresql  # on SQLite the second waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_the_last_seats_of_a_workshop_go_to_as_many_as_there_are(edition: Edition) -> None:
    workshop, late = _workshop(edition, capacity=2), _workshop(edition, (15, 17), capacity=9)
    seats = [make.enrolment(edition=edition) for _seat in range(6)]

    ends = together([partial(_tries, seat, workshop, late) for seat in seats])

    assert sum(end is True for end in ends) == 2
    assert [len(_chosen(seat)) for seat in seats] == [2 if end is True else 0 for end in ends]


def _tries(enrolment: Enrolment, *sessions: Session) -> bool:
    try:
        _choose(enrolment, *sessions)
    except ChoiceRefused:
        return False
    return True


# leaving


def test_who_leaves_frees_the_workshop_and_the_calendar(edition: Edition) -> None:
    workshop = _workshop(edition, capacity=1)
    anna = make.user()
    seat = actions.enrol(anna, edition, by=anna)
    _choose(seat, workshop)
    Message.objects.update(state=Message.State.SENT)

    actions.withdraw(seat, by=anna)

    assert not SessionChoice.objects.exists()
    (mail,) = _mails("enrolment_withdrawn")
    assert (workshop.uid, "CANCEL") in _told(mail)
    _choose(make.enrolment(edition=edition), workshop)


def test_who_moves_frees_the_workshop_and_the_calendar() -> None:
    course = make.course()
    left, there = make.edition(course), make.edition(course, starts_on=make.TODAY + 2 * make.AHEAD)
    workshop = _workshop(left, (18, 20))
    anna = make.user()
    seat = actions.enrol(anna, left, by=anna)
    _choose(seat, workshop)
    Message.objects.update(state=Message.State.SENT)

    actions.move(seat, there, by=anna)

    assert not SessionChoice.objects.exists()
    (mail,) = _mails("enrolment_moved")
    assert (workshop.uid, "CANCEL") in _told(mail)


def test_a_declined_request_frees_the_workshop(edition: Edition) -> None:
    workshop, asked = _workshop(edition), make.request(edition=edition)
    _choose(asked, workshop)

    actions.withdraw(asked, by=asked.user)

    assert not SessionChoice.objects.exists()


def test_an_approved_request_gets_its_workshops_in_the_calendar() -> None:
    here = make.organisation()
    manager = make.user(organisation=here)
    anna = make.user(organisation=here, manager=manager)
    edition = make.edition(make.course(needs_approval=True))
    workshop = _workshop(edition, (18, 20))
    asked = actions.enrol(anna, edition, by=anna)
    _choose(asked, workshop)

    by = approval_rules.approver(manager, asked)
    assert by
    actions.approve(asked, by=by)

    (mail,) = _mails("enrolment_enrolled")
    assert (workshop.uid, "REQUEST") in _told(mail)
    assert workshop.title in mail.body


def test_a_substitute_takes_the_workshops_over(edition: Edition) -> None:
    workshop, busy_then = _workshop(edition), _workshop(edition, (15, 17))
    here = make.organisation()
    anna, bas = make.user(organisation=here), make.user(organisation=here)
    seat = actions.enrol(anna, edition, by=anna)
    _choose(seat, workshop, busy_then)
    Message.objects.update(state=Message.State.SENT)
    elsewhere = make.edition(sessions=0)
    make.session(elsewhere, hours=(16, 17))
    make.enrolment(bas, elsewhere)

    taken = actions.substitute(seat, bas, by=anna)

    assert (_chosen(seat), _chosen(taken)) == ([], [workshop])
    (mail,) = _mails("enrolment_enrolled")
    assert (workshop.uid, "REQUEST") in _told(mail)
    (goodbye,) = _mails("enrolment_withdrawn")
    assert {(workshop.uid, "CANCEL"), (busy_then.uid, "CANCEL")} <= _told(goodbye)


def test_calling_off_tells_the_calendar_of_the_workshops(edition: Edition) -> None:
    workshop, other = _workshop(edition), _workshop(edition)
    anna = make.user()
    seat = actions.enrol(anna, edition, by=anna)
    _choose(seat, workshop)
    Message.objects.update(state=Message.State.SENT)

    actions.cancel_edition(edition, by=make.user(roles=[Role.PLANNER]))

    (mail,) = _mails("enrolment_cancelled")
    assert (workshop.uid, "CANCEL") in _told(mail)
    assert other.uid not in {uid for uid, _method in _told(mail)}
    assert not SessionChoice.objects.exists()


# what is told


def _withdraw(seat: Enrolment) -> None:
    actions.withdraw(seat, by=seat.user)


def _cancel(seat: Enrolment) -> None:
    actions.cancel_edition(seat.edition, by=make.user())


def _hand_over(seat: Enrolment) -> None:
    actions.substitute(seat, make.user(organisation=seat.organisation), by=seat.user)


@pytest.mark.parametrize("leave", [_withdraw, _cancel, _hand_over])
def test_leaving_empties_the_calendar_of_a_choice_that_was_to_be_taken_back(
    edition: Edition, leave: Callable[[Enrolment], None]
) -> None:
    organisation = make.organisation()
    seat = make.enrolment(make.user(organisation=organisation), edition, organisation=organisation)
    first, second = _workshop(edition), _workshop(edition, (15, 17))
    _choose(seat, first)
    Message.objects.update(state=Message.State.SENT)
    _choose(seat, second)

    leave(seat)

    waiting = Message.objects.filter(recipient=seat.user, state=Message.State.READY)
    assert (first.uid, "CANCEL") in {one for mail in waiting for one in _told(mail)}


def test_enrolling_says_that_there_is_something_to_choose(edition: Edition) -> None:
    anna = make.user()
    actions.enrol(anna, edition, by=anna)
    _workshop(edition)
    bas = make.user()
    actions.enrol(bas, edition, by=bas)

    without, with_some = _mails("enrolment_enrolled")

    assert "/workshops/" not in without.body
    assert f"/uitvoeringen/{edition.code}/workshops/" in with_some.body


def test_choosing_invites_and_choosing_again_takes_back(edition: Edition) -> None:
    first, other = _workshop(edition), _workshop(edition)
    seat = make.enrolment(edition=edition)

    _choose(seat, first)
    (mail,) = _mails()
    Message.objects.update(state=Message.State.SENT)
    _choose(seat, other)
    (again,) = _mails()

    assert _told(mail) == {(first.uid, "REQUEST")}
    assert _told(again) == {(first.uid, "CANCEL"), (other.uid, "REQUEST")}
    assert other.title in again.body
    assert first.title not in again.body


def test_changing_ones_mind_before_the_mail_left_gives_one_mail(edition: Edition) -> None:
    first, other = _workshop(edition), _workshop(edition)
    seat = make.enrolment(edition=edition)

    _choose(seat, first)
    _choose(seat, other)
    _choose(seat)
    _choose(seat, first)

    (mail,) = _mails()
    assert _told(mail) == {(first.uid, "REQUEST")}


def test_choosing_the_same_again_tells_nothing(edition: Edition) -> None:
    first, seat = _workshop(edition), make.enrolment(edition=edition)
    _choose(seat, first)
    Message.objects.all().delete()

    _choose(seat, first)

    assert not Message.objects.exists()


def test_a_request_is_not_in_the_calendar_yet(edition: Edition) -> None:
    workshop, asked = _workshop(edition), make.request(edition=edition)

    _choose(asked, workshop)

    (mail,) = _mails()
    assert not mail.calendar
    assert calendar.calendar_items(asked.user) == []


def test_the_feed_holds_the_plenary_sessions_and_the_chosen_workshops(edition: Edition) -> None:
    workshop, _other = _workshop(edition, title="Sprinklers"), _workshop(edition, title="Tanks")
    seat, neighbour = make.enrolment(edition=edition), make.enrolment(edition=edition)
    _choose(seat, workshop)

    titles = {
        person: [one.item().title.split(": ")[1] for one in calendar.calendar_items(person)]
        for person in (seat.user, neighbour.user)
    }

    assert titles == {seat.user: ["Plenair", "Sprinklers"], neighbour.user: ["Plenair"]}


@pytest.mark.parametrize("chooses", [True, False])
def test_reminder_of_the_start_names_the_chosen_workshops_or_asks(chooses: bool) -> None:
    edition = make.edition(starts_on=make.TODAY + settings.START_REMINDER)
    workshop, other = _workshop(edition, (17, 18)), _workshop(edition, (17, 18))
    seat = make.enrolment(edition=edition)
    if chooses:
        _choose(seat, workshop)

    reminders.write(make.TODAY)

    told = Message.objects.get(kind="reminder").body
    assert (workshop.title in told, other.title in told) == (chooses, False)
    assert ("/workshops/" in told) is not chooses


# what a planner changes


def _move(session: Session, hours: int, by: User | None = None) -> None:
    later = timedelta(hours=hours)
    session.refresh_from_db()
    wish = make.wish(session, starts_at=session.starts_at + later, ends_at=session.ends_at + later)
    actions.change_session(session, wish, seen=session.sequence, by=by or make.user(roles=[Role.PLANNER]))


def test_who_chose_a_workshop_is_told_that_it_moves(edition: Edition) -> None:
    workshop, seat = _workshop(edition), make.enrolment(edition=edition)
    make.enrolment(edition=edition)
    _choose(seat, workshop)

    _move(workshop, 1)

    (mail,) = _mails("session_changed")
    assert mail.recipient == seat.user
    assert _told(mail) == {(workshop.uid, "REQUEST")}


def test_a_workshop_that_moves_onto_another_choice_is_dropped_and_told(edition: Edition) -> None:
    workshop, late, seat = _workshop(edition), _workshop(edition, (15, 17)), make.enrolment(edition=edition)
    neighbour = make.enrolment(edition=edition)
    _choose(seat, workshop, late)
    _choose(neighbour, workshop)
    Message.objects.update(state=Message.State.SENT)

    _move(workshop, 1)

    assert (_chosen(seat), _chosen(neighbour)) == ([late], [workshop])
    (mail,) = _mails(LOST)
    assert (mail.recipient, _told(mail)) == (seat.user, {(workshop.uid, "CANCEL")})
    assert [one.recipient for one in _mails("session_changed")] == [neighbour.user]


def test_a_change_that_waits_is_not_told_of_a_workshop_that_was_given_up(edition: Edition, settings: Settings) -> None:
    settings.MAIL_PAUSE = timedelta(minutes=5)
    workshop, seat = _workshop(edition), make.enrolment(edition=edition)
    _choose(seat, workshop)
    _move(workshop, 1)
    _choose(seat)

    _move(edition.sessions.get(by_choice=False), -1)

    (mail,) = _mails("session_changed")
    assert workshop.title not in mail.body


def _give_up(workshop: Session, seat: Enrolment) -> None:
    _choose(seat)


def _drop(workshop: Session, _seat: Enrolment) -> None:
    workshops.drop(workshop, by=make.user())


def _move_onto_another(workshop: Session, _seat: Enrolment) -> None:
    _move(workshop, 1)


@pytest.mark.parametrize("end", [_give_up, _drop, _move_onto_another])
def test_a_change_that_waits_is_not_told_of_a_workshop_that_somebody_has_no_more(
    edition: Edition, settings: Settings, end: Callable[[Session, Enrolment], None]
) -> None:
    settings.MAIL_PAUSE = timedelta(minutes=5)
    workshop, late, seat = _workshop(edition), _workshop(edition, (16, 18)), make.enrolment(edition=edition)
    _choose(seat, workshop, late)
    plenary = edition.sessions.get(by_choice=False)
    _move(plenary, -1)
    _move(workshop, 1)

    end(workshop, seat)

    (mail,) = _mails("session_changed")
    assert (plenary.title in mail.body, workshop.title in mail.body) == (True, False)
    assert (plenary.uid, "REQUEST") in _told(mail)


@pytest.mark.parametrize("end", [_give_up, _drop, _move_onto_another])
def test_reminder_that_waits_is_taken_back_when_workshops_are_others(
    end: Callable[[Session, Enrolment], None],
) -> None:
    edition = make.edition(starts_on=make.TODAY + settings.START_REMINDER)
    workshop, late, seat = _workshop(edition, (17, 18)), _workshop(edition, (18, 19)), make.enrolment(edition=edition)
    _choose(seat, workshop, late)
    reminders.write(make.TODAY)

    end(workshop, seat)

    assert not _mails("reminder")


def test_attendance_of_a_workshop_lists_who_chose_it(edition: Edition) -> None:
    workshop, seat = _workshop(edition), make.enrolment(edition=edition)
    make.enrolment(edition=edition)
    _choose(seat, workshop)

    assert list(attendees(workshop)) == [seat]


# the pages


def _page(edition: Edition) -> str:
    return f"/uitvoeringen/{edition.code}/workshops/"


def _field(session: Session) -> str:
    return f"om{timezone.localtime(session.starts_at):%Y%m%d%H%M}"


@pytest.fixture
def seat(edition: Edition) -> Enrolment:
    return make.enrolment(edition=edition)


@pytest.fixture
def browser(as_user: AsUser, seat: Enrolment) -> Client:
    return as_user(seat.user)


def test_participant_chooses_on_a_page_and_sees_it_everywhere(browser: Client, seat: Enrolment) -> None:
    workshop = _workshop(seat.edition, title="Sprinklers")
    page = browser.get(_page(seat.edition)).content.decode()

    answer = browser.post(_page(seat.edition), {_field(workshop): workshop.pk}, follow=True).content.decode()

    assert "Nog 2 van de 2 plaatsen vrij" in page
    assert "Uw keuze is bewaard" in answer
    for address in (seat.edition.get_absolute_url(), "/mijn/", f"/uitvoeringen/{seat.edition.code}/inschrijven/"):
        assert "Andere workshops kiezen" in browser.get(address).content.decode()


def test_pages_ask_who_has_not_chosen_yet(browser: Client, seat: Enrolment) -> None:
    _workshop(seat.edition)

    for address in (seat.edition.get_absolute_url(), "/mijn/", f"/uitvoeringen/{seat.edition.code}/inschrijven/"):
        assert "Kies uw workshops" in browser.get(address).content.decode()


def test_page_says_why_a_full_workshop_cannot_be_chosen(browser: Client, seat: Enrolment) -> None:
    full = _workshop(seat.edition, capacity=1, title="Vol huis")
    _choose(make.enrolment(edition=seat.edition), full)

    page = browser.get(_page(seat.edition)).content.decode()
    answer = browser.post(_page(seat.edition), {_field(full): full.pk})

    assert "Vol: de 1 plaats is bezet." in page
    assert answer.status_code == 409
    assert "Vol huis: Vol: de 1 plaats is bezet." in answer.content.decode()
    assert _chosen(seat) == []


@pytest.mark.parametrize("value", ["", "999999999", "x"])
def test_page_refuses_what_it_did_not_offer(browser: Client, seat: Enrolment, value: str) -> None:
    workshop = _workshop(seat.edition)

    assert browser.post(_page(seat.edition), {_field(workshop): value}).status_code == 400
    assert _chosen(seat) == []


def test_page_leads_to_the_edition_for_who_is_not_in(as_user: AsUser, edition: Edition) -> None:
    answer = as_user(make.user()).get(_page(edition))

    assert (answer.status_code, answer["Location"]) == (302, edition.get_absolute_url())


def test_page_says_who_may_choose_to_who_waits(as_user: AsUser, edition: Edition) -> None:
    _workshop(edition)
    waiting = make.enrolment(edition=edition, status=Status.WAITING)

    page = as_user(waiting.user).get(_page(edition)).content.decode()

    assert "wie een plaats heeft" in page
    assert "Keuze bewaren" not in page


def test_visitor_sees_how_many_seats_a_workshop_has(client: Client, edition: Edition) -> None:
    full = _workshop(edition, capacity=1)
    _workshop(edition, (15, 17), capacity=3)
    _choose(make.enrolment(edition=edition), full)

    page = client.get(edition.get_absolute_url()).content.decode()

    assert "Workshop naar keuze: vol" in page
    assert "Workshop naar keuze: nog 3 van de 3 plaatsen vrij" in page


# the planner


@pytest.fixture
def planner(as_user: AsUser) -> Client:
    return as_user(make.user(roles=[Role.PLANNER]))


def test_planner_sees_how_many_chose(planner: Client, edition: Edition) -> None:
    workshop = _workshop(edition, capacity=3)
    _choose(make.enrolment(edition=edition), workshop)

    page = planner.get(f"/planning/uitvoeringen/{edition.code}/workshops/").content.decode()

    assert "1 van de 3" in page


def test_planner_filters_and_exports_by_workshop(planner: Client, edition: Edition) -> None:
    workshop = _workshop(edition, title="Sprinklers")
    anna, bas = (make.enrolment(edition=edition) for _person in range(2))
    _choose(anna, workshop)
    address = f"/planning/uitvoeringen/{edition.code}/deelnemers/"

    listed = planner.get(address, {"workshop": workshop.pk}).content.decode()
    without = planner.get(address, {"workshop": "geen"}).content.decode()
    file = planner.get(address, {"export": "csv"}).content.decode()

    assert (anna.user.email in listed, bas.user.email in listed) == (True, False)
    assert (anna.user.email in without, bas.user.email in without) == (False, True)
    assert "13:00 Sprinklers" in file.splitlines()[0]
    assert ["ja" in line.split(";")[-1] for line in file.splitlines()[1:3]] == [True, False]


def test_participants_without_workshops_have_no_such_column(planner: Client) -> None:
    seat = make.enrolment()

    page = planner.get(f"/planning/uitvoeringen/{seat.edition.code}/deelnemers/").content.decode()

    assert "Workshop" not in page


def _set_seats(planner: Client, session: Session, seats: str, seen: str) -> str:
    sent = {"seats": seats, "seen": seen}
    return planner.post(f"/planning/bijeenkomsten/{session.pk}/plaatsen/", sent, follow=True).content.decode()


def test_planner_is_told_when_a_workshop_becomes_too_small_and_nobody_is_thrown_out(
    planner: Client, edition: Edition
) -> None:
    workshop = _workshop(edition, capacity=2)
    for _seat in range(2):
        _choose(make.enrolment(edition=edition), workshop)

    answer = _set_seats(planner, workshop, "1", "2")

    assert "2 deelnemers kozen deze workshop al. Niemand gaat eruit" in answer
    assert "te vol" in answer
    assert SessionChoice.objects.count() == 2


@pytest.mark.parametrize(("seats", "seen"), [("0", "2"), ("x", "2"), ("", "2"), ("5", "9")])
def test_seats_of_a_workshop_stay_as_they_were(planner: Client, edition: Edition, seats: str, seen: str) -> None:
    workshop = _workshop(edition, capacity=2)

    _set_seats(planner, workshop, seats, seen)

    workshop.refresh_from_db()
    assert (workshop.by_choice, workshop.capacity) == (True, 2)


def test_a_session_of_a_concept_becomes_a_workshop_and_back(planner: Client) -> None:
    session = make.session(make.edition(sessions=0, seats=9, status=Edition.Status.CONCEPT))

    _set_seats(planner, session, "4", "0")
    session.refresh_from_db()
    became = (session.by_choice, session.capacity)
    _set_seats(planner, session, "", "4")
    session.refresh_from_db()

    assert became == (True, 4)
    assert (session.by_choice, session.capacity) == (False, None)


def test_others_see_nothing_of_who_chose(as_user: AsUser, edition: Edition) -> None:
    _workshop(edition)
    code = edition.code

    assert as_user(make.user()).get(f"/planning/uitvoeringen/{code}/workshops/").status_code == 403


# a workshop that is not held


def test_a_workshop_that_is_not_held_is_taken_from_who_chose_and_teaches_it(planner: Client, edition: Edition) -> None:
    trainer = make.user()
    workshop, other = _workshop(edition, trainers=[trainer]), _workshop(edition, (15, 17))
    seat, neighbour = make.enrolment(edition=edition), make.enrolment(edition=edition)
    _choose(seat, workshop, other)
    _choose(neighbour, other)
    Message.objects.update(state=Message.State.SENT)

    answer = planner.post(f"/planning/bijeenkomsten/{workshop.pk}/vervallen/", follow=True).content.decode()

    assert "De workshop vervalt." in answer
    assert (_chosen(seat), _chosen(neighbour)) == ([other], [other])
    assert not Session.objects.filter(pk=workshop.pk).exists()
    (mail,) = _mails("workshop_dropped")
    assert (mail.recipient, _told(mail)) == (seat.user, {(workshop.uid, "CANCEL")})
    assert [one.recipient for one in _mails("trainer_taken_off")] == [trainer]


def test_what_everybody_attends_is_not_dropped(planner: Client, edition: Edition) -> None:
    plenary = edition.sessions.get()

    answer = planner.post(f"/planning/bijeenkomsten/{plenary.pk}/vervallen/")

    assert answer.status_code == 409
    assert edition.sessions.count() == 1


def test_the_only_session_of_an_edition_is_not_dropped(planner: Client) -> None:
    edition = make.edition(status=Edition.Status.CONCEPT)
    only = edition.sessions.get()
    edition.sessions.update(by_choice=True)

    page = planner.get(f"/planning/uitvoeringen/{edition.code}/workshops/").content.decode()
    answer = planner.post(f"/planning/bijeenkomsten/{only.pk}/vervallen/")

    assert "vervallen/" not in page
    assert (answer.status_code, edition.sessions.count()) == (409, 1)
    assert "minstens één bijeenkomst" in answer.content.decode()


def test_a_workshop_that_has_begun_is_not_dropped(planner: Client, edition: Edition, settings: Settings) -> None:
    workshop, seat = _workshop(edition), make.enrolment(edition=edition)
    _choose(seat, workshop)
    settings.AS_OF = edition.starts_on + DAY

    answer = planner.post(f"/planning/bijeenkomsten/{workshop.pk}/vervallen/")

    assert answer.status_code == 409
    assert _chosen(seat) == [workshop]


def test_a_workshop_is_dropped_once_when_pressed_twice(planner: Client, edition: Edition) -> None:
    workshop = _workshop(edition)
    address, key = f"/planning/bijeenkomsten/{workshop.pk}/vervallen/", {"key": str(uuid.uuid4())}

    answers = [planner.post(address, key).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert planner.post(address).status_code == 404


def test_a_workshop_with_attendance_is_not_dropped(planner: Client, edition: Edition) -> None:
    workshop, seat = _workshop(edition), make.enrolment(edition=edition)
    _choose(seat, workshop)
    Attendance.objects.create(enrolment=seat, session=workshop, status=Attendance.Status.PRESENT)

    page = planner.get(f"/planning/uitvoeringen/{edition.code}/workshops/").content.decode()
    answer = planner.post(f"/planning/bijeenkomsten/{workshop.pk}/vervallen/")

    assert "vervallen" not in page
    assert answer.status_code == 409
    assert "al aanwezigheid ingevuld" in answer.content.decode()
    assert _chosen(seat) == [workshop]


def test_who_changes_a_workshop_that_was_dropped_meanwhile_is_told(edition: Edition) -> None:
    workshop, by = _workshop(edition), make.user()
    as_seen = Session.objects.select_related("edition").get(pk=workshop.pk)
    wish = make.wish(as_seen, online_url="https://elders.example/")
    workshops.drop(workshop, by=by)

    for deed in (
        lambda: actions.change_session(as_seen, wish, seen=as_seen.sequence, by=by),
        lambda: course_actions.set_own_seats(as_seen, 9, seen=2, by=by),
        lambda: workshops.drop(as_seen, by=by),
    ):
        with pytest.raises(EditionRefused, match="intussen gewijzigd"), transaction.atomic():
            deed()


def test_who_sets_seats_second_reads_what_the_first_saved(planner: Client, edition: Edition) -> None:
    workshop = _workshop(edition, capacity=2)
    _set_seats(planner, workshop, "7", "2")

    page = _set_seats(planner, workshop, "5", "2")

    assert "Zo staat het er nu" in page
    assert 'value="5"' in page.partition('name="seats"')[2].partition(">")[0]
    assert 'name="seen" value="7"' in page


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_take_the_same_number_of_queries_for_one_and_three(as_user: AsUser) -> None:
    numbers = []
    for people in (1, 3):
        day = make.edition(make.course(kind=Course.Kind.NETWORK_DAY), sessions=1)
        held = [_workshop(day, (18 + number, 19 + number), capacity=9) for number in range(people)]
        for _person in range(people):
            seat = make.enrolment(edition=day, organisation=make.organisation())
            _choose(seat, *held)
            Attendant.objects.create(enrolment=seat)
        own, planner = as_user(seat.user), as_user(make.user(roles=[Role.PLANNER]))
        here, plan = f"/uitvoeringen/{day.code}/", f"/planning/uitvoeringen/{day.code}/"
        own_pages = [here, f"{here}inschrijven/", f"{here}workshops/", f"{here}aanwezigen/", "/mijn/"]
        plan_pages = [f"{plan}workshops/", f"{plan}deelnemers/", plan]
        numbers.append([_statements(own, one) for one in own_pages] + [_statements(planner, one) for one in plan_pages])

    assert numbers[0] == numbers[1]
