"""Whose seat may move to which edition of the same course, and why not.

The page asks this to offer the editions, the action to refuse, under the locks of both (docs/decisions/0046).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from courses import queries as course_queries
from courses.models import Edition, Session
from courses.permissions import may_plan
from enrolments import queries, rules
from enrolments.cancelling import rules as cancelling
from enrolments.models import Enrolment, Status
from enrolments.queries import Standing
from enrolments.seats import queries as seat_queries
from enrolments.seats.counting import Seat
from people.models import User


@dataclass(frozen=True)
class Choice:
    """An edition to move to, and why not."""

    edition: Edition
    why_not: list[str]


def moved_by(user: User) -> QuerySet[Enrolment]:
    """Enrolments that `user` may move: the own, and those in what `user` plans."""
    found = Enrolment.objects.filter(Q(user=user) | Q(edition__in=Edition.objects.planned_by(user)))
    return found.select_related("edition__course", "user", "organisation")


def why_not_leave(enrolment: Enrolment, *, by: User, on: date) -> str:
    """Why this seat stays where it is on day `on`; empty: it may move. At most two queries.

    Who would pay for leaving does not move to a later date, where leaving is free, without a planner.
    """
    if enrolment.status != Status.ENROLLED:
        return _("Alleen wie een plaats heeft, kan naar een andere uitvoering.")
    may_leave = rules.may_withdraw(enrolment, on=on)
    if by == enrolment.user and may_leave and not cancelling.leaving(enrolment, on=on).amount:
        return ""
    if may_plan(by, enrolment.edition):
        return "" if on <= enrolment.edition.ends_on else _("Deze uitvoering is al voorbij.")
    if may_leave:
        return _("Zelf verplaatsen kan zolang uitschrijven kosteloos is. Neem contact op met de planner.")
    return _("Verplaatsen kan zolang u zich kunt uitschrijven. Neem contact op met de planner.")


def choices(enrolment: Enrolment, *, by: User, on: date) -> list[Choice]:
    """The other editions of the course that are ahead, the first to begin first, each with why not.

    Some queries for each; a course has few editions ahead.
    """
    return [Choice(one, why_not_go(enrolment, one, by=by, on=on)) for one in _others(enrolment, by, on)]


def why_not_go(
    enrolment: Enrolment, to: Edition, *, by: User, on: date, sessions: Iterable[Session] | None = None
) -> list[str]:
    """All that keeps this seat from moving to `to` on day `on`; empty: nothing does. There must be a free seat.

    Who waits there goes first, so a full edition, or one with a waiting list, is one to wait for without moving.
    """
    if to.course_id != enrolment.edition.course_id or to.pk == enrolment.edition_id:
        return [_("Verplaatsen kan alleen naar een andere uitvoering van dezelfde opleiding.")]
    own, plans = by == enrolment.user, may_plan(by, enrolment.edition) and may_plan(by, to)
    if not plans and not (own and rules.may_withdraw(enrolment, on=on)):
        return [_("U plant deze uitvoering niet.")]
    standing = queries.standing(to, enrolment.user)
    seat = seat_there(enrolment, to, to.sessions.all() if sessions is None else sessions, standing)
    found = rules.obstacles(enrolment.user, to, on=on, standing=standing, leaving=enrolment.edition)
    said = [one.sentence if own else one.of_colleague for one in found if not (plans and one.code in rules.WINDOW)]
    return said if said or seat else [_full(own)]


def seat_there(enrolment: Enrolment, to: Edition, sessions: Iterable[Session], standing: Standing) -> Seat | None:
    """Which seat of `to` this one becomes: one that is kept for who moves, or one of everybody. No query."""
    claim = seat_queries.claim_of(enrolment.organisation, standing.kept)
    return None if standing.somebody_waits else standing.seats(to, sessions).seat_for(claim)


def _full(own: bool) -> str:
    if own:
        return _("Hier is geen plaats vrij. U kunt zich er op de wachtlijst zetten en houdt intussen uw plaats.")
    return _("Hier is geen plaats vrij.")


def _others(enrolment: Enrolment, by: User, on: date) -> QuerySet[Edition]:
    """What `by` may see of it: on offer, or planned by `by`, or by invitation to `by`, not to somebody else."""
    announced = [Edition.Status.PUBLISHED, Edition.Status.CONFIRMED]
    seen = Edition.objects.offered() | Edition.objects.planned_by(by) | queries.editions_for_invited(by)
    ahead = Edition.objects.filter(
        pk__in=seen.values("pk"), course=enrolment.edition.course_id, status__in=announced, starts_on__gt=on
    )
    return course_queries.with_places(ahead.exclude(pk=enrolment.edition_id)).order_by("starts_on", "code")
