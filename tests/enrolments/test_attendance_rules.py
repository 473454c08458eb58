from datetime import timedelta

import pytest

from courses.models import Edition
from enrolments.attendance import rules
from enrolments.models import Attendance
from people.models import Role
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PRESENT, PART, ABSENT, EXCUSED = Attendance.Status


@pytest.mark.parametrize(
    ("marks", "share", "done"),
    [
        ([PRESENT] * 5, 80, True),
        ([PRESENT] * 4 + [ABSENT], 80, True),  # exactly four of five
        ([PRESENT] * 4 + [EXCUSED], 80, True),
        ([PRESENT] * 3 + [PART, PART], 80, True),  # a half and a half
        ([PRESENT] * 3 + [PART, ABSENT], 80, False),
        ([PRESENT] * 3 + [ABSENT] * 2, 80, False),
        ([PRESENT], 100, True),
        ([PART], 100, False),
        ([EXCUSED], 0, True),
    ],
)
def test_completes_from_the_share_that_the_course_asks(marks: list[str], share: int, done: bool) -> None:
    assert rules.completes(marks, share) == done


@pytest.mark.parametrize(
    ("days_after", "trainer_may", "planner_may"),
    [(-1, False, False), (0, True, True), (14, True, True), (15, False, True)],
)
def test_marking_begins_on_the_day_and_ends_for_the_trainer(
    days_after: int, trainer_may: bool, planner_may: bool
) -> None:
    trainer, planner = make.user(), make.user(roles=[Role.PLANNER])
    session = make.edition(trainers=[trainer]).sessions.get()
    day = session.starts_at.date() + days_after * DAY

    assert (not rules.why_not_mark(trainer, session, on=day)) == trainer_may
    assert (not rules.why_not_mark(planner, session, on=day)) == planner_may


@pytest.mark.parametrize("status", [Edition.Status.CONCEPT, Edition.Status.CANCELLED])
def test_nobody_marks_what_is_not_held(status: Edition.Status) -> None:
    session = make.edition(status=status, starts_on=make.TODAY).sessions.get()

    assert rules.why_not_mark(make.user(roles=[Role.PLANNER]), session, on=make.TODAY)
