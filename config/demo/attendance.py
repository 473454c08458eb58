"""Who was at the sessions of the past, in keeping with who completed; of this week's it is still to be marked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from config.demo.people import Cast
from config.demo.story import Story, chance
from courses.models import Edition, Session
from enrolments.attendance import queries
from enrolments.attendance.queries import Line
from enrolments.models import Attendance, AttendanceChange, Status

Mark = Attendance.Status
STILL_TO_MARK = timedelta(days=7)  # of an edition under way


def load(story: Story, cast: Cast) -> None:
    begun = Edition.objects.filter(
        status__in=[Edition.Status.RUNNING, Edition.Status.COMPLETED], sessions__starts_at__date__lt=story.today
    )
    made: list[tuple[Attendance, Session]] = []
    for edition in begun.distinct().select_related("course"):
        for line in queries.lines(edition):
            made += _marks(story, line, edition)
    Attendance.objects.bulk_create(attendance for attendance, _session in made)
    AttendanceChange.objects.bulk_create(
        AttendanceChange(
            attendance=attendance, status=attendance.status, by=cast.accounts["planner"], at=session.ends_at
        )
        for attendance, session in made
    )


def _marks(story: Story, line: Line, edition: Edition) -> Iterable[tuple[Attendance, Session]]:
    enrolment, luck = line.enrolment, chance("attendance", edition.code, line.enrolment.number)
    sessions = [session for session, _none in line.marks]
    missable = 0 if enrolment.modules.all() else 100 - edition.course.attendance_share  # per cent of the sessions
    marks = _row(enrolment.status, len(sessions), missable, luck)
    running = edition.status == Edition.Status.RUNNING
    for session, mark in zip(sessions, marks, strict=True):
        day = session.starts_at.date()
        if day < story.today and not (running and day >= story.today - STILL_TO_MARK):
            yield Attendance(enrolment=enrolment, session=session, status=mark), session


def _row(status: str, sessions: int, missable: int, luck: Random) -> list[Mark]:
    """A mark per session that leads to this status."""
    marks = [Mark.PRESENT] * sessions
    may_miss = sessions * missable // 100
    if status == Status.NOT_COMPLETED:
        for place in luck.sample(range(sessions), k=min(sessions, may_miss + 1)):
            marks[place] = luck.choice([Mark.ABSENT, Mark.EXCUSED])
    elif may_miss and luck.random() < 0.25:
        marks[luck.randrange(sessions)] = luck.choice([Mark.PART, Mark.EXCUSED])
    return marks
