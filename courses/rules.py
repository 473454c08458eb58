"""What may be planned, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

import holidays
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses import queries
from courses.models import Edition, FreeDay, Session
from courses.slot import Slot, of_session


@dataclass(frozen=True)
class Clash:
    """Something that stands in the way of a slot. A `warning` may be released all the same."""

    slot: Slot
    sentence: str
    warning: bool = False


def clashes(slots: Sequence[Slot], *, edition: Edition | None = None) -> list[Clash]:
    """All that is wrong with `slots`: rooms, trainers and participants in two places, leave, free days, small rooms.

    Compared with released sessions of other editions than `edition`, and with each other. Touching is not
    overlapping: 9-10 h and 10-11 h go together. A fixed number of queries.
    """
    if not slots:
        return []
    begin, end = min(s.starts_at for s in slots), max(s.ends_at for s in slots)
    found = list(_among_themselves(slots))
    found += _with_released(slots, begin, end, edition)
    found += _with_leave(slots, begin, end)
    found += _on_free_days(slots)
    found += _in_small_rooms(slots)
    return sorted(found, key=lambda clash: (clash.warning, clash.slot.starts_at))


def may_publish(edition: Edition) -> bool:
    """Only a concept with sessions, or an e-learning without, can be announced. At most one query."""
    return not why_not_publish(edition)


def why_not_publish(edition: Edition) -> str:
    """The sentence that goes with a refusal of `may_publish`; empty when there is none."""
    if edition.status != Edition.Status.CONCEPT:
        return _("Deze uitvoering is al gepubliceerd.")
    if edition.delivery != Edition.Delivery.E_LEARNING and not edition.sessions.exists():
        return _("Deze uitvoering heeft nog geen bijeenkomsten.")
    return ""


def why_not_resize(edition: Edition, capacity: int) -> str:
    """What keeps `edition` from having so many seats; empty: nothing on this floor does. No query."""
    if edition.status in (Edition.Status.COMPLETED, Edition.Status.CANCELLED):
        return _("Deze uitvoering is voorbij of gaat niet door.")
    if capacity < edition.minimum:
        return _("Lager dan het minimum van %(minimum)s deelnemers kan niet.") % {"minimum": edition.minimum}
    return ""


def why_not_own_seats(session: Session, seats: int | None) -> str:
    """What keeps `session` from being a workshop with so many seats, or one that all attend; empty: nothing. No query.

    In what was announced a session that all attend stays that, and a workshop a workshop: people enrolled in it so.
    """
    edition = session.edition
    if edition.status in (Edition.Status.COMPLETED, Edition.Status.CANCELLED):
        return _("Deze uitvoering is voorbij of gaat niet door.")
    if edition.status != Edition.Status.CONCEPT and session.by_choice != (seats is not None):
        return _("Na publicatie blijft een workshop een workshop, en wat iedereen volgt, blijft dat ook.")
    return ""


def why_not_drop(session: Session, *, now: datetime, out_of: int) -> str:
    """What keeps a workshop, one `out_of` so many sessions, from leaving its edition; empty: nothing does. No query."""
    if out_of == 1:  # its days would be nowhere
        return _("Een uitvoering houdt minstens één bijeenkomst.")
    if not session.by_choice:
        return _("Alleen een workshop kan vervallen: wat iedereen volgt, hoort bij de uitvoering.")
    return why_not_change(session, now=now)


def too_small_rooms(sessions: Iterable[Session]) -> list[Clash]:
    """Where a room holds fewer people than there are seats; a warning, no more. No query."""
    return _in_small_rooms([of_session(session) for session in sessions])


def why_not_cancel(edition: Edition) -> str:
    """What keeps a planner from calling `edition` off; empty: nothing does. No query."""
    if edition.status == Edition.Status.CANCELLED:
        return _("Deze uitvoering is al geannuleerd.")
    return _("Deze uitvoering is al voorbij.") if edition.status == Edition.Status.COMPLETED else ""


def why_not_change(session: Session, *, now: datetime) -> str:
    """What keeps a planner from changing `session` at the moment `now`; empty: nothing does. No query."""
    if session.edition.status == Edition.Status.CANCELLED:
        return _("Deze uitvoering gaat niet door.")
    if session.starts_at <= now or session.edition.status == Edition.Status.COMPLETED:
        return _("Deze bijeenkomst is al begonnen of voorbij.")
    return ""


def why_not_become(session: Session, slot: Slot, *, now: datetime) -> str:
    """The same, and what keeps it from being moved to the time of `slot`. No query."""
    return why_not_change(session, now=now) or (
        _("Kies een dag en tijd die nog komen.") if slot.starts_at <= now else ""
    )


def stopping(clashes: Iterable[Clash], edition: Edition) -> list[Clash]:
    """Those of `clashes` that nobody may release. A concept may clash until it is published."""
    return [clash for clash in clashes if not clash.warning and edition.status != Edition.Status.CONCEPT]


def clashes_of(session: Session, slot: Slot) -> list[Clash]:
    """What stands in the way of `session` when it becomes `slot`; what else its edition has does not count.

    A fixed number of queries.
    """
    beside = queries.sessions_of(session.edition).exclude(pk=session.pk)
    found = clashes([*map(of_session, beside), slot], edition=session.edition)
    return [clash for clash in found if clash.slot is slot]


def free_days(days: Iterable[date]) -> dict[date, str]:
    """Which of `days` are no working days, and why: weekend, public holiday, or our own word. One query."""
    days = list(days)
    own = {free.day: free for free in FreeDay.objects.filter(day__in=days)}
    public = holidays.country_holidays("NL", years={day.year for day in days}, language="nl")
    found: dict[date, str] = {}
    for day in days:
        if day in own:
            found |= {day: own[day].name} if own[day].is_free else {}
        elif day in public:
            found[day] = public[day]
        elif day.weekday() >= 5:
            found[day] = _("weekend")
    return found


def _among_themselves(slots: Sequence[Slot]) -> Iterable[Clash]:
    for one, other in combinations(slots, 2):
        if one.meets(other.starts_at, other.ends_at):
            if one.room and one.room == other.room:
                yield Clash(other, _taken(str(one.room), other, one.title))
            for trainer in set(one.trainers) & set(other.trainers):
                yield Clash(other, _taken(str(trainer), other, one.title))
            if not (one.by_choice and other.by_choice):
                yield Clash(other, _at_once(other, one.title), warning=True)  # tracks can run side by side


def _with_released(slots: Sequence[Slot], begin: datetime, end: datetime, but: Edition | None) -> Iterable[Clash]:
    for session in queries.released_sessions(begin, end, but=but):
        busy = set(session.coming)
        what = f"{session.edition.code} {session.title}"
        for slot in slots:
            if slot.meets(session.starts_at, session.ends_at):
                if slot.room and slot.room.pk == session.room_id:
                    yield Clash(slot, _taken(str(slot.room), slot, what))
                for trainer in busy & set(slot.trainers):
                    yield Clash(slot, _taken(str(trainer), slot, what))


def _with_leave(slots: Sequence[Slot], begin: datetime, end: datetime) -> Iterable[Clash]:
    for absence in queries.unavailabilities(begin, end):
        for slot in slots:
            concerned = absence.trainer in slot.trainers or (slot.room and slot.room.pk == absence.room_id)
            if concerned and slot.meets(absence.starts_at, absence.ends_at):
                yield Clash(slot, _away(str(absence.room or absence.trainer), slot, absence.reason))


def _on_free_days(slots: Sequence[Slot]) -> Iterable[Clash]:
    days = {timezone.localdate(slot.starts_at) for slot in slots}
    names = free_days(days)
    for slot in slots:
        if name := names.get(timezone.localdate(slot.starts_at)):
            sentence = _("%(when)s is geen werkdag: %(name)s.") % {"when": _when(slot), "name": name}
            yield Clash(slot, sentence, warning=True)


def _in_small_rooms(slots: Iterable[Slot]) -> list[Clash]:
    return [Clash(s, _too_small(s), warning=True) for s in slots if s.room and s.room.capacity < s.seats]


def _taken(who: str, slot: Slot, by: str) -> str:
    return _("%(who)s is op %(when)s al bezet door %(by)s.") % {"who": who, "when": _when(slot), "by": by}


def _at_once(slot: Slot, other: str) -> str:
    facts = {"when": _when(slot), "other": other}
    return _("Op %(when)s is er ook %(other)s: deelnemers kunnen niet bij beide zijn.") % facts


def _away(who: str, slot: Slot, reason: str) -> str:
    facts = {"who": who, "when": _when(slot), "why": reason or _("niet beschikbaar")}
    return _("%(who)s kan niet op %(when)s: %(why)s.") % facts


def _too_small(slot: Slot) -> str:
    room = slot.room
    return _("%(room)s heeft %(has)s plaatsen, de uitvoering %(needs)s.") % {
        "room": room,
        "has": room.capacity if room else 0,
        "needs": slot.seats,
    }


def _when(slot: Slot) -> str:
    begin, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return f"{date_format(begin, 'D j b Y')} {begin:%H:%M}-{end:%H:%M}"
