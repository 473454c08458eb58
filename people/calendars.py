"""What each person's calendar was told: sequence numbers that only rise, and secret feeds."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import CharField, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from people import feeds, ical, limits, sealing
from people.ical import CalendarItem, Item
from people.models import CalendarEntry, CalendarFeed, Message, SecretFeed, User
from people.prepared import Given, Prepared

Feed = TypeVar("Feed", bound=SecretFeed)


def tell(user: User, items: Iterable[CalendarItem], *, method: str) -> list[dict[str, Any]]:
    """What `user`'s calendar must be told about `items`, and remember it; what it already knows is left out.

    Call inside the transaction of the cause. `method` is REQUEST or CANCEL (RFC 5546). Three queries.
    """
    items = list(items)
    entries = CalendarEntry.objects.filter(user=user, uid__in=[item.uid for item in items])
    known = {entry.uid: entry for entry in entries.select_for_update()}  # `settle` may be at it
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


def settle(message: Message) -> None:
    """Remember again what a calendar was told of the items in `message`, now that another end came to that mail.

    The last word about an item counts of the mails that arrived, may have, or still will: what never left is not
    taken back, and what changes afterwards is told as new.
    """
    uids = {one["uid"] for one in message.calendar or []}
    if not uids:
        return
    with transaction.atomic():
        entries = CalendarEntry.objects.select_for_update().filter(user=message.recipient, uid__in=uids)
        heard = _heard(message.recipient, uids)
        for entry in entries:
            method, sequence, for_sure = heard.get(entry.uid, ("", -1, False))
            entry.method = method
            if sequence != entry.sequence or not for_sure:
                entry.fingerprint = ""
            entry.save(update_fields=["method", "fingerprint"])


def _heard(user: User | None, uids: set[str]) -> dict[str, tuple[str, int, bool]]:
    """Of each item the method and sequence that `user` heard last, and whether that is sure. One query."""
    lost = Q(state__in=[Message.State.DROPPED, Message.State.FAILED])
    mails = Message.objects.filter(recipient=user).exclude(lost, may_have_arrived=False).exclude(calendar=None)
    mails = mails.exclude(state=Message.State.JOINED)  # the mail as which it leaves tells the same
    surely = (Message.State.HELD, Message.State.READY, Message.State.SENT)
    heard: dict[str, tuple[str, int, bool]] = {}
    for mail in mails.only("calendar", "state"):
        for one in mail.calendar or []:
            uid, sequence = one.get("uid"), one.get("sequence", -1)
            if uid in uids and (uid not in heard or sequence > heard[uid][1]):
                heard[uid] = one["method"], sequence, mail.state in surely
    return heard


def new_token(kind: type[Feed], **whose: Any) -> str:
    """A new secret address for the feed that `whose` names; the old one ends at once. Shown once, kept as a hash."""
    token = secrets.token_urlsafe(24)
    kind._default_manager.update_or_create(
        **whose, defaults={"token_hash": sealing.token_hash(token), "created_at": timezone.now(), "last_used_on": None}
    )
    return token


def end(kind: type[Feed], **whose: Any) -> None:
    """The secret address of the feed that `whose` names, if there is one, ends at once."""
    kind._default_manager.filter(**whose).delete()


def find(kind: type[Feed], token: str) -> Feed | None:
    """The feed that `token` opens, of a person who may still sign in, and whose language is at hand. One query."""
    for pk, language, *values in _opened_by(kind).rows(token_hash=sealing.token_hash(token)):
        feed = kind.from_db(DEFAULT_DB_ALIAS, _columns(kind), values)
        feed.user = User.from_db(DEFAULT_DB_ALIAS, ["id", "language"], [pk, language])
        return None if feed.has_lapsed else feed
    return None


@cache
def _opened_by(kind: type[Feed]) -> Prepared:
    found = kind._default_manager.filter(token_hash=Given("token_hash", CharField()), user__is_active=True)
    return Prepared(lambda: found.values_list("user_id", "user__language", *_columns(kind)))


def _columns(kind: type[Feed]) -> list[str]:
    return [field.attname for field in kind._meta.concrete_fields]


def opened(
    request: HttpRequest, kind: type[Feed], token: str, *, may: Callable[[Feed], bool] = lambda feed: True
) -> Feed:
    """The feed that `token` opens, if it `may`; the day is remembered. Unknown, replaced, ended, lapsed and malformed
    tokens get the same 404, and are counted as guesses (promise P13)."""
    feed = find(kind, token)
    if feed is None or not may(feed):
        limits.guess(request)
        raise Http404
    note_use(feed)
    return feed


def new_feed_token(user: User) -> str:
    """A new secret address for `user`'s private feed."""
    return new_token(CalendarFeed, user=user)


def feed_for(user: User) -> CalendarFeed | None:
    """The private feed of `user`, if there is one."""
    return CalendarFeed.objects.filter(user=user).first()


def note_use(feed: SecretFeed) -> None:
    """Remember the day a feed was last read; writes at most once a day."""
    today = timezone.localdate()
    if feed.last_used_on != today:
        type(feed)._default_manager.filter(pk=feed.pk).update(last_used_on=today)


def answer(request: HttpRequest, items: Iterable[Item], *, name: str, keep: str, about: str) -> HttpResponse:
    """A feed as an answer, known by what its items tell; `keep` and `about` as for `feeds.answer`."""
    items = list(items)
    made_for = (feeds.maker(), settings.ADDRESS, translation.get_language() or "", name)
    facts = "\0".join([*made_for, *(item.told for item in items)]).encode()  # no text here holds a NUL

    def write() -> bytes:
        return ical.feed(ical.in_order(items), name=name)

    kind = "text/calendar; charset=utf-8"
    response = feeds.answer(request, facts, write, content_type=kind, keep=keep, about=about)
    response.headers.setdefault("Content-Disposition", 'inline; filename="leerlijn.ics"')
    return response


def _fingerprint(item: CalendarItem, method: str) -> str:
    facts = [method, item.uid, item.starts_at.timestamp(), item.ends_at.timestamp(), item.title, item.place]
    return hashlib.sha256(repr([*facts, item.text, item.url]).encode()).hexdigest()
