"""Seats kept for some people: who gets one, who waits, who is passed, and what a planner may do with them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from courses.facts.rules import CourseFacts
from courses.models import Course, Edition
from enrolments import actions, invariants, queries
from enrolments.errors import SeatsRefused
from enrolments.models import Enrolment, EnrolmentChange, SeatReservation, Status
from enrolments.seats import actions as seat_actions
from people.models import Message, Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

Kind = SeatReservation.Kind
Reason = EnrolmentChange.Reason
ENROLLED, WAITING = Status.ENROLLED, Status.WAITING


@pytest.fixture
def limburg() -> Organisation:
    return make.organisation("Limburg", area=make.area("F"))


@pytest.fixture
def planner() -> User:
    return make.user(roles=[Role.PLANNER])


def _enrol(edition: Edition, *people: User) -> list[Status]:
    return [Status(actions.enrol(person, edition, by=person).status) for person in people]


def _of(organisation: Organisation, number: int = 1) -> list[User]:
    return [make.user(organisation=organisation) for _one in range(number)]


def _others(number: int) -> list[User]:
    return [make.user() for _one in range(number)]


def _statuses(edition: Edition) -> list[str]:
    return list(edition.enrolments.order_by("number").values_list("status", flat=True))


def _passed(edition: Edition) -> list[tuple[int, str]]:
    passings = EnrolmentChange.objects.filter(enrolment__edition=edition, reason__in=EnrolmentChange.PASSED)
    return list(passings.values_list("enrolment__number", "reason"))


def test_enrol_keeps_seats_for_whom_they_are(limburg: Organisation) -> None:
    edition = make.edition(seats=3)
    make.reservation(edition, 1, organisation=limburg)

    assert _enrol(edition, *_others(3), *_of(limburg)) == [ENROLLED, ENROLLED, WAITING, ENROLLED]
    assert _passed(edition) == [(3, Reason.PASSED_KEPT)]
    assert list(invariants.broken()) == []


def test_enrol_uses_a_kept_seat_first_and_then_one_of_everybody(limburg: Organisation) -> None:
    edition = make.edition(seats=3)
    reservation = make.reservation(edition, 1, organisation=limburg)

    _enrol(edition, *_of(limburg, 2))

    used = Enrolment.objects.order_by("number").values_list("reservation", flat=True)
    assert list(used) == [reservation.pk, None]
    assert queries.free_seats(edition) == 1


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"kind": Kind.ORGANISATION_KIND, "organisation_kind": Organisation.Kind.SAFETY_REGION}, True),
        ({"kind": Kind.ORGANISATION_KIND, "organisation_kind": Organisation.Kind.COMPANY}, False),
    ],
)
def test_enrol_gives_a_seat_kept_for_a_kind_of_organisation(
    limburg: Organisation, fields: dict[str, str], fits: bool
) -> None:
    edition = make.edition(seats=1)
    make.reservation(edition, 1, **fields)

    assert _enrol(edition, *_of(limburg)) == [ENROLLED if fits else WAITING]


def test_enrol_gives_a_seat_kept_for_an_area(limburg: Organisation) -> None:
    edition = make.edition(seats=1)
    make.reservation(edition, 1, kind=Kind.AREA, area=limburg.area)

    assert _enrol(edition, *_of(make.organisation(area=make.area("A"))), *_of(limburg)) == [WAITING, ENROLLED]


def test_enrol_gives_a_seat_kept_for_a_cohort() -> None:
    edition, trainee = make.edition(seats=1), make.user()
    cohort = make.traineeship(trainee).cohort
    make.traineeship(other := make.user())
    make.reservation(edition, 1, kind=Kind.COHORT, object_id=cohort.pk)

    assert _enrol(edition, other, trainee) == [WAITING, ENROLLED]


def test_enrol_counts_an_organisation_that_went_over_into_another_as_that(limburg: Organisation) -> None:
    edition = make.edition(seats=1)
    old = make.organisation("Oud", successor=limburg, valid_until=make.TODAY - timedelta(days=1))
    make.reservation(edition, 1, organisation=old)

    assert _enrol(edition, *_of(limburg)) == [ENROLLED]


def test_reservations_add_up(limburg: Organisation) -> None:
    edition, brabant = make.edition(seats=3), make.organisation()
    make.reservation(edition, 1, organisation=limburg)
    make.reservation(edition, 1, organisation=brabant)

    assert _enrol(edition, *_others(2), *_of(brabant, 2), *_of(limburg)) == [
        ENROLLED, WAITING, ENROLLED, WAITING, ENROLLED
    ]  # fmt: skip  # one by one


def test_who_belongs_to_two_uses_the_first_with_room(limburg: Organisation) -> None:
    edition = make.edition(seats=2)
    make.reservation(edition, 1, organisation=limburg)
    make.reservation(edition, 1, kind=Kind.AREA, area=limburg.area)

    assert _enrol(edition, *_of(limburg, 3)) == [ENROLLED, ENROLLED, WAITING]


def test_a_kept_seat_that_is_given_back_goes_to_the_first_whom_it_is_for(limburg: Organisation) -> None:
    edition = make.edition(seats=2)
    make.reservation(edition, 1, organisation=limburg)
    (first,) = _of(limburg)
    assert _enrol(edition, first, *_others(2), *_of(limburg, 2)) == [ENROLLED, ENROLLED, WAITING, WAITING, WAITING]

    actions.withdraw(first.enrolments.get(), by=first)

    assert _statuses(edition) == ["withdrawn", "enrolled", "waiting", "enrolled", "waiting"]
    assert _passed(edition) == [(3, Reason.PASSED_KEPT)]
    assert list(invariants.broken()) == []


def test_a_seat_of_everybody_goes_to_the_lowest_number(limburg: Organisation) -> None:
    edition = make.edition(seats=2)
    make.reservation(edition, 1, organisation=limburg)
    leaving = make.user()
    _enrol(edition, *_of(limburg), leaving, make.user(), *_of(limburg))

    actions.withdraw(leaving.enrolments.get(), by=leaving)

    assert _statuses(edition) == ["enrolled", "withdrawn", "enrolled", "waiting"]
    assert _passed(edition) == []


def test_who_follows_a_module_is_passed_by_nobody_whose_request_does_not_fit_better() -> None:
    edition = make.edition(seats=1, sessions=0)
    one, other = make.module(edition.course), make.module(edition.course)
    for number, module in enumerate((one, other)):
        make.session(edition, edition.starts_on + timedelta(days=number), module=module)
    make.enrolment(edition=edition, modules=[one])
    leaving = make.enrolment(edition=edition, modules=[other])
    whole = make.enrolment(edition=edition, status=WAITING)
    part = make.enrolment(edition=edition, status=WAITING, modules=[other])

    actions.withdraw(leaving, by=leaving.user)

    for waiting in (whole, part):
        waiting.refresh_from_db()
    assert (whole.status, part.status) == (WAITING, ENROLLED)
    assert _passed(edition) == [(whole.number, Reason.PASSED_PART)]


def test_nothing_is_kept_from_the_day_of_release(limburg: Organisation, settings: Settings) -> None:
    edition = make.edition(seats=2)
    reservation = make.reservation(edition, 1, organisation=limburg)
    _enrol(edition, *_others(3))

    settings.AS_OF = reservation.released_on
    assert list(invariants.broken()) == []  # the job is still to come
    moved = seat_actions.release(settings.AS_OF)

    assert (moved, _statuses(edition)) == (1, ["enrolled", "enrolled", "waiting"])
    assert seat_actions.release(settings.AS_OF) == 0


def test_a_newcomer_on_the_day_of_release_goes_behind_who_waits(limburg: Organisation, settings: Settings) -> None:
    edition = make.edition(seats=2, enrol_until=make.TODAY + timedelta(days=40))
    reservation = make.reservation(edition, 1, organisation=limburg, released_on=make.TODAY + timedelta(days=3))
    _enrol(edition, *_others(2))

    settings.AS_OF = reservation.released_on

    assert _enrol(edition, make.user()) == [WAITING]
    assert _statuses(edition) == ["enrolled", "enrolled", "waiting"]


def test_release_asks_approval_where_it_is_needed(limburg: Organisation, settings: Settings) -> None:
    edition = make.edition(make.course(needs_approval=True), seats=1)
    reservation = make.reservation(edition, 1, organisation=limburg)
    _enrol(edition, make.user(organisation=make.organisation()))

    settings.AS_OF = reservation.released_on
    seat_actions.release(settings.AS_OF)

    assert _statuses(edition) == ["requested"]


def test_keep_seats_counts_who_is_in_already(limburg: Organisation, planner: User) -> None:
    edition = make.edition(seats=4)
    _enrol(edition, *_of(limburg), make.user())

    made = seat_actions.keep_seats(_wanted(edition, limburg, 2), by=planner)

    assert made.enrolments.count() == 1
    assert queries.free_seats(edition) == 1


def test_keep_seats_counts_who_used_a_seat_that_was_released(
    limburg: Organisation, planner: User, settings: Settings
) -> None:
    edition = make.edition(seats=1)
    released = make.reservation(edition, 1, organisation=limburg, released_on=make.TODAY + timedelta(days=1))
    _enrol(edition, *_of(limburg))
    settings.AS_OF = released.released_on

    made = seat_actions.keep_seats(_wanted(edition, limburg, 1), by=planner)

    assert list(made.enrolments.values_list("status", flat=True)) == [ENROLLED]


def test_keep_seats_is_refused_with_the_number_that_is_possible(limburg: Organisation, planner: User) -> None:
    edition = make.edition(seats=4)
    _enrol(edition, *_of(limburg), make.user())

    with pytest.raises(SeatsRefused, match="Meer dan 3 kan niet") as refused:
        seat_actions.keep_seats(_wanted(edition, limburg, 4), by=planner)

    assert refused.value.at == "seats"
    seat_actions.keep_seats(_wanted(edition, limburg, 3), by=planner)


def test_keep_seats_is_refused_in_a_full_edition(limburg: Organisation, planner: User) -> None:
    edition = make.edition(seats=1)
    _enrol(edition, make.user())

    with pytest.raises(SeatsRefused, match="geen plaats meer vrij"):
        seat_actions.keep_seats(_wanted(edition, limburg, 1), by=planner)


@pytest.mark.parametrize(("days", "fine"), [(0, False), (1, True), (42, True), (43, False)])
def test_keep_seats_until_a_day_before_it_begins(limburg: Organisation, planner: User, days: int, fine: bool) -> None:
    wanted = _wanted(make.edition(), limburg, 1)
    wanted.released_on = make.TODAY + timedelta(days=days)

    if fine:
        seat_actions.keep_seats(wanted, by=planner)
    else:
        with pytest.raises(SeatsRefused, match="Kies een dag na vandaag"):
            seat_actions.keep_seats(wanted, by=planner)

    assert SeatReservation.objects.exists() == fine


def test_change_reservation_to_fewer_seats_moves_the_line(limburg: Organisation, planner: User) -> None:
    edition = make.edition(seats=2)
    reservation = make.reservation(edition, 2, organisation=limburg)
    _enrol(edition, make.user())

    seat_actions.change_reservation(reservation, 1, reservation.released_on, seen=reservation.version, by=planner)

    assert _statuses(edition) == ["enrolled"]


def test_change_reservation_overwrites_nothing_that_somebody_else_changed(limburg: Organisation, planner: User) -> None:
    reservation = make.reservation(make.edition(), 2, organisation=limburg)
    seen = reservation.version
    seat_actions.change_reservation(reservation, 1, reservation.released_on, seen=seen, by=planner)

    with pytest.raises(SeatsRefused, match="Iemand anders"):
        seat_actions.change_reservation(reservation, 3, reservation.released_on, seen=seen, by=planner)

    reservation.refresh_from_db()
    assert reservation.seats == 1


def test_remove_reservation_moves_the_line_and_leaves_who_is_in(limburg: Organisation, planner: User) -> None:
    edition = make.edition(seats=3)
    reservation = make.reservation(edition, 2, organisation=limburg)
    _enrol(edition, *_of(limburg), *_others(2))

    seat_actions.remove_reservation(reservation, by=planner)

    assert _statuses(edition) == ["enrolled", "enrolled", "enrolled"]
    with pytest.raises(SeatsRefused, match="niet meer"):
        seat_actions.remove_reservation(reservation, by=planner)


def test_set_capacity_higher_moves_the_line_and_asks_approval(planner: User) -> None:
    edition = make.edition(make.course(needs_approval=True), seats=1)
    _enrol(edition, *(make.user(organisation=make.organisation()) for _one in range(3)))

    seat_actions.set_capacity(edition, 2, seen=1, by=planner)

    assert _statuses(edition) == ["requested", "requested", "waiting"]


def test_set_capacity_is_refused_below_what_is_taken_and_kept(limburg: Organisation, planner: User) -> None:
    edition = make.edition(seats=6)
    make.reservation(edition, 2, organisation=limburg)
    _enrol(edition, *_others(2))

    with pytest.raises(SeatsRefused, match="Lager dan 4 kan niet"):
        seat_actions.set_capacity(edition, 3, seen=6, by=planner)

    edition.refresh_from_db()
    assert edition.capacity == 6
    assert queries.free_seats(seat_actions.set_capacity(edition, 4, seen=6, by=planner)) == 0


def test_set_capacity_is_refused_below_the_minimum_or_when_somebody_was_first(planner: User) -> None:
    edition = make.edition(seats=6, minimum=4)

    with pytest.raises(SeatsRefused, match="minimum van 4"):
        seat_actions.set_capacity(edition, 3, seen=6, by=planner)
    with pytest.raises(SeatsRefused, match="Iemand anders"):
        seat_actions.set_capacity(edition, 5, seen=7, by=planner)


def test_enrol_colleagues_gives_kept_seats_to_whom_they_are_for(limburg: Organisation) -> None:
    contact = make.user(organisation=limburg, roles=[Role.TRAINING_CONTACT])
    edition = make.edition(seats=3)
    make.reservation(edition, 2, organisation=limburg)
    _enrol(edition, *_others(2))

    outcomes = actions.enrol_colleagues(_of(limburg, 3), edition, by=contact)

    assert [(one.status, one.place) for one in outcomes] == [(ENROLLED, None), (ENROLLED, None), (WAITING, 2)]
    assert list(invariants.broken()) == []


def test_waiting_tells_the_place_and_what_is_kept(limburg: Organisation) -> None:
    edition, brabant = make.edition(seats=2), make.organisation("Brabant-Noord")
    make.reservation(edition, 2, organisation=limburg)
    _enrol(edition, *_of(brabant))

    body = Message.objects.get(kind="enrolment_waiting").body

    assert (
        "U staat op plaats 1 van de wachtlijst, als eerste van Veiligheidsregio Brabant-Noord; twee plaatsen zijn tot "
        "12 april 2026 voor Veiligheidsregio Limburg." in " ".join(body.split())
    )


@pytest.mark.parametrize(("kept", "most"), [(False, 0), (True, 1)])
def test_standing_takes_one_query_more_where_seats_are_kept(
    kept: bool, most: int, limburg: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition, user = make.edition(), make.user()
    if kept:
        make.reservation(edition, 1, organisation=limburg)

    with django_assert_num_queries(1 + most):
        queries.standing(edition, user)


def _wanted(edition: Edition, organisation: Organisation, seats: int) -> SeatReservation:
    return SeatReservation(
        edition=edition,
        kind=Kind.ORGANISATION,
        organisation=organisation,
        seats=seats,
        released_on=edition.starts_on - timedelta(days=1),
    )


# offering


@pytest.mark.parametrize(("hours", "status"), [(0, Status.ENROLLED), (48, Status.OFFERED), (24, Status.WAITING)])
def test_edit_course_lets_who_waits_have_what_is_not_asked_any_more(hours: int, status: Status) -> None:
    """A seat stayed free because it was too late to offer it."""
    course = make.course(offer_hours=24)
    waits = make.enrolment(edition=make.edition(course, seats=1), status=Status.WAITING)
    facts = CourseFacts.of(Course.objects.get())

    seat_actions.edit_course(course, replace(facts, offer_hours=hours), seen=facts.mark, by=make.user())

    waits.refresh_from_db()
    assert waits.status == status


def test_edit_course_gives_nobody_a_seat_in_what_has_begun() -> None:
    course = make.course(offer_hours=24)
    waits = make.enrolment(edition=make.edition(course, starts_on=make.TODAY), status=Status.WAITING)
    facts = CourseFacts.of(Course.objects.get())

    seat_actions.edit_course(course, replace(facts, offer_hours=0), seen=facts.mark, by=make.user())

    waits.refresh_from_db()
    assert waits.status == Status.WAITING
