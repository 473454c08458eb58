"""What a training contact or line manager sees of the own people."""

from django.http import HttpResponse
from django.shortcuts import render

from enrolments import queries
from people import clock
from people.permissions import UserRequest, organisations_only


@organisations_only
def region(request: UserRequest) -> HttpResponse:
    """Colleagues' enrolments, those ahead first. Never another organisation's."""
    enrolments = queries.enrolments_of_colleagues(request.user)
    today = clock.today()
    context = {
        "ahead": enrolments.filter(edition__ends_on__gte=today),
        "past": enrolments.filter(edition__ends_on__lt=today)[:50],
        "organisations": [grant.organisation for grant in request.user.grants if grant.organisation],
    }
    return render(request, "enrolments/region.html", context)
