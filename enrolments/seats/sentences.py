"""Why somebody waits, and what is kept for whom, in one Dutch sentence each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Edition
from enrolments import queries
from enrolments.models import Enrolment
from enrolments.seats import queries as seat_queries
from enrolments.seats.counting import Kept
from people import clock
from people.models import Organisation
from people.text import in_words


@dataclass(frozen=True)
class KeptFor:
    """How many seats are kept for whom, and until when; said in the language of whoever reads it."""

    number: int
    who: str
    until: date

    def __str__(self) -> str:
        words = ngettext(
            "%(number)s plaats is tot %(day)s voor %(who)s",
            "%(number)s plaatsen zijn tot %(day)s voor %(who)s",
            self.number,
        )
        return words % {
            "number": in_words(self.number),
            "day": date_format(self.until, "j F Y"),
            "who": self.who,
        }

    @property
    def sentence(self) -> str:
        said = str(self)
        return f"{said[0].upper()}{said[1:]}."


@dataclass(frozen=True)
class Wait:
    """Where somebody stands in line, and which seats are kept for others."""

    place: int
    among_own: int
    organisation: Organisation | None
    kept: list[KeptFor]

    @property
    def sentence(self) -> str:
        """To who waits, in the language of whoever reads it."""
        return self._said(_("U staat op plaats %(place)s van de wachtlijst"))

    @property
    def about_another(self) -> str:
        """The same, to who looks after somebody."""
        return self._said(_("Plaats %(place)s op de wachtlijst"))

    def _said(self, where: str) -> str:
        said = where % {"place": self.place}
        if self.organisation:
            said = f"{said}, {self._rank()}"
        return "; ".join([said, *map(str, self.kept)]) + "."

    def _rank(self) -> str:
        facts = {"number": self.among_own, "organisation": self.organisation}
        if self.among_own == 1:
            return _("als eerste van %(organisation)s") % facts
        return _("als nummer %(number)s van %(organisation)s") % facts


def why_waiting(waiting: Iterable[Enrolment]) -> dict[int, Wait]:
    """For each of `waiting`, who have their organisation at hand: where they stand, and which seats they cannot have.

    One query; one more where seats are kept, and some for kept cohorts.
    """
    asked = list(waiting)
    lines = queries.in_line(asked) if asked else {}
    held = _held({one.edition_id for one in asked if one.pk in lines and lines[one.pk].seats_are_kept})
    own = seat_queries.own_of([(one.user_id, one.organisation) for one in asked], [Kept(one, {}) for one in held])
    names = seat_queries.named(held)
    return {
        one.pk: Wait(
            lines[one.pk].place,
            lines[one.pk].among_own,
            one.organisation,
            [_of(kept, names) for kept in held if kept.edition_id == one.edition_id and kept.pk not in theirs],
        )
        for one, theirs in zip(asked, own, strict=True)
        if one.pk in lines
    }


def kept_in(edition: Edition) -> list[KeptFor]:
    """What is kept in `edition`, of each reservation that still holds a seat. At most two queries."""
    held = _held({edition.pk})
    names = seat_queries.named(held)
    return [_of(one, names) for one in held]


def _held(editions: Collection[int]) -> list[Any]:
    return seat_queries.still_held(editions, clock.today()) if editions else []


def _of(reservation: Any, names: Mapping[int, str]) -> KeptFor:
    return KeptFor(reservation.held, names[reservation.pk], reservation.released_on)
