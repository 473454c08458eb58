"""The private calendar: what each floor has for a person, in one feed."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

import courses.calendar
import enrolments.calendar
from people import calendars, ical
from people.ical import CalendarItem
from people.models import User

FLOORS = (enrolments.calendar.calendar_items, courses.calendar.calendar_items)


def items_of(user: User) -> list[CalendarItem]:
    """Everything with a time that concerns `user`, in any role, in order of time; each item once."""
    found = {item.uid: item for floor in FLOORS for item in floor(user)}
    return sorted(found.values(), key=lambda item: (item.starts_at, item.uid))


@login_not_required  # the token in the address is the key; calendars cannot sign in
def private_feed(request: HttpRequest, token: str) -> HttpResponse:
    """One person's calendar. Unknown, replaced and malformed tokens get the same 404 (promise P13)."""
    feed = calendars.feed_of(token)
    if feed is None:
        raise Http404
    with translation.override(feed.user.language):
        content = ical.feed(items_of(feed.user), name=_("Leerlijn: mijn agenda"))
    calendars.note_use(feed)
    return calendars.answer(request, content, cache="private, no-cache")
