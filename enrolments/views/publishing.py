"""How a planner makes an edition: stamp it from its course, and publish it to who is interested."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions as course_actions
from courses import planning, rules
from courses.errors import EditionRefused
from courses.forms import SlotForms, StampForm, slot_forms
from courses.models import Course
from courses.permissions import edition_planners_only
from courses.rules import Clash
from courses.views.planning import edition_page, planned
from enrolments import actions
from enrolments.interest import queries as interest
from people import once
from people.errors import OtherDeed
from people.permissions import UserRequest, planners_only


@planners_only
def choose_course(request: UserRequest) -> HttpResponse:
    """Which course a new edition is stamped from, and how many people are interested in each."""
    interested = interest.interested_by_course()
    courses = [(course, interested.get(course.pk, 0)) for course in Course.objects.all()]
    return render(request, "enrolments/choose_course.html", {"courses": courses})


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
    wish = course_actions.Stamp(course=course, **form.cleaned_data)
    try:
        return redirect(_save(request, wish, rows, publish=deed == "publish"))
    except EditionRefused as refusal:
        return _page(request, course, form, rows, rules.clashes(slots), refused=str(refusal), status=409)
    except OtherDeed as other:
        return _page(request, course, form, rows, rules.clashes(slots), refused=str(other), status=409)


@edition_planners_only
@require_POST
def publish(request: UserRequest, code: str) -> HttpResponse:
    """Announce a concept, and tell who is interested."""
    edition = planned(request, code)
    page = reverse("courses:planned_edition", args=[code])

    def deed() -> str:
        actions.publish_edition(edition, by=request.user)
        return page

    try:
        address = once.act(request, request.user, deed)
    except (EditionRefused, OtherDeed) as refusal:
        return edition_page(request, edition, refused=str(refusal), status=409)
    messages.success(request, _("De uitvoering is gepubliceerd."))
    return redirect(address)


def _propose(request: UserRequest, course: Course, form: StampForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, course, form, status=400)
    slots = planning.propose(course, form.cleaned_data["first_day"], capacity=form.cleaned_data["capacity"])
    return _page(request, course, form, slot_forms(course, slots=slots), rules.clashes(slots))


def _save(request: UserRequest, wish: course_actions.Stamp, rows: SlotForms, *, publish: bool) -> str:
    """Stamp, and publish if asked, in one transaction. Raises EditionRefused and OtherDeed."""

    def deed() -> str:
        edition = course_actions.stamp(wish, rows.slots(wish.capacity), by=request.user)
        if publish:
            actions.publish_edition(edition, by=request.user)
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
    context = {
        "course": course,
        "form": form,
        "rows": rows,
        "clashes": clashes,
        "refused": refused,
        "interested": list(interest.interested_in(course)),
    }
    return render(request, "enrolments/stamp.html", context, status=status)
