"""What is taken and kept in each session of an edition, and who fits. No query.

Source: docs/glossary.md ("seat", "reservation") and docs/decisions/0040.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from courses.models import Edition, Session
from enrolments.models import SeatReservation

ByModule = Mapping[int | None, int]  # module pk -> people; None: the whole edition


@dataclass(frozen=True)
class Claim:
    """What somebody asks: `modules` (none: the whole edition), and the reservations that are for them, in order."""

    modules: frozenset[int] = frozenset()
    own: tuple[int, ...] = ()


ANYBODY = Claim()  # who wants the whole edition, and for whom nothing is kept


@dataclass(frozen=True)
class Kept:
    """A reservation that holds, and by how many its seats are used."""

    reservation: SeatReservation
    used: ByModule
    has_user: bool = False  # the person asked about is in its group of a floor above

    def left(self, session: Session | None) -> int:
        return max(0, self.reservation.seats - people_in(session, self.used))

    def with_one(self, claim: Claim) -> Kept:
        """With one more of its seats used."""
        return replace(self, used=_with(self.used, claim))


@dataclass(frozen=True)
class Seat:
    """There is room for somebody: in a seat of `reservation`, or in one that was for everybody."""

    reservation: SeatReservation | None = None


class Seats:
    """The seats of one edition. Under its lock this is the truth, and `give` keeps count of what is given next.

    Workshops that people choose have seats of their own and are left out. E-learning has no sessions and counts as
    one.
    """

    def __init__(self, edition: Edition, sessions: Iterable[Session], taken: ByModule, kept: Iterable[Kept]) -> None:
        self.edition, self.taken, self.kept = edition, dict(taken), tuple(kept)
        self.sessions: list[Session | None] = [one for one in sessions if not one.by_choice] or [None]

    def free(self, claim: Claim = ANYBODY) -> int:
        """How many more people like this fit: the fewest free in any of the sessions they follow."""
        return max(0, min((self._left(one, claim.own) for one in self._followed(claim)), default=0))

    def seat_for(self, claim: Claim = ANYBODY) -> Seat | None:
        """Where somebody fits: taken and kept stay within capacity in every session; what is kept for them is free."""
        followed = self._followed(claim)
        for kept in (one for one in self.kept if one.reservation.pk in claim.own):
            own = (kept.reservation.pk,)
            if any(kept.left(one) for one in followed) and all(self._left(one, own) > 0 for one in followed):
                return Seat(kept.reservation)
        return Seat() if all(self._left(one) > 0 for one in followed) else None

    def give(self, claim: Claim, seat: Seat) -> None:
        """Count one more person, in that place."""
        self.taken = _with(self.taken, claim)
        self.kept = tuple(one.with_one(claim) if one.reservation == seat.reservation else one for one in self.kept)

    def with_kept(self, kept: Kept) -> Seats:
        """The same with this reservation, in the place of what it was before."""
        others = [one for one in self.kept if one.reservation.pk != kept.reservation.pk]
        return Seats(self.edition, [one for one in self.sessions if one], self.taken, [*others, kept])

    def is_full(self) -> bool:
        """Nobody fits, whatever is kept for whom."""
        everything = [one.reservation.pk for one in self.kept]
        return all(self._left(one, everything) <= 0 for one in self.sessions)

    def has_room_but_kept(self, claim: Claim) -> bool:
        """Somebody would fit if nothing were kept for others."""
        everything = [one.reservation.pk for one in self.kept]
        return all(self._left(one, everything) > 0 for one in self._followed(claim))

    def fewest(self) -> int:
        """How low the capacity can go: the most that is taken and kept in a session without a capacity of its own."""
        shared = [one for one in self.sessions if one is None or one.capacity is None]
        return max((self._taken(one) + self._kept(one) for one in shared), default=0)

    def is_within(self) -> bool:
        """Taken and kept are within capacity in every session."""
        return all(self._left(one) >= 0 for one in self.sessions)

    def still_kept(self, kept: Kept) -> int:
        """How many seats a reservation still holds, in the session where it holds most."""
        return max(kept.left(one) for one in self.sessions)

    def _followed(self, claim: Claim) -> list[Session | None]:
        if not claim.modules:
            return self.sessions
        return [one for one in self.sessions if one is None or one.module_id in claim.modules]

    def _left(self, session: Session | None, own: Collection[int] = ()) -> int:
        capacity = self.edition.capacity if session is None else session.capacity or self.edition.capacity
        return capacity - self._taken(session) - self._kept(session, own)

    def _taken(self, session: Session | None) -> int:
        return people_in(session, self.taken)

    def _kept(self, session: Session | None, own: Collection[int] = ()) -> int:
        return sum(one.left(session) for one in self.kept if one.reservation.pk not in own)


def people_in(session: Session | None, people: ByModule) -> int:
    """Who follow the whole edition, and who follow the module of `session`; everybody where there are no sessions."""
    if session is None:
        return sum(people.values())
    of_module = people.get(session.module_id, 0) if session.module_id else 0
    return people.get(None, 0) + of_module


def _with(people: ByModule, claim: Claim) -> dict[int | None, int]:
    followed: Iterable[int | None] = claim.modules or [None]
    return {**people, **{module: people.get(module, 0) + 1 for module in followed}}
