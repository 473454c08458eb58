"""What the service says about itself, and the pages for when something is wrong."""

from datetime import UTC, datetime, time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/accessibility.html", {"contact": settings.CONTACT_ADDRESS})


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "statements/privacy.html", {"contact": settings.CONTACT_ADDRESS})


@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a leak. An expiry is obligatory."""
    expires = datetime.combine(settings.SECURITY_EXPIRES, time(), tzinfo=UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.ADDRESS}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Leans on nothing that may be broken: no database, no session, no context of ours."""
    return render(None, "500.html", status=500)
