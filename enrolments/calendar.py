"""What a participant's private calendar holds."""

from datetime import timedelta

from django.db.models import DateTimeField, IntegerField, QuerySet

from courses import calendar
from courses.calendar import Reader, SessionItem
from courses.models import Session
from enrolments import queries
from people import clock
from people.models import User
from people.prepared import Given, Prepared

LOOKS_BACK = timedelta(days=92)  # a quarter, so that a calendar keeps what was just held


def calendar_items(user: User) -> list[SessionItem]:
    """Sessions that `user` has a seat in, over the past three months and ahead. One query."""
    return [SessionItem(*row) for row in ATTENDED.rows(user=user.pk, since=clock.now() - LOOKS_BACK)]


def _attended() -> QuerySet[Session, tuple[str]]:
    attended = queries.attended_sessions(Given("user", IntegerField()), Given("since", DateTimeField()))
    return calendar.shown(attended, Reader.PARTICIPANT)


ATTENDED = Prepared(_attended)
