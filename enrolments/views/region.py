"""What a training contact or line manager sees of the own people."""

from django.http import HttpResponse
from django.shortcuts import render

from enrolments import queries
from enrolments.models import Status
from people import clock
from people.permissions import UserRequest, organisations_only


@organisations_only
def region(request: UserRequest) -> HttpResponse:
    """Colleagues' enrolments, those ahead first. Never another organisation's."""
    enrolments = queries.enrolments_of_colleagues(request.user)
    today = clock.today()
    ahead = list(enrolments.filter(edition__ends_on__gte=today))
    context = {
        "ahead": ahead,
        "seated": sum(enrolment.status == Status.ENROLLED for enrolment in ahead),
        "waiting": sum(enrolment.status == Status.WAITING for enrolment in ahead),
        "colleagues": len({enrolment.user_id for enrolment in ahead if enrolment.is_active}),
        "past": enrolments.filter(edition__ends_on__lt=today)[:50],
        "organisations": [grant.organisation for grant in request.user.grants if grant.organisation],
    }
    return render(request, "enrolments/region.html", context)
