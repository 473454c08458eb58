"""What the service says about itself, and the pages for when something is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from people import register

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
RETRY_AFTER = 60  # seconds; the limits of the sign-in pages count per minute


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    facts = {"stated_on": settings.ACCESSIBILITY_STATED_ON, "review_by": settings.ACCESSIBILITY_REVIEW_BY}
    return render(request, "statements/accessibility.html", facts)


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    facts = {"lines": list(_data_map()), "session_hours": settings.SESSION_COOKIE_AGE // 3600}
    return render(request, "statements/privacy.html", facts)


@dataclass(frozen=True)
class DataLine:
    """One kind of personal data, as the privacy statement tells it."""

    holds: str
    seen_by: str
    retention: str


def _data_map() -> Iterator[DataLine]:
    """The register of personal data in the words of the page."""
    for record in register.records():
        yield DataLine(
            holds=capfirst(_(record.holds)),
            seen_by=capfirst(", ".join(_(eye.value) for eye in record.seen_by)),
            retention=capfirst(_(record.retention.value)),
        )


@login_not_required
def disclosure(request: HttpRequest) -> HttpResponse:
    """What we ask of who finds a weakness, and what they may expect. Source: the NCSC's guideline on disclosure."""
    contact = settings.SECURITY_CONTACT
    facts = {"security_contact": contact, "security_words": contact.removeprefix("mailto:")}
    return render(request, "statements/disclosure.html", facts)


@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a leak. An expiry is obligatory."""
    expires = datetime.combine(settings.SECURITY_EXPIRES, time(), tzinfo=UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Policy: {settings.ADDRESS}{reverse('disclosure')}",
        f"Canonical: {settings.ADDRESS}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


# What Django asks when something is wrong; these are handlers, nobody walks in.


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", {"most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024}, status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def too_long(request: HttpRequest | None = None) -> HttpResponse:
    """The address holds more than anybody types; leans on nothing, for the server sends this page too."""
    return render(None, "414.html", status=HTTPStatus.REQUEST_URI_TOO_LONG)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    page = render(request, "405.html", status=405)
    page["Allow"] = allowed
    return page


def too_many_requests(request: HttpRequest) -> HttpResponse:
    page = render(request, "429.html", status=429)
    page["Retry-After"] = str(RETRY_AFTER)
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Leans on nothing that may be broken: no database, no session, no context of ours."""
    return render(None, "500.html", status=500)
