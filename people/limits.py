"""How often something may be tried: one row per door and person, counted by one statement that both databases do whole.

The sign-in library keeps a list in the cache, which loses count when many come at once (docs/decisions/0021); it counts
here instead. What we limit beside it is in the settings.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import Rate
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import CharField, F, IntegerField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people import known_browser
from people.models import Tally
from people.origin import client_address
from people.prepared import Given, Prepared
from people.text import address

TRIES = 5  # of the counting itself: somebody else began or ended the same count in between


@dataclass(frozen=True)
class Use:
    """A try that was counted, and may be given back: it was a good one."""

    key: str

    def rollback(self) -> None:
        Tally.objects.filter(key=self.key, used__gt=0, ends_at__gt=timezone.now()).update(used=F("used") - 1)


def spend(key: str, rate: Rate) -> int:
    """Count one more try under `key`. 0: it may go on; else the seconds until the next one may."""
    for _try in range(TRIES):
        now = timezone.now()
        tallies, ends_at = Tally.objects.filter(key=key), now + timedelta(seconds=rate.duration)
        if tallies.filter(ends_at__gt=now, used__lt=rate.amount).update(used=F("used") + 1):
            return 0
        if tallies.filter(ends_at__lte=now).update(used=1, ends_at=ends_at) or _begin(key, ends_at):
            return 0
        if wait := seconds_to_wait(key, rate):
            return wait
    return 1


def seconds_to_wait(key: str, rate: Rate) -> int:
    """0 when one more try may be counted under `key`."""
    now, full = timezone.now(), FULL.rows(key=key, amount=rate.amount)
    waits: list[int] = [math.ceil((ends_at - now).total_seconds()) for (ends_at,) in full]
    return max([0, *waits])


def _full() -> QuerySet[Tally, tuple[datetime]]:
    key, amount = Given("key", CharField()), Given("amount", IntegerField())
    return Tally.objects.filter(key=key, used__gte=amount).values_list("ends_at")


FULL = Prepared(_full)  # asked at every request for a personal link


def _begin(key: str, ends_at: datetime) -> bool:
    """The first try; False when somebody else just began the same count."""
    try:
        with transaction.atomic():
            Tally.objects.create(key=key, ends_at=ends_at)
    except IntegrityError:
        return False
    return True


def key_of(request: HttpRequest, door: str, rate: Rate, *, about: str = "") -> str:
    """Whose tries these are: of a person, a session, a place on the internet, or tries `about` an account."""
    if rate.per == "user":
        whose = str(request.user.pk)
    elif rate.per == "session":
        whose = request.session.session_key or ratelimit.truncate_ip(client_address(request))
    elif rate.per == "key":
        whose = f"{about} {known_browser.of(request, about)}"
    else:
        whose = ratelimit.truncate_ip(client_address(request))
    return salted_hmac("people.limits", f"{door} {rate} {whose}", algorithm="sha256").hexdigest()


def over(request: HttpRequest, door: str, rate: str) -> HttpResponse | None:
    """Counts one more try; the refusal, when that is one too many."""
    counted = ratelimit.parse_rate(rate)
    wait = spend(key_of(request, door, counted), counted)
    return refuse(request, wait) if wait else None


def guess(request: HttpRequest) -> None:
    """This personal link was never sent to anybody: one more guess from this place, or 429 when it is one too many."""
    door = request.resolver_match.view_name if request.resolver_match else ""
    if refusal := over(request, door, settings.GUESS_LIMITS[door]):
        raise ImmediateHttpResponse(refusal)


def full(request: HttpRequest, door: str, rate: str) -> HttpResponse | None:
    """The same without counting."""
    counted = ratelimit.parse_rate(rate)
    wait = seconds_to_wait(key_of(request, door, counted), counted)
    return refuse(request, wait) if wait else None


def refuse(request: HttpRequest, wait: int) -> HttpResponse:
    """Too often: the page that says so, and in how many seconds to come back."""
    page = render(request, "429.html", {"minutes": math.ceil(wait / 60)}, status=HTTPStatus.TOO_MANY_REQUESTS)
    page["Retry-After"] = str(wait)
    return page


# The sign-in library, made to count here.


def _count(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    rate: Rate,
    key: str | None = None,
    user: Any = None,
    dry_run: bool = False,
    raise_exception: bool = False,
) -> Use | None:
    """In the place of the library's own; whoever comes too often gets a page with 429, at every door the same."""
    counted = _key(request, app, action, rate, key, user)
    wait = seconds_to_wait(counted, rate) if dry_run else spend(counted, rate)
    if not wait:
        return Use(counted)
    if dry_run:
        return None
    raise ImmediateHttpResponse(refuse(request, wait))


def _key(request: HttpRequest, app: str, action: str, rate: Rate, key: str | None, user: Any) -> str:
    about = address((key or "").rpartition(":")[2])  # one account has one count, however it is typed
    if rate.per == "user" and user is not None:
        return salted_hmac("people.limits", f"{app} {action} {rate} {user.pk}", algorithm="sha256").hexdigest()
    return key_of(request, f"{app} {action}", rate, about=about)


def _clear(
    request: HttpRequest, *, app: str, action: str, config: Any = None, key: str | None = None, user: Any = None
) -> None:
    """Somebody proved who they are: the count of this account starts anew, and of nothing else."""
    for rate in ratelimit.get_rates(app=app, action=action, config=config):
        if rate.per != "ip":
            Tally.objects.filter(key=_key(request, app, action, rate, key, user)).delete()


def count_for_the_library() -> None:
    ratelimit._consume_single_rate, ratelimit.clear = _count, _clear
