"""Which workshops there are, who chose them, and what somebody's sessions are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.models import Edition, Session
from enrolments.models import Attendance, Enrolment, SessionChoice


@dataclass(frozen=True)
class Workshop:
    """A workshop, by how many people it is chosen, and whether one of them is who was asked about."""

    session: Session
    chosen: int
    is_own: bool = False

    @property
    def places(self) -> int:
        return self.session.own_seats or 0

    @property
    def free(self) -> int:
        """More may have chosen it than it holds by now: its planner made it smaller."""
        return max(0, self.places - self.chosen)

    def meets(self, other: Session) -> bool:
        """Shares a moment with it; touching is not meeting."""
        return self.session.starts_at < other.ends_at and other.starts_at < self.session.ends_at

    def fits(self, busy: Iterable[Session]) -> bool:
        """Whoever does `busy` can come."""
        return not any(map(self.meets, busy))


def workshops(edition: Edition, enrolment: Enrolment | None = None) -> list[Workshop]:
    """The workshops of `edition` in order of time; those of `enrolment` are its own. One query.

    Under the lock of the edition it is the truth. Whoever follows some modules only, chooses from theirs.
    """
    own = Exists(SessionChoice.objects.filter(session=OuterRef("pk"), enrolment=enrolment))
    theirs = _covers(enrolment) if enrolment else Q()
    held = edition.sessions.filter(theirs, by_choice=True).select_related("room__location")
    counted: Iterable[Any] = held.annotate(chosen=Count("choices"), is_own=own)
    return [Workshop(session, session.chosen, session.is_own) for session in counted]


def noting_workshops(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """`editions`, each knowing whether it has workshops: `held_in` then asks nothing where it has none."""
    return editions.annotate(has_workshops=Exists(Session.objects.filter(edition=OuterRef("pk"), by_choice=True)))


def held_in(edition: Edition) -> list[Session]:
    """The workshops of `edition` in order of time. At most one query."""
    return list(edition.sessions.filter(by_choice=True)) if getattr(edition, "has_workshops", True) else []


def _covers(enrolment: Enrolment) -> Q:
    everything = ~Exists(Enrolment.modules.through.objects.filter(enrolment=enrolment))
    return Q(everything) | Q(module__in=enrolment.modules.all())


def own_sessions(enrolment: Enrolment) -> QuerySet[Session]:
    """What everybody in the edition attends, and the workshops that were chosen. One query."""
    chosen = SessionChoice.objects.filter(enrolment=enrolment).values("session")
    sessions = enrolment.edition.sessions.filter(Q(by_choice=False) | Q(pk__in=chosen))
    return sessions.select_related("room__location")


def chosen_by(enrolments: Sequence[Enrolment]) -> dict[int, set[int]]:
    """Enrolment pk -> the pks of the workshops that were chosen. One query, or none for nobody."""
    found: dict[int, set[int]] = defaultdict(set)
    if enrolments:
        for pk, session in SessionChoice.objects.filter(enrolment__in=enrolments).values_list("enrolment", "session"):
            found[pk].add(session)
    return found


def how_many(session: Session) -> int:
    """By how many people it is chosen. One query."""
    return SessionChoice.objects.filter(session=session).count()


def marked_sessions(edition: Edition) -> set[int]:
    """The pks of the sessions of `edition` of which attendance was noted. One query."""
    marked = Attendance.objects.filter(session__edition=edition)
    return set(marked.values_list("session", flat=True))


def has_choice(enrolment: Enrolment, session: Session) -> bool:
    """One query."""
    return SessionChoice.objects.filter(enrolment=enrolment, session=session).exists()
