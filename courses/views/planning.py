"""What a planner does on this floor: see what is planned, stamp an edition from its course, publish it."""

from django.http import HttpResponse
from django.shortcuts import render

from courses import queries
from courses.models import Course, Edition
from people import clock
from people.permissions import UserRequest, planners_only


@planners_only
def planning(request: UserRequest) -> HttpResponse:
    """The coming editions in order of time, concepts included."""
    editions = queries.with_sessions(Edition.objects.filter(ends_on__gte=clock.today()))
    return render(request, "courses/planning.html", {"editions": editions})


@planners_only
def choose_course(request: UserRequest) -> HttpResponse:
    """Which course a new edition is stamped from."""
    return render(request, "courses/choose_course.html", {"courses": Course.objects.all()})
