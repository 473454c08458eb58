from datetime import timedelta

import pytest

from courses.models import Edition
from enrolments.interest import rules
from enrolments.models import Status
from people.models import Organisation
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
Kind = Organisation.Kind


def test_why_not_interested_is_empty_for_who_may_come() -> None:
    course = make.course(admits=[Kind.SAFETY_REGION])
    make.edition(course)

    assert rules.why_not_interested(make.user(organisation=make.organisation()), course, on=make.TODAY) == ""


def test_why_not_interested_names_for_whom_it_is() -> None:
    course = make.course(admits=[Kind.MINISTRY])
    anna = make.user(organisation=make.organisation())

    why_not = rules.why_not_interested(anna, course, on=make.TODAY)

    assert why_not == "Deze opleiding is voor medewerkers van: ministerie."


def test_why_not_interested_says_so_when_the_course_left_the_offer() -> None:
    course = make.course(is_published=False)

    assert "niet meer aangeboden" in rules.why_not_interested(make.user(), course, on=make.TODAY)


@pytest.mark.parametrize(
    ("status", "days_ago", "keeps"),
    [
        (Status.ENROLLED, -40, True),
        (Status.WAITING, -40, True),
        (Status.REQUESTED, -40, True),
        (Status.WITHDRAWN, -40, False),
        (Status.CANCELLED, -40, False),
        (Status.ENROLLED, 0, True),  # its last day
        (Status.ENROLLED, 1, False),
        (Status.COMPLETED, 400, False),  # a refresher comes again
    ],
)
def test_why_not_interested_says_so_to_who_is_in_an_edition(status: Status, days_ago: int, keeps: bool) -> None:
    course = make.course()
    edition = make.edition(course, starts_on=make.TODAY - days_ago * DAY)
    enrolment = make.enrolment(edition=edition, status=status)

    assert bool(rules.why_not_interested(enrolment.user, course, on=make.TODAY)) is keeps


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({}, True),
        ({"enrol_from": make.TODAY + 7 * DAY, "enrol_until": make.TODAY + 14 * DAY}, True),  # not yet
        ({"enrol_from": make.TODAY - 7 * DAY, "enrol_until": make.TODAY}, True),  # the last day
        ({"enrol_from": make.TODAY - 7 * DAY, "enrol_until": make.TODAY - DAY}, False),
        ({"starts_on": make.TODAY}, False),
        ({"status": Edition.Status.CONCEPT}, False),
    ],
)
def test_may_announce_what_people_can_enrol_in(fields: dict[str, object], may: bool) -> None:
    edition = make.edition(**fields)  # type: ignore[arg-type]  # a table of fields

    assert rules.may_announce(edition, on=make.TODAY) is may


def test_may_announce_nothing_of_a_course_that_is_not_on_offer() -> None:
    assert not rules.may_announce(make.edition(make.course(is_published=False)), on=make.TODAY)
