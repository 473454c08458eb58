from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from courses import planning, rules
from courses.models import Course, Edition, PatternSession, TrainerAssignment
from courses.slot import Slot
from tests import make

pytestmark = pytest.mark.django_db

FIRST = date(2026, 4, 13)  # a Monday
RoomKind = PatternSession.RoomKind


def _course(*hours: tuple[int, int], **fields: object) -> Course:
    """A course with a meeting on its first day for each of `hours`."""
    course = make.course()
    for span in hours or [(9, 17)]:
        make.pattern_session(course, span, **fields)
    return course


def _proposed(course: Course, first_day: date = FIRST, capacity: int = 12) -> list[Slot]:
    return planning.propose(course, first_day, capacity=capacity)


def _released(hours: tuple[int, int] = (9, 17), **fields: object) -> None:
    """Another edition, on the first day."""
    make.session(make.edition(sessions=0, starts_on=FIRST), FIRST, hours, **fields)  # type: ignore[arg-type]  # room or trainers


def test_propose_counts_days_from_the_first_and_keeps_hours() -> None:
    course = make.course()
    make.pattern_session(course, (9, 12), title="Begin")
    make.pattern_session(course, (13, 16), day_offset=7, title="Vervolg", module=make.module(course))

    begin, later = _proposed(course)

    assert (begin.title, begin.starts_at, begin.ends_at) == ("Begin", make.at(FIRST, 9), make.at(FIRST, 12))
    assert later.starts_at == make.at(FIRST + timedelta(days=7), 13)
    assert later.module == course.modules.get()


@pytest.mark.parametrize("first_day", [date(2026, 10, 24), date(2027, 3, 27)])
def test_propose_keeps_nine_o_clock_at_nine_when_the_clock_changes(first_day: date) -> None:
    course = make.course()
    for offset in range(3):
        make.pattern_session(course, (9, 17), day_offset=offset)

    assert [slot.starts_at for slot in _proposed(course, first_day)] == [
        make.at(first_day + timedelta(days=offset), 9) for offset in range(3)
    ]


def test_propose_is_nothing_when_the_course_has_no_pattern() -> None:
    assert _proposed(make.course()) == []


# rooms


@pytest.mark.parametrize(("seats", "fit"), [(1, 10), (10, 10), (11, 20), (20, 20), (21, None)])
def test_propose_takes_the_tightest_room_that_holds_everybody(seats: int, fit: int | None) -> None:
    for capacity in (20, 10):
        make.room(capacity)

    (slot,) = _proposed(_course(), capacity=seats)

    assert (slot.room.capacity if slot.room else None) == fit


def test_propose_counts_the_seats_of_a_workshop_by_itself() -> None:
    small, _large = make.room(8), make.room(40)

    (slot,) = _proposed(_course(by_choice=True, capacity=8), capacity=40)

    assert (slot.room, slot.seats, slot.capacity) == (small, 8, 8)


@pytest.mark.parametrize("kind", [RoomKind.CLASSROOM, RoomKind.PRACTICE, RoomKind.HALL])
def test_propose_takes_the_kind_of_room_that_is_asked(kind: PatternSession.RoomKind) -> None:
    rooms = {one: make.room(kind=one) for one in RoomKind}

    (slot,) = _proposed(_course(room_kind=kind))

    assert slot.room == rooms[kind]


def test_propose_takes_no_room_for_what_is_online() -> None:
    make.room()

    (slot,) = _proposed(_course(room_kind=RoomKind.ONLINE))

    assert slot.room is None


@pytest.mark.parametrize(("hours", "free"), [((7, 9), True), ((8, 10), False), ((16, 18), False), ((17, 19), True)])
def test_propose_passes_over_a_room_that_is_taken(hours: tuple[int, int], free: bool) -> None:
    tight, larger = make.room(12), make.room(13)
    _released(hours, room=tight)

    (slot,) = _proposed(_course((9, 17)))

    assert slot.room == (tight if free else larger)


def test_propose_passes_over_a_room_that_cannot_be_had() -> None:
    tight, larger = make.room(12), make.room(13)
    make.unavailability(FIRST, (16, 18), room=tight)

    assert [slot.room for slot in _proposed(_course((9, 16), (16, 17)))] == [tight, larger]


def test_propose_uses_no_room_twice_at_once() -> None:
    rooms = {make.room(12), make.room(13)}

    slots = _proposed(_course((9, 12), (9, 12), (10, 11)))

    assert {slot.room for slot in slots} == {*rooms, None}


def test_propose_stays_in_one_room_where_it_can() -> None:
    tight, larger = make.room(12), make.room(13)
    _released((9, 12), room=tight)

    slots = _proposed(_course((9, 12), (13, 16)))

    assert [slot.room for slot in slots] == [larger, larger]


# trainers


def test_propose_asks_who_can_teach_it() -> None:
    able, other = make.user(), make.user()
    sprinklers = make.qualification(able)
    make.qualification(other)

    (slot,) = _proposed(_course(qualification=sprinklers))

    assert slot.trainers == (able,)


def test_propose_asks_anybody_who_teaches_when_nothing_is_required() -> None:
    able = make.user()
    make.qualification(able)
    make.user()

    (slot,) = _proposed(_course())

    assert slot.trainers == (able,)


def test_propose_asks_nobody_who_left() -> None:
    gone = make.user(is_active=False)

    (slot,) = _proposed(_course(qualification=make.qualification(gone)))

    assert slot.trainers == ()


@pytest.mark.parametrize(("wanted", "asked"), [(1, 1), (2, 2), (3, 2)])
def test_propose_asks_as_many_trainers_as_it_takes(wanted: int, asked: int) -> None:
    able = make.qualification(make.user(), make.user())

    (slot,) = _proposed(_course(qualification=able, trainers=wanted))

    assert len(slot.trainers) == asked


@pytest.mark.parametrize("why", ["teaches", "leave"])
def test_propose_passes_over_a_trainer_who_is_busy(why: str) -> None:
    busy, free = make.user(family_name="Aa"), make.user(family_name="Bb")
    able = make.qualification(busy, free)
    if why == "teaches":
        _released((16, 18), trainers=[busy])
    else:
        make.unavailability(FIRST, (16, 18), trainer=busy)

    (slot,) = _proposed(_course((9, 17), qualification=able))

    assert slot.trainers == (free,)


def test_propose_takes_a_trainer_back_who_said_no_elsewhere() -> None:
    trainer = make.user()
    session = make.session(make.edition(sessions=0, starts_on=FIRST), FIRST)
    make.trainer_assignment(session, trainer, TrainerAssignment.Status.DECLINED)

    (slot,) = _proposed(_course(qualification=make.qualification(trainer)))

    assert slot.trainers == (trainer,)


def test_propose_asks_no_trainer_twice_at_once() -> None:
    only = make.user()
    able = make.qualification(only)

    slots = _proposed(_course((9, 12), (11, 14), (12, 15), qualification=able))

    assert [slot.trainers for slot in slots] == [(only,), (), (only,)]


def test_propose_keeps_the_same_face_where_it_can() -> None:
    first, second = make.user(family_name="Aa"), make.user(family_name="Bb")
    able = make.qualification(first, second)
    _released((9, 12), trainers=[first])

    slots = _proposed(_course((9, 12), (13, 16), qualification=able))

    assert [slot.trainers for slot in slots] == [(second,), (second,)]


# the whole


def test_propose_never_clashes_by_itself() -> None:
    for capacity in (12, 14, 20):
        room = make.room(capacity)
        make.unavailability(FIRST, (9, 10 + capacity // 4), room=room)
    people = [make.user() for _one in range(3)]
    able = make.qualification(*people)
    _released((12, 14), trainers=people[:1])
    course = _course((9, 12), (11, 15), (13, 17), (9, 17), qualification=able, trainers=2)

    assert [clash.sentence for clash in rules.clashes(_proposed(course)) if not clash.warning] == []


def test_propose_does_not_count_concepts_and_what_was_called_off() -> None:
    room = make.room(12)
    for status in (Edition.Status.CONCEPT, Edition.Status.CANCELLED):
        make.edition(status=status, starts_on=FIRST, room=room)

    (slot,) = _proposed(_course())

    assert slot.room == room


@pytest.mark.parametrize("number", [1, 10])
def test_propose_asks_the_database_as_often_for_one_edition_as_for_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    able = make.qualification(make.user())
    course = _course((9, 12), (13, 17), qualification=able)
    for _one in range(number):
        make.edition(starts_on=FIRST, room=make.room(), trainers=[make.user()])
        make.unavailability(FIRST, trainer=make.user())

    with django_assert_num_queries(7):
        _proposed(course)
