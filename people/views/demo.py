"""The two pages of demo mode."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from people import demo_mail
from people.permissions import AnyRequest


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
