"""What a training contact or line manager sees of the own people."""

from django.http import HttpResponse
from django.shortcuts import render

from enrolments import queries
from enrolments.models import Status
from people import clock
from people.permissions import UserRequest, organisations_only

LATEST = 50  # how many past enrolments the page shows


@organisations_only
def region(request: UserRequest) -> HttpResponse:
    """Colleagues' enrolments by organisation, ahead and past. Never another organisation's."""
    groups = queries.colleagues(request.user, clock.today(), past=LATEST)
    ahead = [enrolment for group in groups for enrolment in group.ahead]
    context = {
        "groups": groups,
        "seated": sum(enrolment.status == Status.ENROLLED for enrolment in ahead),
        "waiting": sum(enrolment.status == Status.WAITING for enrolment in ahead),
        "colleagues": len({enrolment.user_id for enrolment in ahead}),
    }
    return render(request, "enrolments/region.html", context)
