from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from courses.models import Edition, TrainerAssignment
from enrolments import queries
from enrolments.calendar import calendar_items
from enrolments.models import ACTIVE, Enrolment, Status
from enrolments.queries import InLine
from people.models import Role
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MONDAY = date(2026, 4, 13)

SEATED = {Status.ENROLLED, Status.COMPLETED, Status.NOT_COMPLETED}
TAKEN = {Status.REQUESTED, Status.OFFERED, *SEATED}


# seats


@pytest.mark.parametrize("status", Status)
def test_free_seats_are_less_for_who_holds_or_held_one(status: Status) -> None:
    edition = make.edition(seats=5)
    make.enrolment(edition=edition, status=status)

    assert queries.free_seats(edition) == (4 if status in TAKEN else 5)


def test_free_seats_are_never_less_than_none() -> None:
    edition = make.edition(seats=1)
    for _one in range(2):
        make.enrolment(edition=edition)

    assert queries.free_seats(edition) == 0


def test_free_seats_are_counted_per_session() -> None:
    course = make.course()
    basics, tunnels = make.module(course), make.module(course)
    edition = make.edition(course, seats=10, sessions=0)
    make.session(edition, module=basics)
    make.session(edition, edition.starts_on + DAY, module=tunnels)
    make.session(edition, edition.starts_on + 2 * DAY)  # for whoever follows everything
    for modules, people in (([basics], 3), ([tunnels], 2), ([basics, tunnels], 1), ([], 4)):
        for _one in range(people):
            make.enrolment(edition=edition, modules=modules)

    standing = queries.standing(edition)

    free = {session.module: standing.free(edition, [session]) for session in edition.sessions.select_related("module")}
    assert free == {basics: 10 - 4 - 4, tunnels: 10 - 4 - 3, None: 10 - 4}
    assert queries.free_seats(edition) == 2


def test_free_seats_leave_other_editions_alone() -> None:
    edition = make.edition(seats=5)
    make.enrolment(edition=make.edition(edition.course))

    assert queries.free_seats(edition) == 5


def test_standing_tells_who_is_in_whether_somebody_waits_and_the_last_number() -> None:
    edition, anna, bas = make.edition(), make.user(), make.user()
    empty = queries.standing(edition, anna)
    make.enrolment(anna, edition, modules=[make.module(edition.course), make.module(edition.course)])
    make.enrolment(edition=edition, status=Status.WAITING)
    make.enrolment(bas, edition, Status.WITHDRAWN, number=9)

    standing = queries.standing(edition, anna)

    assert (empty.already_in, empty.somebody_waits, empty.last_number) == (False, False, 0)
    assert (standing.already_in, standing.somebody_waits, standing.last_number) == (True, True, 9)
    assert not queries.standing(edition, bas).already_in
    assert not queries.standing(edition).already_in


@pytest.mark.parametrize("number", [1, 20])
def test_standing_is_one_query_however_many_are_in(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition, anna = make.edition(), make.user()
    for _one in range(number):
        make.enrolment(edition=edition)

    with django_assert_num_queries(1):
        queries.standing(edition, anna)


# the waiting list


def test_in_line_counts_who_is_before() -> None:
    edition, other, here = make.edition(seats=1), make.edition(), make.organisation()
    make.enrolment(edition=other, status=Status.WAITING)
    make.enrolment(edition=edition)
    first, gone = (make.enrolment(edition=edition, status=Status.WAITING) for _one in range(2))
    of_here, last = (make.enrolment(edition=edition, status=Status.WAITING, organisation=here) for _one in range(2))
    Enrolment.objects.filter(pk=gone.pk).update(status=Status.WITHDRAWN)

    assert queries.in_line([first, of_here, last]) == {
        first.pk: InLine(1, 1, seats_are_kept=False),
        of_here.pk: InLine(2, 1, seats_are_kept=False),
        last.pk: InLine(3, 2, seats_are_kept=False),
    }
    assert queries.in_line([]) == {}


def test_waiting_list_is_in_order_of_number() -> None:
    edition = make.edition()
    late = make.enrolment(edition=edition, status=Status.WAITING, number=8)
    early = make.enrolment(edition=edition, status=Status.WAITING, number=2)

    assert list(queries.waiting_list(edition)) == [early, late]


@pytest.mark.parametrize("status", Status)
def test_active_enrolment_is_a_seat_or_a_place_in_line(status: Status) -> None:
    enrolment = make.enrolment(status=status)

    found = queries.active_enrolment(enrolment.user, enrolment.edition)

    assert found == (enrolment if status in ACTIVE else None)


# the own calendar


@pytest.mark.parametrize(
    ("day", "hours", "clash"),
    [
        (MONDAY, (9, 11), True),  # the same hours
        (MONDAY, (10, 12), True),  # half of it
        (MONDAY, (8, 12), True),  # all of it and more
        (MONDAY, (11, 12), False),  # starts when the other ends
        (MONDAY, (8, 9), False),  # ends when the other starts
        (MONDAY + DAY, (9, 11), False),
    ],
)
@pytest.mark.parametrize("role", ["participant", "trainer"])
def test_clashing_sessions_are_those_that_overlap(role: str, day: date, hours: tuple[int, int], clash: bool) -> None:
    anna = make.user()
    wanted, own = make.edition(sessions=0, starts_on=MONDAY), make.edition(sessions=0, starts_on=MONDAY)
    make.session(wanted, MONDAY, (9, 11))
    attended = make.session(own, day, hours, trainers=[anna] if role == "trainer" else [])
    if role == "participant":
        make.enrolment(anna, own)

    assert list(queries.clashing_sessions(anna, wanted)) == ([attended] if clash else [])


@pytest.mark.parametrize("status", Status)
def test_clashing_sessions_are_of_seats_that_are_held(status: Status) -> None:
    enrolment = make.enrolment(status=status)

    found = queries.clashing_sessions(enrolment.user, make.edition())

    assert found.exists() is (status in (Status.REQUESTED, Status.ENROLLED))


@pytest.mark.parametrize("status", Edition.Status)
def test_clashing_sessions_are_released(status: Edition.Status) -> None:
    enrolment = make.enrolment(edition=make.edition(status=status))

    found = queries.clashing_sessions(enrolment.user, make.edition())

    assert found.exists() is (status not in (Edition.Status.CONCEPT, Edition.Status.CANCELLED))


def test_clashing_sessions_are_not_of_what_a_trainer_declined() -> None:
    anna, own = make.user(), make.edition()
    make.trainer_assignment(own.sessions.get(), anna, TrainerAssignment.Status.DECLINED)

    assert not queries.clashing_sessions(anna, make.edition()).exists()


def test_clashing_sessions_are_of_the_edition_itself_for_its_trainers_only() -> None:
    anna, bob = make.user(), make.user()
    edition = make.edition(trainers=[anna])
    make.enrolment(bob, edition)

    assert queries.clashing_sessions(anna, edition).exists()
    assert not queries.clashing_sessions(bob, edition).exists()


def test_clashing_sessions_are_not_workshops_to_choose_from() -> None:
    anna, own, wanted = make.user(), make.edition(sessions=0), make.edition(sessions=0)
    make.session(own, by_choice=True)
    make.session(wanted)
    make.enrolment(anna, own)

    assert not queries.clashing_sessions(anna, wanted).exists()


def test_clashing_sessions_are_of_the_modules_that_somebody_follows() -> None:
    course, anna = make.course(), make.user()
    basics, tunnels = make.module(course), make.module(course)
    own = make.edition(course, sessions=0, starts_on=MONDAY)
    make.session(own, MONDAY, module=basics)
    followed = make.session(own, MONDAY + DAY, module=tunnels)
    make.enrolment(anna, own, modules=[tunnels])

    assert not queries.clashing_sessions(anna, make.edition(starts_on=MONDAY)).exists()
    assert list(queries.clashing_sessions(anna, make.edition(starts_on=MONDAY + DAY))) == [followed]


@pytest.mark.parametrize("status", Status)
def test_calendar_items_are_of_seats(status: Status) -> None:
    enrolment = make.enrolment(status=status)

    assert bool(calendar_items(enrolment.user)) is (status in SEATED)


def test_calendar_items_are_of_the_modules_that_somebody_follows() -> None:
    course, anna = make.course(), make.user()
    basics, tunnels = make.module(course), make.module(course)
    edition = make.edition(course, sessions=0)
    make.session(edition)
    make.session(edition, module=basics)
    followed = make.session(edition, module=tunnels)
    make.enrolment(anna, edition, modules=[tunnels])

    assert [item.item().uid for item in calendar_items(anna)] == [followed.uid]


@pytest.mark.parametrize(("ago", "shown"), [(-1, True), (91, True), (93, False)])
def test_calendar_items_go_back_a_quarter_by_the_domain_clock(ago: int, shown: bool, settings: Settings) -> None:
    enrolment = make.enrolment()
    settings.AS_OF = enrolment.edition.starts_on + ago * DAY

    assert bool(calendar_items(enrolment.user)) is shown


@pytest.mark.parametrize("number", [1, 3])
def test_calendar_items_take_one_query(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    enrolment = make.enrolment(edition=make.edition(sessions=number, room=make.room()))
    edition_code = enrolment.edition.code

    with django_assert_num_queries(1):
        items = calendar_items(enrolment.user)

    assert [item.item().text for item in items] == [f"Uitvoering {edition_code}."] * number


# colleagues


def test_enrolments_of_colleagues_are_of_the_own_organisation_or_people() -> None:
    here, there = make.organisation(), make.organisation()
    contact = make.user(roles=[Role.TRAINING_CONTACT], organisation=here)
    manager = make.user(organisation=there)
    ours = make.enrolment(organisation=here)
    managed = make.enrolment(organisation=there, manager=manager)
    make.enrolment(contact, organisation=here)
    make.enrolment(organisation=there)

    assert list(queries.enrolments_of_colleagues(contact)) == [ours]
    assert list(queries.enrolments_of_colleagues(manager)) == [managed]
    assert not queries.enrolments_of_colleagues(make.user(organisation=here)).exists()
