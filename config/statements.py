"""What the service says about itself, and the pages for when something is wrong."""

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config import conformance
from people import limits, notice, register, unsent

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
END_OF_DAY = time(23, 59, 59)
RETRY_AFTER = 60  # seconds; the limits of the sign-in pages count per minute, and a database is soon back


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    statement = conformance.statement()
    letter = statement.status(timezone.localdate())
    status, meaning = conformance.STATUSES[letter]
    facts = {"statement": statement, "letter": letter, "status": status, "meaning": meaning}
    return render(request, "statements/accessibility.html", facts)


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    hours = settings.SESSION_COOKIE_AGE // 3600
    facts = {"lines": list(_data_map()), "session_hours": hours, "versions": notice.versions()}
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
    expires = datetime.combine(settings.SECURITY_EXPIRES, END_OF_DAY, tzinfo=UTC)
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
        return too_large(request)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of before somebody signed in anew is kept, and asked to be sent again; one of elsewhere is refused."""
    if unsent.keep(request):
        return redirect("people:send_again")
    return render(request, "403_csrf.html", status=403)


def too_long(request: HttpRequest | None = None) -> HttpResponse:
    """The address holds more than anybody types; the server sends this page too, and knows no language then."""
    return _bare("414.html", HTTPStatus.REQUEST_URI_TOO_LONG, in_both=request is None)


def unreadable() -> HttpResponse:
    """What came is no request at all, so nothing of it is known: the server sends this page."""
    return _bare("unreadable.html", HTTPStatus.BAD_REQUEST, in_both=True)


def too_large(request: HttpRequest) -> HttpResponse:
    most = {"most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024, "most_file": settings.LARGEST_FILE // 1024**2}
    return render(request, "413.html", most, status=413)


def wrong_kind(request: HttpRequest) -> HttpResponse:
    """Something was sent that is not a form."""
    return render(request, "400.html", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    page = render(request, "405.html", status=405)
    page["Allow"] = allowed
    return page


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return limits.refuse(request, RETRY_AFTER)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; or, when the database is away or too busy, that it will pass."""
    return unavailable() if is_away(sys.exc_info()[1]) else _bare("500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def unavailable() -> HttpResponse:
    page = _bare("503.html", HTTPStatus.SERVICE_UNAVAILABLE)
    page["Retry-After"] = str(RETRY_AFTER)
    page["Cache-Control"] = "no-store"  # also spares who asks the database for whom this page was
    return page


def is_away(problem: BaseException | None) -> bool:
    """Whether the database could not be reached, or had no time: it passes by itself.

    SQLite calls a faulty statement an OperationalError as well; that one is a fault of ours.
    """
    faulty = getattr(problem.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR if problem else False
    return isinstance(problem, OperationalError) and not faulty


def _bare(template: str, status: int, **facts: object) -> HttpResponse:
    """Leans on nothing that may be broken: no database, no session, no context of ours."""
    return render(None, template, facts, status=status)
