"""The pages of demo mode."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from people import demo_mail
from people.files import CLOSED
from people.letters import html
from people.permissions import AnyRequest


@login_not_required
def demo_post(request: AnyRequest) -> HttpResponse:
    """Every mail of the sink, the newest first; 404 outside demo mode."""
    _demo_only()
    return render(request, "people/demo_post.html", {"mails": demo_mail.latest()})


@login_not_required
def demo_letter(request: AnyRequest, name: str) -> HttpResponse:
    """One mail of the sink as its HTML shows it, where nothing in it can do anything; 404 outside demo mode."""
    _demo_only()
    if not (found := demo_mail.html_of(name)):
        raise Http404
    response = HttpResponse(found)
    response["Content-Security-Policy"] = f"{CLOSED}; style-src {html.STYLE_HASH}"
    return response


@login_not_required
def demo_components(request: AnyRequest) -> HttpResponse:
    """Every component of the theme on one page; 404 outside demo mode."""
    _demo_only()
    return render(request, "people/components_demo.html")


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404
