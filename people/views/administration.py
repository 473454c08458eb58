"""The administrator's first page: how mail and background work stand."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people import queries
from people.permissions import UserRequest, administrators_only

EXPIRY_WARNING = 30  # days before security.txt expires


@administrators_only
def administration(request: UserRequest) -> HttpResponse:
    """How mail and background work stand, and what is about to run out."""
    days_left = (settings.SECURITY_EXPIRES - timezone.localdate()).days
    expiry = {"expires": settings.SECURITY_EXPIRES, "days_left": days_left, "soon": days_left <= EXPIRY_WARNING}
    return render(request, "people/administration.html", queries.administration_overview() | {"security_txt": expiry})
