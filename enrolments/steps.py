"""The steps that deeds have in common: to come in, to stand otherwise, to be told, to move up.

Call all of this in the transaction of a deed, under the lock of the edition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from courses import queries as course_queries
from courses.models import Edition, Session
from enrolments import mails, queries, rules
from enrolments.approval import actions as approval_actions
from enrolments.approval import queries as approval_queries
from enrolments.invitations import mails as invitation_mails
from enrolments.models import ACTIVE, Enrolment, EnrolmentChange, Status
from enrolments.queries import Standing
from enrolments.seat_offer import rules as offer_rules
from enrolments.seats import rules as seat_rules
from enrolments.seats.counting import Seat
from enrolments.workshops import actions as workshop_actions
from people import audit, clock
from people.models import Affiliation, User

Reason = EnrolmentChange.Reason


def come_in(
    user: User,
    edition: Edition,
    status: Status,
    job: Affiliation | None,
    number: int,
    *,
    seat: Seat | None,
    **terms: Any,
) -> Enrolment:
    """A new row; `terms` are what is agreed, for which cost centre, and whose seat it takes, if anybody's."""
    if edition.by_invitation:
        invitation_mails.take_back(edition, user)
    return Enrolment.objects.create(
        edition=edition,
        user=user,
        organisation=job.organisation if job else None,
        manager_id=job.manager_id if job else None,
        status=status,
        number=number,
        reservation=seat.reservation if seat else None,
        enrolled_at=clock.now(),
        **terms,
    )


def become(enrolment: Enrolment, status: Status, reason: Reason, by: User | None, remark: str = "") -> None:
    """Stand so from now on, for this `reason`: written down, without workshops when it is over, and no mail that says
    otherwise leaves any more."""
    enrolment.status = status
    enrolment.save(update_fields=["status", "reservation"])
    if status not in ACTIVE:
        workshop_actions.give_up(enrolment)
    mails.take_back(enrolment)
    note(enrolment, reason, by, remark)


def note(enrolment: Enrolment, reason: Reason, by: User | None, remark: str = "") -> None:
    """Write a step in the history of the enrolment; nobody (`by`) is a job."""
    step = {"status": enrolment.status, "reason": reason, "remark": remark, "by": by, "at": clock.now()}
    EnrolmentChange.objects.create(enrolment=enrolment, **step)


def tell(
    enrolment: Enrolment,
    sessions: Sequence[Session],
    *,
    enrolled_by: User | None = None,
    is_approved: bool = False,
    chosen: Collection[int] = (),
) -> None:
    """Tell the participant where a new or moved enrolment stands, and ask the employer where that is needed.

    `sessions` are those of the edition, of whose workshops `chosen` are theirs. `enrolled_by` is who did it for them,
    `is_approved` says that the employer agreed to a wait.
    """
    plenary, workshops = by_choice(sessions)
    own = sorted([*plenary, *(one for one in workshops if one.pk in chosen)], key=lambda one: (one.starts_at, one.pk))
    asked = approval_actions.ask(enrolment, plenary) if enrolment.status == Status.REQUESTED else ()
    mails.status_changed(
        enrolment, own, asked=asked, enrolled_by=enrolled_by, is_approved=is_approved, workshops=workshops
    )


def by_choice(sessions: Iterable[Session]) -> tuple[list[Session], list[Session]]:
    """What everybody attends, and the workshops."""
    everything = list(sessions)
    return [one for one in everything if not one.by_choice], [one for one in everything if one.by_choice]


def fill_free_seats(edition: Edition) -> list[Enrolment]:
    """Give or offer free seats to the waiting list, in order, until the edition begins. Call under its lock.

    Nobody skips approval: where it is needed and not given yet, whoever moves up becomes a request. Where the course
    asks for an answer the seat is only offered, as long as there is time for one. Who is passed finds that, with the
    reason, in the history.
    """
    if not rules.may_move_up(edition, on=clock.today()):
        return []
    sessions = course_queries.all_sessions(edition)
    hours, until = edition.course.offer_hours, None
    if hours and not (until := offer_rules.until(hours, now=clock.now(), begins=edition.starts_on)):
        return []
    moved = seat_rules.movement(edition, sessions, queries.standing(edition))
    moving = [enrolment for enrolment, _seat in moved.given]
    _note_passed(moved.passed)
    if until:
        return _offer(moved.given, edition, until)
    approved = approval_queries.approved(moving) if moving and edition.course.needs_approval else set()
    for enrolment, seat in moved.given:
        enrolment.edition, enrolment.reservation = edition, seat.reservation
        status = rules.status_of_a_seat(edition, is_approved=enrolment.pk in approved)
        become(enrolment, status, Reason.MOVED_UP, None)
        audit.record(None, "move_up", enrolment, subject=enrolment.user)
        tell(enrolment, sessions)
    return moving


def _offer(given: Iterable[tuple[Enrolment, Seat]], edition: Edition, until: datetime) -> list[Enrolment]:
    """Offer each a seat, which is held until they answer or the offer is over; those who got one."""
    offered = []
    for enrolment, seat in given:
        enrolment.edition, enrolment.reservation, enrolment.offered_until = edition, seat.reservation, until
        enrolment.save(update_fields=["offered_until"])
        become(enrolment, Status.OFFERED, Reason.MOVED_UP, None)
        audit.record(None, "offer_seat", enrolment, subject=enrolment.user)
        mails.status_changed(enrolment, ())
        offered.append(enrolment)
    return offered


def note_passed_by_newcomer(edition: Edition, sessions: Sequence[Session], standing: Standing) -> None:
    """Somebody comes in and gets a seat that fits nobody who waits."""
    line = queries.who_waits(edition, standing.kept)
    _note_passed(seat_rules.passed(line, standing.seats(edition, sessions)))


def _note_passed(passed: Iterable[tuple[Enrolment, Reason]]) -> None:
    now = clock.now()
    EnrolmentChange.objects.bulk_create(
        EnrolmentChange(enrolment=one, status=one.status, reason=reason, at=now) for one, reason in passed
    )
