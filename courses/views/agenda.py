"""The public agenda: sessions by month, and the feed to subscribe to."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from courses import calendar, queries
from courses.calendar import Reader
from courses.forms import AgendaFilter, FeedFilter, in_language
from people import calendars, clock
from people.permissions import AnyRequest


@login_not_required
@vary_on_headers("HX-Request")
def agenda(request: AnyRequest) -> HttpResponse:
    """What is on, from today, by day; and the feed of the same choice."""
    form = AgendaFilter(request.GET)
    fine = form.is_valid()
    days = queries.by_day(queries.public_sessions(**form.wish(), since=clock.today())) if fine else []
    context = {"form": form, "days": days, "feed": request.build_absolute_uri(_feed(form)) if fine else ""}
    template = "courses/agenda.html#days" if request.htmx else "courses/agenda.html"
    return render(request, template, context, status=200 if fine else 400)


def _feed(form: AgendaFilter) -> str:
    """The address of the feed with the choices of a valid `form`, in the language of the page."""
    return f"{reverse('courses:public_feed')}?{in_language(form.cleaned_data)}".rstrip("?")


@login_not_required
def public_feed(request: AnyRequest) -> HttpResponse:
    """`?soort=&gebied=&taal=`: the coming and recent public sessions as a calendar. An unknown filter is 400."""
    form = FeedFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(_("Dit filter bestaat niet."), status=400, content_type="text/plain; charset=utf-8")
    sessions = queries.public_sessions(**form.wish(), since=calendar.feed_start(clock.today()))
    with translation.override(form.language):
        items, name = calendar.items(sessions, Reader.ANYBODY), form.name
        about = f"public {form.language} {form.wish()}"
        return calendars.answer(request, items, name=name, keep="public, max-age=900", about=about)
