"""Until when an offer of a seat stands, and why it cannot be accepted (any more)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Edition
from enrolments import rules
from enrolments.models import Enrolment, Status


def until(hours: int, *, now: datetime, begins: date) -> datetime | None:
    """Until when a seat is offered that comes free at `now`; None: it is too late to offer anything.

    So many `hours` on the clock of the world, at most half of what is left before the day it begins, so that a
    next one still has a chance, and at least an hour. Never at night by the clock of the Netherlands: then it waits
    for the morning, or ends the evening before when it begins that morning. Pure: nothing is asked.
    """
    last = _local(begins - timedelta(days=1), settings.OFFER_HOURS_OF_DAY[1])
    if now + settings.OFFER_AT_LEAST > last:
        return None
    left = _local(begins, time.min).astimezone(UTC) - now.astimezone(UTC)
    lasts = max(min(timedelta(hours=hours), left / 2), settings.OFFER_AT_LEAST)
    end = timezone.localtime(now.astimezone(UTC) + lasts).replace(second=0, microsecond=0)
    return min(_by_day(end), last)


def _by_day(end: datetime) -> datetime:
    """The same moment, or the next morning when that is in the night."""
    morning, evening = settings.OFFER_HOURS_OF_DAY
    if end.time() < morning:
        return _local(end.date(), morning)
    return end if end.time() <= evening else _local(end.date() + timedelta(days=1), morning)


def _local(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def may_pass_on(edition: Edition, *, now: datetime) -> bool:
    """A seat that comes free at `now` goes to the waiting list: given at once, or offered while there is time."""
    if not rules.may_move_up(edition, on=timezone.localdate(now)):
        return False
    hours = edition.course.offer_hours
    return not hours or until(hours, now=now, begins=edition.starts_on) is not None


def why_not_pass_on(edition: Edition, *, now: datetime) -> str:
    """Why nobody who waits gets a seat that comes free at `now`; empty: the first whom it fits does. No query."""
    if may_pass_on(edition, now=now):
        return ""
    if rules.may_move_up(edition, on=timezone.localdate(now)):
        return _("Het begint te snel om een plaats die vrijkomt nog aan te bieden.")
    return _("Doorschuiven kon tot %(day)s, de dag waarop het begint.") % {
        "day": date_format(edition.starts_on, "j F Y")
    }


def is_over(enrolment: Enrolment, *, now: datetime) -> bool:
    """Nobody can accept this offer any more, also when no job has looked at it yet."""
    lapsed = enrolment.offered_until is not None and now >= enrolment.offered_until
    return lapsed or not rules.may_move_up(enrolment.edition, on=timezone.localdate(now))


def why_not_answer(enrolment: Enrolment, *, now: datetime) -> str:
    """What keeps somebody from accepting or refusing this offer at `now`; empty: nothing does. No query."""
    if enrolment.status == Status.OFFERED and not is_over(enrolment, now=now):
        return ""
    if enrolment.offered_until is None or enrolment.status == Status.WAITING:
        return _("Er staat geen aanbod voor u open.")
    if enrolment.status in (Status.OFFERED, Status.LAPSED):
        return _("Dit aanbod gold tot %(moment)s. De plaats gaat naar wie na u wacht.") % until_when(enrolment)
    return _answered(enrolment)


def _answered(enrolment: Enrolment) -> str:
    if enrolment.status in (Status.ENROLLED, Status.REQUESTED):
        return _("U hebt dit aanbod al aangenomen.")
    if enrolment.status == Status.WITHDRAWN:
        return _("Dit aanbod staat niet meer open.")
    if enrolment.status == Status.CANCELLED:
        return _("Deze uitvoering gaat niet door.")
    return _("Dit aanbod is al beantwoord.")


def why_not_accept(enrolment: Enrolment, *, now: datetime) -> str:
    """The same for accepting, which asks for a free calendar too. At most two queries."""
    if why_not := why_not_answer(enrolment, now=now):
        return why_not
    clashes = rules.clashes_with(enrolment.user, enrolment.edition)
    return " ".join(obstacle.sentence for obstacle in clashes)


def until_when(enrolment: Enrolment) -> dict[str, Any]:
    """The moment at which an offer is over, for a sentence."""
    return {"moment": date_format(timezone.localtime(enrolment.offered_until), "j F Y, H:i")}
