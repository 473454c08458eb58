"""What somebody does who is interested in a course: ask to hear of an edition, and take that back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import Course
from enrolments.errors import InterestRefused
from enrolments.interest import actions, queries
from enrolments.views.catalogue import course_page
from people import once
from people.errors import OtherDeed
from people.permissions import UserRequest
from people.text import local


@require_http_methods(["GET", "HEAD", "POST"])
def show_interest(request: UserRequest, slug: str) -> HttpResponse:
    """POST from the course page: hear of the next edition. GET, after signing in again, is the way back."""
    course = get_object_or_404(Course.objects.published(), slug=slug)
    page = reverse("enrolments:course", args=[slug])
    if request.method != "POST":
        return redirect(page)

    def deed() -> str:
        actions.show_interest(request.user, course)
        return page

    try:
        address = once.act(request, request.user, deed)
    except (InterestRefused, OtherDeed) as refusal:
        return course_page(request, slug, status=409, refused=str(refusal))
    messages.success(request, _("U krijgt een mail zodra er een uitvoering is."))
    return redirect(address)


@require_POST
def lose_interest(request: UserRequest, slug: str) -> HttpResponse:
    """Hear of it no more; also of a course that has left the offer."""
    course = get_object_or_404(queries.courses_known_to(request.user), slug=slug)
    from_mine = request.POST.get("back") == "mine" or not course.is_published

    def deed() -> str:
        actions.lose_interest(request.user, course)
        return reverse("enrolments:mine") if from_mine else reverse("enrolments:course", args=[slug])

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as refusal:
        messages.error(request, str(refusal))
        return redirect("enrolments:mine")
    messages.success(request, _("U krijgt geen mail meer over %(course)s.") % {"course": local(course, "title")})
    return redirect(address)
