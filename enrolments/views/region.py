"""What a training contact or line manager sees of the own people."""

from django.http import HttpResponse
from django.shortcuts import render

from enrolments import queries
from enrolments.approval import queries as approval_queries
from enrolments.forms import DecisionForm
from enrolments.models import Status
from people import clock
from people.permissions import UserRequest, organisations_only

LATEST = 50  # how many past enrolments the page shows


@organisations_only
def region(request: UserRequest) -> HttpResponse:
    """Requests that wait for the reader, and colleagues' enrolments by organisation, ahead and past.

    Never another organisation's.
    """
    today = clock.today()
    groups = queries.colleagues(request.user, today, past=LATEST)
    ahead = [enrolment for group in groups for enrolment in group.ahead]
    context = {
        "groups": groups,
        "requests": [(one, DecisionForm(one)) for one in approval_queries.requests_for(request.user, today)],
        "requested": sum(enrolment.status == Status.REQUESTED for enrolment in ahead),
        "seated": sum(enrolment.status == Status.ENROLLED for enrolment in ahead),
        "waiting": sum(enrolment.status == Status.WAITING for enrolment in ahead),
        "colleagues": len({enrolment.user_id for enrolment in ahead}),
    }
    return render(request, "enrolments/region.html", context)
