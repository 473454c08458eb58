"""The private calendar: what each floor has for a person, in one feed."""

from collections.abc import Callable, Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

import courses.calendar
import enrolments.calendar
import trainees.calendar
from people import calendars, ical
from people.ical import CalendarItem, Item
from people.models import CalendarFeed, User

FLOORS: tuple[Callable[[User], Sequence[Item]], ...] = (
    trainees.calendar.calendar_items,
    enrolments.calendar.calendar_items,
    courses.calendar.calendar_items,
)


def items_of(user: User) -> list[CalendarItem]:
    """Everything with a time that concerns `user`, in any role, in order of time; each once."""
    return ical.in_order(_found(user))


def _found(user: User) -> list[Item]:
    return [item for floor in FLOORS for item in floor(user)]


@login_not_required  # the token in the address is the key; calendars cannot sign in
def private_feed(request: HttpRequest, token: str) -> HttpResponse:
    """One person's calendar."""
    feed = calendars.opened(request, CalendarFeed, token)
    with translation.override(feed.user.language):
        items, name = _found(feed.user), _("Leerlijn: mijn agenda")
        return calendars.answer(request, items, name=name, keep="private, no-cache", about=f"private {feed.token_hash}")
