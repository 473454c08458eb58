from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from courses.models import Course, Edition
from enrolments.models import Status
from evaluations import gate
from evaluations.indicators import Indicator, indicators
from evaluations.models import Question
from people.models import Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
YEAR = make.TODAY.year


def _of(code: str, year: int = YEAR) -> Indicator:
    return next(one for one in indicators(year) if one.code == code)


def _held(kind: Course.Kind = Course.Kind.REFRESHER, day: date = date(YEAR, 2, 1)) -> Edition:
    return make.edition(make.course(kind=kind), starts_on=day, status=Edition.Status.COMPLETED)


def test_editions_are_those_completed_in_the_year_by_kind() -> None:
    _held()
    _held(Course.Kind.BLOCK)
    _held(day=date(YEAR - 1, 12, 31))
    make.edition()

    editions = _of("editions")

    assert editions.realised == "2 uitvoeringen"
    assert dict(editions.parts)["bijscholing"] == 1
    assert _of("editions", YEAR - 1).realised == "1 uitvoeringen"


@pytest.mark.parametrize(("held", "met"), [(1, False), (2, True), (3, True)])
def test_network_days_have_the_target_of_the_year_plan(held: int, met: bool) -> None:
    for _day in range(held):
        _held(Course.Kind.NETWORK_DAY)

    assert (_of("network_days").realised, _of("network_days").is_met) == (f"{held} gehouden", met)


def test_participations_are_counted_by_area() -> None:
    edition, noord = _held(), make.organisation(area=make.area("A"))
    for status in (Status.COMPLETED, Status.COMPLETED, Status.NOT_COMPLETED):
        make.enrolment(edition=edition, status=status, organisation=noord)
    make.enrolment(edition=edition, status=Status.COMPLETED)

    participants = _of("participants")

    assert participants.realised == "3 keer afgerond"
    assert dict(participants.parts) == {"Noord": 2, "buiten de gebieden": 1}


def test_a_guideline_is_covered_once_its_refresher_was_held() -> None:
    covered, planned = make.guideline_version(), make.guideline_version()
    make.edition(make.course(guideline_version=covered), starts_on=date(YEAR, 2, 1), status=Edition.Status.COMPLETED)
    make.edition(make.course(guideline_version=planned))

    guidelines = _of("guidelines")

    assert (guidelines.realised, guidelines.is_met) == ("1 van 2 versies (50 %)", False)


def test_response_and_mark_leave_out_what_may_not_be_shown() -> None:
    for answers in ([6, 7, 7, 8, 9], [10, 10, 10]):
        round = make.round(make.questionnaire(make.question(Question.Kind.GRADE)), 10)
        make.answers(round, *answers)
        gate.close(round.pk)

    assert _of("response").realised == "50 % (5 van 10)"
    assert _of("grade").realised == "gemiddeld 7,4 (n = 5)"


def test_trainees_on_schedule_are_of_today() -> None:
    cohort = make.cohort(meeting_months=[])
    make.traineeship(cohort=cohort)
    make.programme_item(cohort, due_month=1)

    assert _of("trainees").realised == "0 van 1 op schema"
    assert _of("trainees", YEAR - 1).realised == "alleen van het lopende jaar bekend"


def test_an_empty_year_says_so() -> None:
    for indicator in indicators(YEAR):
        assert indicator.realised
        assert indicator.most >= 0


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.PLANNER, Role.READER, Role.AREA_COORDINATOR, Role.COURSE_OWNER]
)
def test_page_is_for_who_steers_by_it(as_user: AsUser, role: Role) -> None:
    _held()

    page = as_user(make.user(roles=[role])).get("/indicatoren/").content.decode()

    assert "1 uitvoeringen" in page


def test_page_is_not_for_others(as_user: AsUser) -> None:
    assert as_user(make.user()).get("/indicatoren/").status_code == 403


@pytest.mark.parametrize("asked", ["1999", "x", "", "-1", str(10**30)])
def test_page_shows_this_year_when_asked_for_another(as_user: AsUser, asked: str) -> None:
    answer = as_user(make.user(roles=[Role.PLANNER])).get("/indicatoren/", {"jaar": asked})

    assert answer.status_code == 200
    assert f'?jaar={YEAR}" aria-current="page"' in answer.content.decode()


def test_last_year_is_one_click_away(as_user: AsUser) -> None:
    _held(day=make.TODAY - timedelta(days=365))

    page = as_user(make.user(roles=[Role.PLANNER])).get("/indicatoren/", {"jaar": f"{YEAR - 1}"}).content.decode()

    assert "1 uitvoeringen" in page
