"""What a participant's private calendar holds."""

from courses import calendar
from enrolments import queries
from people.ical import CalendarItem
from people.models import User


def calendar_items(user: User) -> list[CalendarItem]:
    """Sessions that `user` has a seat in. One query."""
    return [calendar.item(session, private=True) for session in queries.attended_sessions(user)]
