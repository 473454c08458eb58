"""What people really find in their calendar: our mails and feeds, a real mail server and a real calendar server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date
from functools import partial
from pathlib import Path

import pytest
from django.test import Client

from config import calendar
from courses import actions as course_actions
from courses.models import Edition, Session, TrainerAssignment
from courses.trainers import actions as trainers
from courses.trainers.actions import Answer
from enrolments import actions
from enrolments.models import Enrolment
from people import calendars, outbox
from people.letters import actions as letters
from people.models import Message, User
from tests import calendar_server, make
from tests.calendar_server import CalendarServer, Held, Program, Subscription
from tests.mail_server import Mailbox

CLOCK_CHANGES = [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]
SUNDAY, DAYS = CLOCK_CHANGES[0], 3
FEED = "/agenda/leerlijn.ics"
Plain = dict[str, tuple[object, object, str]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CalendarServer]:
    with calendar_server.serving(tmp_path) as server:
        yield server


@dataclass
class Life:
    """An edition of one seat around a change of the clock, and those who want it."""

    edition: Edition
    people: dict[str, User]
    planner: User
    days: list[int]  # its sessions, in the order in which they were planned

    def change(self, day: int, **becomes: object) -> None:
        session = Session.objects.get(pk=self.days[day])
        wish = make.wish(session, **becomes)
        actions.change_session(session, wish, seen=session.sequence, by=self.planner)

    def move(self, day: int, to: date) -> None:
        self.change(day, starts_at=make.at(to, 9), ends_at=make.at(to, 17))

    def put_on(self, day: int, *names: str) -> None:
        self.change(day, trainers=tuple(self.people[name] for name in names))

    def answer(self, name: str, status: TrainerAssignment.Status, *days: int) -> None:
        mine = TrainerAssignment.objects.filter(trainer=self.people[name], session__in=[self.days[day] for day in days])
        given = {one.pk: Answer(status, one.session.sequence) for one in mine.select_related("session")}
        trainers.answer(self.edition, given, "Op reis", by=self.people[name])

    def enrol(self, name: str) -> None:
        actions.enrol(self.people[name], self.edition, by=self.people[name])

    def withdraw(self, name: str) -> None:
        mine = Enrolment.objects.active().get(user=self.people[name], edition=self.edition)
        actions.withdraw(mine, by=self.people[name])


@dataclass(frozen=True)
class Step:
    """Something that happens to an edition, and who must have which of its days in the calendar from then on.

    What they hold is compared with the sessions as they are by then.
    """

    deed: Callable[[Life], object]
    held: dict[str, set[int]]


ALL = set(range(DAYS))
ACCEPTED, DECLINED = TrainerAssignment.Status.ACCEPTED, TrainerAssignment.Status.DECLINED
LIFE = {
    "publish": Step(lambda life: course_actions.publish(life.edition, by=life.planner), {}),
    "trainer accepts": Step(lambda life: life.answer("kim", ACCEPTED, *ALL), {"kim": ALL}),
    "enrol": Step(lambda life: life.enrol("anna"), {"anna": ALL, "kim": ALL}),
    "wait": Step(lambda life: life.enrol("bas"), {"anna": ALL, "kim": ALL}),
    "move a day": Step(lambda life: life.move(0, CLOCK_CHANGES[1]), {"anna": ALL, "kim": ALL}),
    "swap trainer": Step(lambda life: life.put_on(1, "lou"), {"anna": ALL, "kim": {0, 2}}),
    "new trainer accepts": Step(lambda life: life.answer("lou", ACCEPTED, 1), {"anna": ALL, "kim": {0, 2}, "lou": {1}}),
    "change room": Step(
        lambda life: life.change(1, room=make.room(name="Aula")), {"anna": ALL, "kim": {0, 2}, "lou": {1}}
    ),
    "trainer declines": Step(lambda life: life.answer("kim", DECLINED, 2), {"anna": ALL, "kim": {0}, "lou": {1}}),
    "change without that trainer": Step(lambda life: life.change(2, room=None), {"anna": ALL, "kim": {0}, "lou": {1}}),
    "trainer comes after all": Step(
        lambda life: life.answer("kim", ACCEPTED, 2), {"anna": ALL, "kim": {0, 2}, "lou": {1}}
    ),
    "withdraw": Step(lambda life: life.withdraw("anna"), {"bas": ALL, "kim": {0, 2}, "lou": {1}}),
    "wait again": Step(lambda life: life.enrol("anna"), {"bas": ALL, "kim": {0, 2}, "lou": {1}}),
    "move up": Step(lambda life: life.withdraw("bas"), {"anna": ALL, "kim": {0, 2}, "lou": {1}}),
    "cancel": Step(lambda life: actions.cancel_edition(life.edition, by=life.planner), {}),
}


@pytest.mark.django_db
def test_life_of_an_edition_leaves_the_right_items_in_every_calendar(server: CalendarServer, mailbox: Mailbox) -> None:
    room = make.room(name="Zaal; één, \\ twee")
    edition = make.edition(
        seats=1, sessions=DAYS, starts_on=SUNDAY, room=room, status=Edition.Status.CONCEPT, enrol_until=make.TODAY
    )
    people = {name: make.user(f"{name}@example.org") for name in ("anna", "kim")}
    people |= {name: make.user(f"{name}@example.org", language="en") for name in ("bas", "lou")}
    days = list(edition.sessions.all())
    for session in days:
        make.trainer_assignment(session, people["kim"], TrainerAssignment.Status.ASKED)
    life = Life(edition, people, make.user(), [session.pk for session in days])
    programs = {name: Program(server, name) for name in people}

    for name, step in LIFE.items():
        step.deed(life)
        _deliver(mailbox, programs)

        for person, program in programs.items():
            held, wanted = _plain(program.held()), {days[day].uid for day in step.held.get(person, ())}
            assert held == {uid: it for uid, it in _sessions(edition).items() if uid in wanted}, f"{name}: {person}"
            feed = {one.uid for one in calendar.items_of(people[person]) if not one.item().tentative}
            assert held.keys() == feed, f"{name}: feed of {person}"


@pytest.mark.django_db
def test_calendar_is_right_when_a_mail_never_came_or_came_without_a_word(
    server: CalendarServer, mailbox: Mailbox
) -> None:
    """The program fails at a cancellation of what it never had, and at a sequence that does not rise."""
    anna, edition = (
        make.user("anna@example.org"),
        make.edition(sessions=DAYS, starts_on=SUNDAY, room=make.room(), enrol_until=make.TODAY),
    )
    life = Life(edition, {"anna": anna}, make.user(), [session.pk for session in edition.sessions.all()])
    programs = {"anna": Program(server, "anna")}

    def after(*deeds: Callable[[], object]) -> Plain:
        for deed in deeds:
            deed()
        _deliver(mailbox, programs)
        return _plain(programs["anna"].held())

    def refuse(answer: str) -> None:
        mailbox.to_recipient = {anna.email: answer}

    def hang_up(*, off: bool) -> None:
        mailbox.hangs_up = off

    enrol, withdraw, there = partial(life.enrol, "anna"), partial(life.withdraw, "anna"), _sessions(edition)

    assert after(enrol, _take_away, withdraw) == {}, "taken away by a planner"
    assert after(enrol) == there
    assert after(withdraw, _take_away, enrol) == there, "the withdrawal was taken away, and the seat came back"
    assert after(withdraw) == {}
    refuse("550 5.1.1 onbekend")
    assert after(enrol) == {}
    refuse("250 OK")
    assert after(withdraw) == {}, "refused for good"
    hang_up(off=True)
    assert after(enrol) == there
    hang_up(off=False)
    assert after(withdraw) == {}, "taken, but the server did not say so"


@pytest.mark.django_db
def test_subscription_follows_what_is_moved_and_called_off_when_the_clock_changes(
    server: CalendarServer, client: Client
) -> None:
    editions = [make.edition(sessions=DAYS, starts_on=change, room=make.room()) for change in CLOCK_CHANGES]
    first = editions[0].sessions.all()[0]
    subscription = Subscription(server, "openbaar")

    published, at_first = subscription.follow(client.get(FEED).content), _sessions(*editions)
    Session.objects.filter(pk=first.pk).update(
        starts_at=make.at(SUNDAY, 4), ends_at=make.at(SUNDAY, 5), sequence=1, room=make.room(name="Aula")
    )
    moved, in_the_end = subscription.follow(client.get(FEED).content), _sessions(*editions)
    for edition in editions:
        course_actions.cancel(edition, by=make.user())
    called_off = subscription.follow(client.get(FEED).content)

    assert (_plain(published), _plain(moved), _plain(called_off)) == (at_first, in_the_end, in_the_end)
    assert moved[first.uid].place.startswith("Aula, ")
    assert {one.status for one in moved.values()} == {"CONFIRMED"}
    assert {one.status for one in called_off.values()} == {"CANCELLED"}
    assert all(published[uid].sequence <= moved[uid].sequence < called_off[uid].sequence for uid in published)


@pytest.mark.django_db
def test_subscription_to_the_own_feed_empties_when_its_owner_withdraws(server: CalendarServer, client: Client) -> None:
    anna = make.enrolment().user
    feed = f"/agenda/mijn/{calendars.new_feed_token(anna)}.ics"
    subscription = Subscription(server, "mijn")

    before = subscription.follow(client.get(feed).content)
    actions.withdraw(Enrolment.objects.get(), by=anna)
    after = subscription.follow(client.get(feed).content)

    assert (len(before), after) == (1, {})


def _deliver(mailbox: Mailbox, programs: dict[str, Program]) -> None:
    """Send what waits, and let each person's program take it."""
    while outbox.send_due():
        pass
    for mail in mailbox.received:
        programs[str(mail["To"]).partition("@")[0]].take(mail)
    mailbox.received.clear()


def _take_away() -> None:
    """A planner takes away what waits."""
    for message in Message.objects.filter(state__in=outbox.WAITING):
        letters.drop_letter(message, by=make.user())


def _plain(held: dict[str, Held]) -> Plain:
    return {uid: (one.starts_at, one.ends_at, one.place) for uid, one in held.items()}


def _sessions(*editions: Edition) -> Plain:
    """The sessions as they are now, as a calendar should hold them."""
    found = Session.objects.filter(edition__in=editions).select_related("room__location")
    return {
        session.uid: (
            session.starts_at.astimezone(UTC),
            session.ends_at.astimezone(UTC),
            f"{session.room.name}, {session.room.location.name}, {session.room.location.address}, "
            f"{session.room.location.city}"
            if session.room
            else "Online",
        )
        for session in found
    }
