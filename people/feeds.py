"""Answers that are asked for again and again: a reader who has this one already gets 304 and nothing else."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as shared
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

REMEMBERED_FOR = 90 * 24 * 3600  # seconds that we know since when an answer is as it is


def answer(
    request: HttpRequest, facts: bytes, write: Callable[[], bytes], *, content_type: str, keep: str, about: str
) -> HttpResponse:
    """What `write` makes of `facts` and of nothing else; it is not called for who has it already.

    `about` says which answer it is among all there are; empty: too many to remember since when each is as it is.
    `keep` is for caches.
    """
    etag = quote_etag(hashlib.sha256(facts).hexdigest()[:32])
    names_it = etag in request.headers.get("If-None-Match", "")  # and then needs no date beside it
    moment = changed_since(about, etag) if about and not names_it else None
    since = int(moment.timestamp()) if moment else None
    known = get_conditional_response(request, etag=etag, last_modified=since)
    response = known or HttpResponse(write(), content_type=content_type)
    response["ETag"], response["Cache-Control"] = etag, keep
    if since is not None:
        response["Last-Modified"] = http_date(since)
    return response


def changed_since(about: str, etag: str) -> datetime:
    """Since when the answer `about` something has been what it is now, to the second; never too early.

    When the cache forgot, since now: a reader fetches once for nothing, and never misses a change.
    """
    key = f"changed:{_hash(about)}"
    remembered: tuple[str, datetime] | None = shared.get(key)
    if remembered and remembered[0] == etag:
        return remembered[1]
    now = timezone.now().replace(microsecond=0)
    shared.set(key, (etag, now), REMEMBERED_FOR)
    return now


@cache
def maker() -> str:
    """A fingerprint of what makes answers of facts: our code and texts, and the libraries that write. Other ones may
    make another answer of the same facts, so with a new version everybody fetches once."""
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE]
    files = [file for app in ours for file in app.rglob("*.py")] + list(settings.BASE.glob("locale/**/*.mo"))
    read = hashlib.sha256(repr([version(library) for library in ("django", "icalendar")]).encode())
    for file in sorted(files):
        read.update(file.read_bytes())
    return read.hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
