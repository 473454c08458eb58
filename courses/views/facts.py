"""Where planners, and owners of courses, change the practical facts of a course or an edition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import rules
from courses.errors import EditionRefused, FactsRefused
from courses.facts import actions
from courses.facts.forms import CourseForm, EditionForm
from courses.facts.rules import edits_courses
from courses.models import Course, Edition
from courses.permissions import edition_planners_only
from courses.views.planning import planned
from people import meanwhile, once
from people.errors import OtherDeed
from people.meanwhile import Newer
from people.permissions import UserRequest, is_planner, only

editors_only = only(edits_courses)


@editors_only
@require_safe
def courses(request: UserRequest) -> HttpResponse:
    """Every course, also what is not on offer, with its price and what leaving costs."""
    context = {"courses": Course.objects.all(), "plans": is_planner(request.user)}
    return render(request, "courses/courses.html", context)


def edit_course_page(request: UserRequest, slug: str, edit: Callable[..., Course]) -> HttpResponse:
    """Price, what leaving costs, what to bring, approval, offers, and what a new edition begins with.

    `edit` is the action, of the floor that knows who waits.
    """
    course = get_object_or_404(Course, slug=slug)
    if request.method != "POST":
        return _course_page(request, course, CourseForm(course))
    form = CourseForm(course, request.POST)
    if not form.is_valid():
        return _course_page(request, course, form, status=400)

    def deed() -> str:
        edit(course, form.facts(), seen=form.cleaned_data["seen"], by=request.user)
        return reverse("courses:courses")

    try:
        address = once.act(request, request.user, deed)
    except (FactsRefused, OtherDeed) as refusal:
        now = Course.objects.get(pk=course.pk)
        sent, newer = meanwhile.again(request.POST, partial(CourseForm, now))
        return _course_page(request, now, sent, newer=newer, refused=str(refusal), status=409)
    messages.success(request, _("De gegevens van de opleiding zijn bewaard."))
    return redirect(address)


@edition_planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_edition(request: UserRequest, code: str) -> HttpResponse:
    """When people enrol, when it is decided whether it goes ahead, and with how many."""
    edition = planned(request, code)
    if request.method != "POST":
        return _edition_page(request, edition, EditionForm(edition))
    form = EditionForm(edition, request.POST)
    if not form.is_valid():
        return _edition_page(request, edition, form, status=400)

    def deed() -> str:
        actions.edit_edition(edition, form.facts(), seen=form.cleaned_data["seen"], by=request.user)
        return reverse("courses:planned_edition", args=[code])

    try:
        address = once.act(request, request.user, deed)
    except (EditionRefused, OtherDeed) as refusal:
        now = planned(request, code)
        sent, newer = meanwhile.again(request.POST, partial(EditionForm, now))
        return _edition_page(request, now, sent, newer=newer, refused=str(refusal), status=409)
    messages.success(request, _("De gegevens van de uitvoering zijn bewaard."))
    return redirect(address)


def _course_page(
    request: UserRequest,
    course: Course,
    form: CourseForm,
    *,
    newer: Sequence[Newer] = (),
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "course": course,
        "form": form,
        "refused": refused,
        "newer": newer,
        "plans": is_planner(request.user),
        "ahead": course.editions.filter(status__in=[Edition.Status.PUBLISHED, Edition.Status.CONFIRMED]).count(),
    }
    return render(request, "courses/edit_course.html", context, status=status)


def _edition_page(
    request: UserRequest,
    edition: Edition,
    form: EditionForm,
    *,
    newer: Sequence[Newer] = (),
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    why_not = rules.why_not_cancel(edition)
    context = {"edition": edition, "form": form, "refused": refused, "newer": newer, "why_not": why_not}
    return render(request, "courses/edit_edition.html", context, status=status)
