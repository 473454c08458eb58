from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from courses import rules
from courses.models import Edition, TrainerAssignment
from courses.slot import Slot
from people.models import User
from tests import make

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY, SATURDAY = date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 18)
KINGS_DAY, ASCENSION = date(2026, 4, 27), date(2026, 5, 14)

HOURS = [
    ((9, 11), True),  # the same hours
    ((10, 12), True),  # half of it
    ((8, 10), True),
    ((8, 13), True),  # all of it and more
    ((11, 12), False),  # begins when the other ends
    ((8, 9), False),  # ends when the other begins
    ((13, 15), False),
]


def _slot(hours: tuple[int, int] = (9, 11), day: date = MONDAY, **fields: Any) -> Slot:
    plain = Slot("Les", make.at(day, hours[0]), make.at(day, hours[1]), room=None, trainers=(), seats=10)
    return replace(plain, **fields)


def _wrong(*slots: Slot, edition: Edition | None = None) -> list[str]:
    return [clash.sentence for clash in rules.clashes(slots, edition=edition) if not clash.warning]


def _warnings(*slots: Slot) -> list[str]:
    return [clash.sentence for clash in rules.clashes(slots) if clash.warning]


# rooms and trainers in two places


@pytest.mark.parametrize(("hours", "clash"), HOURS)
@pytest.mark.parametrize("shared", ["room", "trainers"])
def test_clashes_are_slots_that_share_a_moment(shared: str, hours: tuple[int, int], clash: bool) -> None:
    thing: Any = make.room() if shared == "room" else (make.user(),)

    assert bool(_wrong(_slot((9, 11), **{shared: thing}), _slot(hours, **{shared: thing}))) is clash


@pytest.mark.parametrize(("hours", "clash"), HOURS)
@pytest.mark.parametrize("shared", ["room", "trainers"])
def test_clashes_are_slots_that_share_a_moment_with_what_is_released(
    shared: str, hours: tuple[int, int], clash: bool
) -> None:
    room, trainer = make.room(), make.user()
    taken = make.edition(sessions=0, starts_on=MONDAY)
    make.session(taken, MONDAY, (9, 11), room=room, trainers=[trainer])
    wanted: Any = {"room": room} if shared == "room" else {"trainers": (trainer,)}

    assert bool(_wrong(_slot(hours, **wanted))) is clash


def test_clashes_are_none_when_the_hours_are_on_another_day() -> None:
    room = make.room()

    assert _wrong(_slot(room=room), _slot(day=TUESDAY, room=room)) == []


def test_clashes_are_none_when_nothing_is_shared() -> None:
    assert _wrong(_slot(room=make.room(), trainers=(make.user(),)), _slot(room=make.room())) == []
    assert _wrong(_slot(), _slot()) == []  # both online, nobody asked yet


def test_clashes_are_none_when_there_is_nothing_to_plan() -> None:
    assert rules.clashes([]) == []


def test_clashes_name_who_when_and_by_what() -> None:
    trainer = make.user(given_name="Anna", infix="", family_name="Berg")
    taken = make.edition(sessions=0, starts_on=MONDAY, code="NFPA-2026-1")
    make.session(taken, MONDAY, (9, 11), title="Sprinklers", trainers=[trainer])

    (sentence,) = _wrong(_slot((10, 12), trainers=(trainer,)))

    assert sentence == "Anna Berg is op ma 13 apr 2026 10:00-12:00 al bezet door NFPA-2026-1 Sprinklers."


@pytest.mark.parametrize(
    ("status", "clash"),
    [
        (Edition.Status.CONCEPT, False),  # nobody was told
        (Edition.Status.PUBLISHED, True),
        (Edition.Status.CONFIRMED, True),
        (Edition.Status.RUNNING, True),
        (Edition.Status.COMPLETED, True),
        (Edition.Status.CANCELLED, False),
    ],
)
def test_clashes_count_what_is_released(status: Edition.Status, clash: bool) -> None:
    room = make.room()
    make.edition(status=status, starts_on=MONDAY, room=room)

    assert bool(_wrong(_slot(room=room))) is clash


@pytest.mark.parametrize(
    ("status", "clash"),
    [
        (TrainerAssignment.Status.ASKED, True),
        (TrainerAssignment.Status.ACCEPTED, True),
        (TrainerAssignment.Status.DECLINED, False),
    ],
)
def test_clashes_count_trainers_who_are_coming(status: TrainerAssignment.Status, clash: bool) -> None:
    trainer = make.user()
    taken = make.edition(starts_on=MONDAY)
    make.trainer_assignment(taken.sessions.get(), trainer, status)

    assert bool(_wrong(_slot(trainers=(trainer,)))) is clash


def test_clashes_leave_the_sessions_of_the_edition_itself_out() -> None:
    room = make.room()
    own = make.edition(starts_on=MONDAY, room=room)

    assert _wrong(_slot(room=room), edition=own) == []
    assert len(_wrong(_slot(room=room))) == 1


def test_clashes_find_one_trainer_twice_in_one_proposal() -> None:
    trainer, other = make.user(), make.user()

    found = _wrong(_slot(trainers=(trainer, other)), _slot((10, 12), trainers=(trainer,)), _slot((11, 12)))

    assert len(found) == 1
    assert str(trainer) in found[0]


@pytest.mark.parametrize(("hours", "clash"), HOURS)
def test_clashes_warn_of_participants_who_cannot_be_at_both(hours: tuple[int, int], clash: bool) -> None:
    assert bool(_warnings(_slot(), _slot(hours))) is clash


def test_clashes_do_not_warn_of_workshops_to_choose_from() -> None:
    assert _warnings(_slot(by_choice=True), _slot(by_choice=True), _slot((13, 15))) == []


def test_clashes_warn_of_a_workshop_beside_what_everybody_attends() -> None:
    assert len(_warnings(_slot(by_choice=True), _slot())) == 1


# leave


@pytest.mark.parametrize(("hours", "clash"), HOURS)
@pytest.mark.parametrize("whose", ["room", "trainer"])
def test_clashes_are_slots_during_leave(whose: str, hours: tuple[int, int], clash: bool) -> None:
    thing: Any = make.room() if whose == "room" else make.user()
    make.unavailability(MONDAY, (9, 11), **{whose: thing})
    wanted: Any = {"room": thing} if whose == "room" else {"trainers": (thing,)}

    assert bool(_wrong(_slot(hours, **wanted))) is clash


def test_clashes_with_leave_say_why() -> None:
    trainer = make.user(given_name="Anna", infix="", family_name="Berg")
    make.unavailability(MONDAY, trainer=trainer, reason="vakantie")

    assert _wrong(_slot(trainers=(trainer,))) == ["Anna Berg kan niet op ma 13 apr 2026 09:00-11:00: vakantie."]


def test_clashes_leave_the_leave_of_others_alone() -> None:
    make.unavailability(MONDAY, trainer=make.user())
    make.unavailability(MONDAY, room=make.room())

    assert _wrong(_slot(room=make.room(), trainers=(make.user(),)), _slot()) == []


# days and seats: warnings


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (MONDAY, None),
        (SATURDAY, "weekend"),
        (date(2026, 4, 19), "weekend"),
        (date(2026, 4, 6), "Tweede paasdag"),
        (KINGS_DAY, "Koningsdag"),
        (ASCENSION, "Hemelvaartsdag"),
        (date(2026, 12, 25), "Eerste kerstdag"),
        (date(2027, 1, 1), "Nieuwjaarsdag"),
        (date(2026, 5, 5), None),  # Liberation Day is free once in five years
        (date(2026, 4, 3), "Goede vrijdag"),
    ],
)
def test_free_days_are_weekends_and_public_holidays(day: date, why: str | None) -> None:
    assert rules.free_days([day]) == ({day: why} if why else {})


def test_free_days_follow_our_own_word_before_the_calendar() -> None:
    make.free_day(ASCENSION + timedelta(days=1), "Brugdag")
    make.free_day(SATURDAY, "Open dag", is_free=False)

    free = rules.free_days([ASCENSION, ASCENSION + timedelta(days=1), SATURDAY])

    assert free == {ASCENSION: "Hemelvaartsdag", ASCENSION + timedelta(days=1): "Brugdag"}


def test_clashes_on_a_free_day_are_warnings() -> None:
    slot = _slot(day=KINGS_DAY)

    assert _warnings(slot) == ["ma 27 apr 2026 09:00-11:00 is geen werkdag: Koningsdag."]
    assert _wrong(slot) == []


@pytest.mark.parametrize(("capacity", "warned"), [(9, True), (10, False), (11, False)])
def test_clashes_with_too_small_a_room_are_warnings(capacity: int, warned: bool) -> None:
    slot = _slot(room=make.room(capacity), seats=10)

    assert bool(_warnings(slot)) is warned
    assert _wrong(slot) == []


def test_clashes_come_with_what_is_wrong_first() -> None:
    room = make.room(5)

    found = rules.clashes([_slot(room=room), _slot(room=room)])

    assert [clash.warning for clash in found] == [False, True, True, True]


@pytest.mark.parametrize("number", [1, 10])
def test_clashes_ask_the_database_as_often_for_one_as_for_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    trainers: list[User] = [make.user() for _one in range(number)]
    rooms = [make.room() for _one in range(number)]
    for room, trainer in zip(rooms, trainers, strict=True):
        make.edition(starts_on=MONDAY, room=room, trainers=[trainer])
        make.unavailability(MONDAY, room=room)
        make.unavailability(MONDAY, trainer=trainer)
    slots = [
        _slot(room=room, trainers=(trainer,), by_choice=True) for room, trainer in zip(rooms, trainers, strict=True)
    ]

    with django_assert_num_queries(5):
        found = rules.clashes(slots)

    assert len(found) == 4 * number


# announcing


@pytest.mark.parametrize("status", Edition.Status)
def test_may_publish_a_concept_only(status: Edition.Status) -> None:
    assert rules.may_publish(make.edition(status=status)) is (status == Edition.Status.CONCEPT)


@pytest.mark.parametrize("delivery", Edition.Delivery)
def test_may_publish_without_sessions_what_is_followed_alone(delivery: Edition.Delivery) -> None:
    edition = make.edition(sessions=0, status=Edition.Status.CONCEPT, delivery=delivery)

    alone = delivery == Edition.Delivery.E_LEARNING
    assert rules.may_publish(edition) is alone
    assert rules.why_not_publish(edition) == ("" if alone else "Deze uitvoering heeft nog geen bijeenkomsten.")
