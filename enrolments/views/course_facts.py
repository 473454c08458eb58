"""Where the facts of a course are changed: what is asked of who waits, decides who waits no longer."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from courses.views.facts import edit_course_page, editors_only
from enrolments.seats import actions
from people.permissions import UserRequest


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_course(request: UserRequest, slug: str) -> HttpResponse:
    """The page of the floor below, with the action of this one."""
    return edit_course_page(request, slug, actions.edit_course)
