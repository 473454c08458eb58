"""What a planner does on this floor: stamp an edition from its course, look at it, publish it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions, planning, queries, rules
from courses.errors import EditionRefused
from courses.forms import SlotForms, StampForm, slot_forms
from courses.models import Course, Edition
from courses.rules import Clash
from courses.slot import of_session
from people import once
from people.errors import OtherDeed
from people.permissions import UserRequest, planners_only


@planners_only
def choose_course(request: UserRequest) -> HttpResponse:
    """Which course a new edition is stamped from."""
    return render(request, "courses/choose_course.html", {"courses": Course.objects.all()})


@planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def stamp(request: UserRequest, slug: str) -> HttpResponse:
    """A first day becomes proposed sessions, shown with their clashes before anything is saved.

    The button pressed is `deed`: propose, check, save or publish.
    """
    course = get_object_or_404(Course, slug=slug)
    if request.method != "POST":
        return _page(request, course, StampForm(course))
    form, deed = StampForm(course, request.POST), request.POST.get("deed", "")
    if deed == "propose":
        return _propose(request, course, form)
    rows = slot_forms(course, data=request.POST)
    if not (form.is_valid() & rows.is_valid()):
        return _page(request, course, form, rows, status=400)
    slots = rows.slots(form.cleaned_data["capacity"])
    if deed not in ("save", "publish"):
        return _page(request, course, form, rows, rules.clashes(slots))
    wish = actions.Stamp(course=course, **form.cleaned_data)
    try:
        return redirect(_save(request, wish, rows, publish=deed == "publish"))
    except EditionRefused as refusal:
        return _page(request, course, form, rows, rules.clashes(slots), refused=str(refusal), status=409)
    except OtherDeed as other:
        return _page(request, course, form, rows, rules.clashes(slots), refused=str(other), status=409)


@planners_only
def planned_edition(request: UserRequest, code: str) -> HttpResponse:
    """One edition as its planner sees it: sessions, trainers and their answers, what still clashes."""
    edition = get_object_or_404(Edition.objects.select_related("course"), code=code)
    return _edition_page(request, edition)


@planners_only
@require_POST
def publish(request: UserRequest, code: str) -> HttpResponse:
    """Announce a concept."""
    edition = get_object_or_404(Edition.objects.select_related("course"), code=code)
    page = reverse("courses:planned_edition", args=[code])

    def deed() -> str:
        actions.publish(edition, by=request.user)
        return page

    try:
        address = once.act(request, request.user, deed)
    except (EditionRefused, OtherDeed) as refusal:
        return _edition_page(request, edition, refused=str(refusal), status=409)
    messages.success(request, _("De uitvoering is gepubliceerd."))
    return redirect(address)


def _propose(request: UserRequest, course: Course, form: StampForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, course, form, status=400)
    slots = planning.propose(course, form.cleaned_data["first_day"], capacity=form.cleaned_data["capacity"])
    return _page(request, course, form, slot_forms(course, slots=slots), rules.clashes(slots))


def _save(request: UserRequest, wish: actions.Stamp, rows: SlotForms, *, publish: bool) -> str:
    """Stamp, and publish if asked, in one transaction. Raises EditionRefused and OtherDeed."""

    def deed() -> str:
        edition = actions.stamp(wish, rows.slots(wish.capacity), by=request.user)
        if publish:
            actions.publish(edition, by=request.user)
        return reverse("courses:planned_edition", args=[edition.code])

    return once.act(request, request.user, deed)


def _page(
    request: UserRequest,
    course: Course,
    form: StampForm,
    rows: SlotForms | None = None,
    clashes: list[Clash] | None = None,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"course": course, "form": form, "rows": rows, "clashes": clashes, "refused": refused}
    return render(request, "courses/stamp.html", context, status=status)


def _edition_page(request: UserRequest, edition: Edition, *, refused: str = "", status: int = 200) -> HttpResponse:
    sessions = list(queries.sessions_of(edition))
    context: dict[str, Any] = {"edition": edition, "sessions": sessions, "refused": refused}
    if rules.may_publish(edition):
        slots = [of_session(session) for session in sessions]
        context |= {"may_publish": True, "clashes": rules.clashes(slots, edition=edition)}
    elif edition.status == Edition.Status.CONCEPT:
        context["why_not"] = rules.why_not_publish(edition)
    return render(request, "courses/planned_edition.html", context, status=status)
