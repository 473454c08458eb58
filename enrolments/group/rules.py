"""What becomes of each colleague: a seat, a place in line, a request, or the reasons why not.

The page shows it beforehand, the action does the same under the lock of the edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from courses.models import Edition, Session
from enrolments import queries, rules
from enrolments.approval import queries as approval_queries
from enrolments.approval.queries import Approver, Bond
from enrolments.group.queries import Newcomer, newcomers
from enrolments.models import Status
from enrolments.rules import Obstacle
from enrolments.seats import queries as seat_queries
from enrolments.seats import rules as seat_rules
from enrolments.seats.counting import Claim, Seat
from people.models import Affiliation, Role, User

MOST = 200  # people in one go: as many as the largest network day, and still one page


@dataclass(frozen=True)
class Outcome:
    """What becomes of one colleague. Either `obstacles`, or a status and the job as whose holder they come."""

    user: User
    obstacles: Sequence[Obstacle] = ()
    status: Status | None = None
    job: Affiliation | None = None
    agreed: Approver | None = None  # the training contact, where that is an approval too
    place: int | None = None  # in line
    seat: Seat | None = None


def enrols_colleagues(user: User) -> bool:
    """A training contact, or who stands in for one."""
    return user.has_role(Role.TRAINING_CONTACT)


def foresee(
    people: Sequence[User], edition: Edition, sessions: Iterable[Session], *, by: User, on: date
) -> list[Outcome]:
    """What becomes of each of `people`, who come in this order; under the lock of the edition it is what happens.

    At most thirteen queries, for one and for many.
    """
    found = [(one, _obstacles(one, edition, on=on)) for one in newcomers(people, edition, by)]
    jobs = {one.user.pk: rules.job_for(one.jobs, edition.course) for one, obstacles in found if not obstacles}
    agreed = approvals(jobs.values(), by, on) if edition.course.needs_approval else {}
    seats = _seats(list(jobs.items()), edition, sessions)
    outcomes = []
    for one, obstacles in found:
        if obstacles:
            outcomes.append(Outcome(one.user, obstacles))
            continue
        approver, (seat, place) = agreed.get(one.user.pk), next(seats)
        status = rules.status_of_a_seat(edition, is_approved=approver is not None) if seat else Status.WAITING
        outcomes.append(Outcome(one.user, (), status, jobs[one.user.pk], approver, place, seat))
    return outcomes


def _seats(
    people: Sequence[tuple[int, Affiliation | None]], edition: Edition, sessions: Iterable[Session]
) -> Iterator[tuple[Seat | None, int | None]]:
    """For each of `people`: a seat, or the place in line. Who waits now goes first. At most five queries."""
    standing, waiting = queries.standing(edition), queries.waiting_list(edition).count()
    moved = seat_rules.movement(edition, sessions, standing)
    places = count(waiting - moved.leaving + 1)
    own = seat_queries.own_of([(who, job.organisation if job else None) for who, job in people], standing.kept)
    for claim in (Claim(own=theirs) for theirs in own):
        seat = moved.seat_for(claim)
        if seat:
            moved.seats.give(claim, seat)
        yield seat, None if seat else next(places)


def _obstacles(newcomer: Newcomer, edition: Edition, *, on: date) -> list[Obstacle]:
    """Who works elsewhere is told that, and nothing else about them."""
    if not newcomer.jobs:
        return [rules.not_a_colleague()]
    return rules.obstacles(newcomer.user, edition, on=on, known=newcomer)


def approvals(jobs: Iterable[Affiliation | None], by: User, on: date) -> dict[int, Approver]:
    """For whom `by` may decide as the employer: person -> as what. At most four queries."""
    bonds: dict[int, Bond] = {job.user_id: (job.user_id, job.organisation.carried_on_by(on)) for job in jobs if job}
    deciders = approval_queries.approvers(bonds.values())
    found = {
        person: next((one for one in deciders.get(bond, []) if one.person == by), None)
        for person, bond in bonds.items()
    }
    return {person: approver for person, approver in found.items() if approver}
