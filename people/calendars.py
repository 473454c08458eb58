"""What each person's calendar was told: sequence numbers that only rise, and private feeds."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from people import ical
from people.ical import CalendarItem
from people.models import CalendarEntry, CalendarFeed, User


def tell(user: User, items: Iterable[CalendarItem], *, method: str) -> list[dict[str, Any]]:
    """What `user`'s calendar must be told about `items`, and remember it; what it already knows is left out.

    Call inside the transaction of the cause. `method` is REQUEST or CANCEL (RFC 5546). Three queries.
    """
    items = list(items)
    known = {e.uid: e for e in CalendarEntry.objects.filter(user=user, uid__in=[item.uid for item in items])}
    told: list[dict[str, Any]] = []
    fresh: list[CalendarEntry] = []
    changed: list[CalendarEntry] = []
    for item in items:
        entry = known.get(item.uid) or CalendarEntry(user=user, uid=item.uid, sequence=item.sequence - 1)
        fingerprint = _fingerprint(item, method)
        if entry.fingerprint == fingerprint or (method == "CANCEL" and entry.method != "REQUEST"):
            continue
        entry.sequence = max(item.sequence, entry.sequence + 1)
        entry.method, entry.fingerprint = method, fingerprint
        (fresh if entry.pk is None else changed).append(entry)
        told.append(ical.telling(item, method=method, sequence=entry.sequence))
    CalendarEntry.objects.bulk_create(fresh)
    if changed:
        CalendarEntry.objects.bulk_update(changed, ["sequence", "method", "fingerprint"])
    return told


def new_feed_token(user: User) -> str:
    """A new secret address for `user`'s private feed; the old one ends at once. Shown once, kept as a hash."""
    token = secrets.token_urlsafe(24)
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"token_hash": _hash(token), "created_at": timezone.now(), "last_used_on": None}
    )
    return token


def feed_of(token: str) -> CalendarFeed | None:
    """The feed that `token` opens, of a person who may still sign in."""
    return CalendarFeed.objects.select_related("user").filter(token_hash=_hash(token), user__is_active=True).first()


def feed_for(user: User) -> CalendarFeed | None:
    """The private feed of `user`, if there is one."""
    return CalendarFeed.objects.filter(user=user).first()


def note_use(feed: CalendarFeed) -> None:
    """Remember the day a feed was last read; writes at most once a day."""
    today = timezone.localdate()
    if feed.last_used_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_on=today)


def answer(request: HttpRequest, content: bytes, *, cache: str) -> HttpResponse:
    """A calendar file as an answer; 304 when the reader has these very bytes already."""
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"], response["Cache-Control"] = etag, cache
    response["Content-Disposition"] = 'inline; filename="leerlijn.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _fingerprint(item: CalendarItem, method: str) -> str:
    facts = [method, item.uid, item.starts_at.timestamp(), item.ends_at.timestamp(), item.title, item.place]
    return hashlib.sha256(repr([*facts, item.text, item.url]).encode()).hexdigest()
