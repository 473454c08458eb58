"""The public agenda: sessions by month, and the feed to subscribe to."""

from django.contrib.auth.decorators import login_not_required
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from courses import calendar, queries
from courses.forms import AgendaFilter
from courses.models import Session
from people import calendars, clock, ical
from people.permissions import AnyRequest


@login_not_required
def agenda(request: AnyRequest) -> HttpResponse:
    """What is on, from today, by day."""
    form = AgendaFilter(request.GET)
    fine = form.is_valid()
    sessions = queries.public_sessions(**form.wish(), since=clock.today()) if fine else Session.objects.none()
    context = {
        "form": form,
        "sessions": sessions.annotate(month=TruncMonth("starts_at")),
        "query": request.GET.urlencode() if fine else "",
    }
    return render(request, "courses/agenda.html", context, status=200 if fine else 400)


@login_not_required
def public_feed(request: AnyRequest) -> HttpResponse:
    """`?soort=&gebied=`: the coming and recent public sessions as a calendar. An unknown filter is 400."""
    form = AgendaFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(_("Dit filter bestaat niet."), status=400, content_type="text/plain; charset=utf-8")
    sessions = queries.public_sessions(**form.wish(), since=calendar.feed_start(clock.today()))
    content = ical.feed([calendar.item(session) for session in sessions], name=_("Leerlijn: agenda"))
    return calendars.answer(request, content, cache="public, max-age=900")
