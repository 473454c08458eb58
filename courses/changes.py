"""How a session is to be, and what that changes, in words. Nothing is decided or saved here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import queries
from courses.models import Room, Session
from courses.slot import Slot, of_session
from people.models import Message, User


@dataclass(frozen=True)
class SessionWish:
    """A session as a planner wants it. Times are aware; without a room it is online."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None
    online_url: str
    trainers: tuple[User, ...]

    def as_slot(self, session: Session) -> Slot:
        """What planning makes of it: `session`, were it so."""
        return replace(
            of_session(session),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            room=self.room,
            trainers=self.trainers,
        )

    @property
    def when_and_where(self) -> tuple[datetime, datetime, Room | None, str]:
        return self.starts_at, self.ends_at, self.room, self.online_url

    @property
    def days(self) -> tuple[date, date]:
        return timezone.localdate(self.starts_at), timezone.localdate(self.ends_at)

    @property
    def hours(self) -> str:
        return f"{timezone.localtime(self.starts_at):%H:%M}-{timezone.localtime(self.ends_at):%H:%M}"


@dataclass(frozen=True)
class SessionChange:
    """What a session was, and what it becomes."""

    session: Session
    was: SessionWish
    becomes: SessionWish

    @property
    def moves_day(self) -> bool:
        return self.was.days != self.becomes.days

    @property
    def moves(self) -> bool:
        """Another day, time or place; what concerns everybody who is there."""
        return self.was.when_and_where != self.becomes.when_and_where

    @property
    def joining(self) -> tuple[User, ...]:
        return tuple(one for one in self.becomes.trainers if one not in self.was.trainers)

    @property
    def leaving(self) -> tuple[User, ...]:
        return tuple(one for one in self.was.trainers if one not in self.becomes.trainers)

    @property
    def slot(self) -> Slot:
        """What planning makes of it: with whoever comes, so without whoever declined."""
        declined = set(self.was.trainers) - set(self.session.coming)
        coming = tuple(one for one in self.becomes.trainers if one not in declined)
        return replace(self.becomes, trainers=coming).as_slot(self.session)

    def __bool__(self) -> bool:
        return self.moves or bool(self.joining or self.leaving)

    @property
    def sentences(self) -> list[str]:
        """What changes, in the language of the reader, with its time and place now where they did not change."""
        return [sentence for sentence in (self._day(), self._time(), self._place(), self._trainers()) if sentence]

    def _day(self) -> str:
        if not self.moves_day:
            return ""
        one_year = self.was.starts_at.year == self.becomes.starts_at.year
        look = "l j F" if one_year else "l j F Y"
        old, new = (date_format(timezone.localtime(one.starts_at), look) for one in (self.was, self.becomes))
        return _("De dag is verplaatst van %(old)s naar %(new)s.") % {"old": old, "new": new}

    def _time(self) -> str:
        if self.was.hours == self.becomes.hours:
            return ""
        return _("Andere tijd: %(new)s uur in plaats van %(old)s uur.") % {
            "new": self.becomes.hours,
            "old": self.was.hours,
        }

    def _place(self) -> str:
        old, new = self.was.room, self.becomes.room
        if old == new:
            return _("Het adres van de online bijeenkomst is gewijzigd.") if self._has_another_address else ""
        if new is None:
            return _("Online in plaats van in %(old)s.") % {"old": _name(old)}
        if old is None:
            return _("In %(new)s in plaats van online.") % {"new": _name(new)}
        return _("Andere zaal: %(new)s in plaats van %(old)s.") % {"new": _name(new), "old": _name(old)}

    def _trainers(self) -> str:
        new, old = (", ".join(map(str, them)) for them in (self.joining, self.leaving))
        if new and old:
            sentence = ngettext(
                "Andere docent: %(new)s in plaats van %(old)s.",
                "Andere docenten: %(new)s in plaats van %(old)s.",
                len(self.joining),
            )
            return sentence % {"new": new, "old": old}
        if new:
            return _("Docent erbij: %(new)s.") % {"new": new}
        return _("Niet meer als docent: %(old)s.") % {"old": old} if old else ""

    @property
    def _has_another_address(self) -> bool:
        return self.was.online_url != self.becomes.online_url


def as_it_is(session: Session) -> SessionWish:
    """`session` as it stands, with whoever declined. Needs `room` and `assignments__trainer` at hand."""
    trainers = tuple(one.trainer for one in session.assignments.all())
    return SessionWish(session.starts_at, session.ends_at, session.room, session.online_url, trainers)


def facts(told: Iterable[SessionChange]) -> list[dict[str, Any]]:
    """What the mail that tells these changes remembers: how its reader knew each session."""
    return [
        {
            "session": one.session.pk,
            "starts_at": one.was.starts_at.isoformat(),
            "ends_at": one.was.ends_at.isoformat(),
            "room": one.was.room.pk if one.was.room else None,
            "online_url": one.was.online_url,
            "trainers": [trainer.pk for trainer in one.was.trainers],
        }
        for one in told
    ]


def since(earlier: Iterable[Message], change: SessionChange | None = None) -> list[SessionChange]:
    """What `earlier` mails would have told, and `change`: from what people know to what is so by now, in order of time.

    What is again as people know it, is no change. No query when nothing is earlier.
    """
    latest_first = [one for mail in reversed(list(earlier)) for one in mail.facts or []]
    known = {one["session"]: one for one in latest_first}  # the first word counts
    found = [change] if change and change.session.pk not in known else []
    if known:
        rooms = Room.objects.select_related("location").in_bulk([one["room"] for one in known.values() if one["room"]])
        people = User.objects.in_bulk([pk for one in known.values() for pk in one["trainers"]])
        for session in queries.with_all(Session.objects.filter(pk__in=known)):
            found.append(SessionChange(session, _known(known[session.pk], rooms, people), as_it_is(session)))
    return sorted(filter(None, found), key=lambda one: (one.becomes.starts_at, one.session.pk))


def _known(fact: dict[str, Any], rooms: dict[int, Room], people: dict[int, User]) -> SessionWish:
    starts_at, ends_at = (datetime.fromisoformat(fact[moment]) for moment in ("starts_at", "ends_at"))
    trainers = tuple(people[pk] for pk in fact["trainers"] if pk in people)
    return SessionWish(starts_at, ends_at, rooms.get(fact["room"]), fact["online_url"], trainers)


def first_moment(told: Iterable[SessionChange]) -> datetime:
    """When the first of these changes makes a difference: where somebody would be in vain, or must be."""
    return min(moment for one in told for moment in (one.was.starts_at, one.becomes.starts_at))


def _name(room: Room | None) -> str:
    return f"{room.name}, {room.location}" if room else ""
