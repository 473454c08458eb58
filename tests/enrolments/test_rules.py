from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from courses.models import Course, Edition, TrainerAssignment
from enrolments import queries, rules
from enrolments.models import Status
from enrolments.rules import Code
from people.models import Organisation, User
from tests import make

pytestmark = pytest.mark.django_db

Kind = Organisation.Kind

DAY = timedelta(days=1)
BEGIN = date(2026, 4, 13)
OPENS, CLOSES = date(2026, 3, 9), date(2026, 4, 6)


def _edition(course: Course | None = None, **fields: Any) -> Edition:
    """One that is open from OPENS to CLOSES."""
    return make.edition(course, starts_on=BEGIN, enrol_from=OPENS, enrol_until=CLOSES, **fields)


def _codes(user: User, edition: Edition, on: date = OPENS) -> list[Code]:
    return [obstacle.code for obstacle in rules.obstacles(user, edition, on=on)]


def _sentences(user: User, edition: Edition, on: date = OPENS) -> list[str]:
    return [obstacle.sentence for obstacle in rules.obstacles(user, edition, on=on)]


# enrolling


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (OPENS - DAY, "Inschrijven kan vanaf 9 maart 2026."),
        (OPENS, None),  # the first day counts
        (CLOSES, None),  # the last day too
        (CLOSES + DAY, "Inschrijven kon tot en met 6 april 2026."),
        (BEGIN - DAY, "Inschrijven kon tot en met 6 april 2026."),
        (BEGIN, "Deze uitvoering is al begonnen of voorbij."),
        (BEGIN + 365 * DAY, "Deze uitvoering is al begonnen of voorbij."),
    ],
)
def test_obstacles_follow_the_days_one_can_enrol(day: date, sentence: str | None) -> None:
    edition = _edition()

    assert _sentences(make.user(), edition, day) == ([sentence] if sentence else [])
    assert edition.accepts_enrolments(day) is (sentence is None)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Edition.Status.CONCEPT, "Deze uitvoering is nog niet gepubliceerd."),
        (Edition.Status.PUBLISHED, None),
        (Edition.Status.CONFIRMED, None),
        (Edition.Status.RUNNING, "Deze uitvoering is al begonnen of voorbij."),
        (Edition.Status.COMPLETED, "Deze uitvoering is al begonnen of voorbij."),
        (Edition.Status.CANCELLED, "Deze uitvoering gaat niet door."),
    ],
)
def test_obstacles_follow_the_state_of_the_edition(status: Edition.Status, sentence: str | None) -> None:
    edition = _edition(status=status)

    assert _sentences(make.user(), edition) == ([sentence] if sentence else [])
    assert edition.accepts_enrolments(OPENS) is (sentence is None)


@pytest.mark.parametrize(
    ("admits", "works_for", "welcome"),
    [
        ([], [], True),
        ([], [Kind.COMPANY], True),
        ([Kind.SAFETY_REGION], [Kind.SAFETY_REGION], True),
        ([Kind.SAFETY_REGION, Kind.GHOR], [Kind.GHOR], True),
        ([Kind.SAFETY_REGION], [Kind.COMPANY, Kind.SAFETY_REGION], True),  # a second job counts
        ([Kind.SAFETY_REGION], [Kind.COMPANY], False),
        ([Kind.SAFETY_REGION], [], False),
    ],
)
def test_obstacles_follow_for_whom_somebody_works(admits: list[Kind], works_for: list[Kind], welcome: bool) -> None:
    edition = _edition(make.course(admits=admits))
    anna = make.user()
    for kind in works_for:
        make.affiliation(anna, make.organisation(kind=kind))

    assert _codes(anna, edition) == ([] if welcome else [Code.NOT_ADMITTED])


def test_obstacles_name_who_is_welcome() -> None:
    edition = _edition(make.course(admits=[Kind.SAFETY_REGION, Kind.GHOR]))

    assert _sentences(make.user(), edition) == ["Deze opleiding is voor medewerkers van: veiligheidsregio, GHOR."]


@pytest.mark.parametrize(
    ("begin", "end", "welcome"),
    [
        (make.TODAY, None, True),
        (make.TODAY - DAY, make.TODAY, True),  # the last day counts
        (make.TODAY - DAY, make.TODAY - DAY, False),
        (make.TODAY + DAY, None, False),
    ],
)
def test_obstacles_look_at_the_job_of_today(begin: date, end: date | None, welcome: bool) -> None:
    edition, anna = _edition(make.course(admits=[Kind.SAFETY_REGION])), make.user()
    make.affiliation(anna, make.organisation(), valid_from=begin, valid_until=end)

    assert _codes(anna, edition) == ([] if welcome else [Code.NOT_ADMITTED])


def test_obstacles_name_what_stands_in_the_own_calendar() -> None:
    anna = make.user()
    make.enrolment(anna, make.edition(make.course("Tankputten"), starts_on=BEGIN))

    sentences = _sentences(anna, _edition())

    assert sentences == ["U hebt dan al een andere bijeenkomst: Tankputten op 13 april 2026."]


@pytest.mark.parametrize("status", [Status.ENROLLED, Status.WAITING])
def test_obstacles_say_one_is_in_already_and_then_nothing_of_oneself(status: Status) -> None:
    edition, anna = _edition(make.course(admits=[Kind.GHOR])), make.user()
    make.enrolment(anna, edition, status)

    assert _codes(anna, edition) == [Code.ALREADY_IN]
    assert _codes(anna, edition, CLOSES + DAY) == [Code.CLOSED, Code.ALREADY_IN]


def test_obstacles_come_all_at_once() -> None:
    edition, anna = _edition(make.course(admits=[Kind.GHOR])), make.user()
    make.enrolment(anna, make.edition(starts_on=BEGIN))

    assert _codes(anna, edition, CLOSES + DAY) == [Code.CLOSED, Code.NOT_ADMITTED, Code.CLASH]


def test_obstacles_are_none_when_it_is_full() -> None:
    edition = _edition(seats=1)
    make.enrolment(edition=edition)

    assert _codes(make.user(), edition) == []


def test_obstacles_take_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition, anna = _edition(make.course(admits=[Kind.SAFETY_REGION])), make.user()
    make.affiliation(anna, make.organisation())

    with django_assert_num_queries(3):
        rules.obstacles(anna, edition, on=OPENS)
    with django_assert_num_queries(1):  # the jobs are known by now
        rules.obstacles(anna, edition, on=OPENS, standing=queries.Standing({}, False, 0, False, False))


def test_organisation_for_is_the_first_own_one_that_is_admitted() -> None:
    anna = make.user(organisation=make.organisation(kind=Kind.COMPANY))
    region = make.organisation()
    make.affiliation(anna, region)

    assert rules.organisation_for(anna, make.course(admits=[Kind.SAFETY_REGION])) == region
    assert rules.organisation_for(anna, make.course()) == anna.employments[0].organisation
    assert rules.organisation_for(make.user(), make.course()) is None


# withdrawing


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(("day", "in_time"), [(BEGIN - DAY, True), (BEGIN, False), (BEGIN + DAY, False)])
def test_may_withdraw_until_the_day_before_and_always_without_a_seat(status: Status, day: date, in_time: bool) -> None:
    enrolment = make.enrolment(edition=_edition(), status=status)

    may = status in (Status.WAITING, Status.REQUESTED, Status.OFFERED) or (status == Status.ENROLLED and in_time)
    assert rules.may_withdraw(enrolment, on=day) is may


# moving up


@pytest.mark.parametrize("status", Edition.Status)
@pytest.mark.parametrize(("day", "before"), [(BEGIN - DAY, True), (BEGIN, False)])
def test_may_move_up_until_it_begins(status: Edition.Status, day: date, before: bool) -> None:
    announced = status in (Edition.Status.PUBLISHED, Edition.Status.CONFIRMED)

    assert rules.may_move_up(_edition(status=status), on=day) is (announced and before)


@pytest.mark.parametrize("answer", TrainerAssignment.Status)
def test_trainer_cannot_enrol_in_the_own_edition_whatever_the_answer_was(answer: TrainerAssignment.Status) -> None:
    anna, edition = make.user(), _edition()
    make.trainer_assignment(edition.sessions.get(), anna, answer)

    assert _codes(anna, edition) == [Code.CLASH]
    assert _sentences(anna, edition) == [
        "U bent voor deze uitvoering als docent gevraagd. Neem contact op met de planner."
    ]
