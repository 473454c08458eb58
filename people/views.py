"""Pages of the ground floor: administration, and the two pages of demo mode."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people import demo_mail, queries
from people.permissions import AnyRequest, UserRequest, administrators_only

EXPIRY_WARNING = 30  # days before security.txt expires


@administrators_only
def administration(request: UserRequest) -> HttpResponse:
    """Who has which role, how mail and background work stand, and what is about to run out."""
    days_left = (settings.SECURITY_EXPIRES - timezone.localdate()).days
    expiry = {"expires": settings.SECURITY_EXPIRES, "days_left": days_left, "soon": days_left <= EXPIRY_WARNING}
    return render(request, "people/administration.html", queries.administration_overview() | {"security_txt": expiry})


@login_not_required
def demo_post(request: AnyRequest) -> HttpResponse:
    """Every mail of the sink, the newest first; 404 outside demo mode."""
    _demo_only()
    return render(request, "people/demo_post.html", {"mails": demo_mail.latest()})


@login_not_required
def demo_components(request: AnyRequest) -> HttpResponse:
    """Every component of the theme on one page; 404 outside demo mode."""
    _demo_only()
    return render(request, "people/components_demo.html")


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404
