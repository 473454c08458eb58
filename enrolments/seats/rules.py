"""Who gets which seat, who is passed and why; and what may be kept. The page that tells it asks the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Edition, Session
from enrolments import queries
from enrolments.models import Enrolment, EnrolmentChange
from enrolments.queries import Standing
from enrolments.seat_offer import rules as offer_rules
from enrolments.seats.counting import Claim, Kept, Seat, Seats
from people import clock

Reason = EnrolmentChange.Reason
Line = list[tuple[Enrolment, Claim]]


@dataclass(frozen=True)
class Movement:
    """What the line does with the free seats: who gets which, who is passed and why, and the seats after that.

    When it `is_too_late` to offer them, nobody gets them: they stay free for those of the line whom they fit.
    """

    seats: Seats
    given: list[tuple[Enrolment, Seat]] = field(default_factory=list)
    passed: list[tuple[Enrolment, Reason]] = field(default_factory=list)  # each once for each reason
    is_too_late: bool = False

    @property
    def leaving(self) -> int:
        """How many are not in line any more after it."""
        return 0 if self.is_too_late else len(self.given)

    def seat_for(self, claim: Claim) -> Seat | None:
        """Where a newcomer fits behind the line: not in what fits somebody there who cannot be asked any more."""
        seat = self.seats.seat_for(claim)
        if seat is None or not (self.is_too_late and self.given):
            return seat
        fits = {one.reservation for _enrolment, one in self.given}
        return seat if seat.reservation and seat.reservation not in fits else None


def movement(edition: Edition, sessions: Iterable[Session], standing: Standing) -> Movement:
    """Give free seats to the line in order of number. Somebody is passed only when what they ask does not fit and
    what the next asks does.

    Nothing is saved. At most two queries, and one for each kept cohort; none when nobody waits or nothing is free.
    """
    seats = standing.seats(edition, sessions)
    if not standing.somebody_waits or seats.is_full():
        return Movement(seats)
    is_too_late = not offer_rules.may_pass_on(edition, now=clock.now())
    moved, stays = Movement(seats, is_too_late=is_too_late), list[tuple[Enrolment, Claim]]()
    for enrolment, claim in queries.who_waits(edition, standing.kept):
        seat = seats.seat_for(claim)
        if seat is None:
            stays.append((enrolment, claim))
            continue
        moved.passed.extend(one for one in passed(stays, seats) if one not in moved.passed)
        seats.give(claim, seat)
        moved.given.append((enrolment, seat))
    return moved


def passed(line: Line, seats: Seats) -> list[tuple[Enrolment, Reason]]:
    """Who of `line` is passed when somebody behind them gets a seat now, and why they could not have it."""
    kept, part = Reason.PASSED_KEPT, Reason.PASSED_PART
    return [(enrolment, kept if seats.has_room_but_kept(claim) else part) for enrolment, claim in line]


def why_not_keep(edition: Edition) -> str:
    """Why nothing can be kept in `edition`, or changed in what is; empty: nothing stands in the way. No query."""
    if edition.status == Edition.Status.CANCELLED:
        return _("Deze uitvoering gaat niet door.")
    if clock.today() >= edition.starts_on:
        return _("Deze uitvoering is al begonnen of voorbij.")
    return ""


def why_not_until(edition: Edition, day: date) -> str:
    """Why seats cannot be kept until `day`. No query."""
    if clock.today() < day <= edition.starts_on:
        return ""
    return _("Kies een dag na vandaag, uiterlijk de eerste dag: %(day)s.") % {
        "day": date_format(edition.starts_on, "j F Y")
    }


def users(kept: Kept, line: Line, sessions: Sequence[Session | None]) -> tuple[Kept, list[Enrolment]]:
    """Who of `line` use its seats from now on, in order, and how many it then still holds. Nothing is saved."""
    using = []
    for enrolment, claim in line:
        followed = [one for one in sessions if not claim.modules or one is None or one.module_id in claim.modules]
        if any(kept.left(one) for one in followed):
            kept = kept.with_one(claim)
            using.append(enrolment)
    return kept, using


def most(kept: Kept, line: Line, seats: Seats) -> int:
    """How many seats this reservation can keep: what is taken and kept must fit in every session. No query."""
    for number in range(kept.reservation.seats, 0, -1):
        smaller = copy(kept.reservation)
        smaller.seats = number
        would, _using = users(replace(kept, reservation=smaller), line, seats.sessions)
        if seats.with_kept(would).is_within():
            return number
    return 0
