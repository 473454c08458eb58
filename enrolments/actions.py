"""What happens to seats: enrolling, withdrawing, the employer's answer, moving up, calling an edition off.

The row of the edition is the lock for its seats (docs/decisions/0004). What is refused takes the whole
transaction with it (`savepoint=False`): who goes on after a refusal opens a savepoint of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from courses import actions as course_actions
from courses import queries as course_queries
from courses.models import Edition, Session
from enrolments import mails, queries, rules
from enrolments.approval import actions as approval_actions
from enrolments.approval import queries as approval_queries
from enrolments.approval import rules as approval_rules
from enrolments.approval.queries import Approver
from enrolments.errors import DecisionRefused, EnrolmentRefused, WithdrawalRefused
from enrolments.models import Approval, ApprovalLink, Enrolment, EnrolmentChange, Status
from people import audit, clock
from people.models import User

Reason = EnrolmentChange.Reason

_ON_ARRIVAL = {Status.REQUESTED: Reason.REQUESTED, Status.ENROLLED: Reason.ENROLLED, Status.WAITING: Reason.FULL}


@transaction.atomic(savepoint=False)
def enrol(user: User, edition: Edition, *, by: User) -> Enrolment:
    """Give `user` a seat in `edition`, or the next place on its waiting list. Raises EnrolmentRefused.

    Where the employer must approve, the seat is held and the enrolment is a request.
    """
    edition = _locked(edition)  # the last seat goes to one person
    standing = queries.standing(edition, user)
    if obstacles := rules.obstacles(user, edition, on=clock.today(), standing=standing):
        raise EnrolmentRefused(obstacles)
    sessions = list(course_queries.plenary_sessions(edition))
    seated = standing.free(edition, sessions) > 0 and not standing.somebody_waits
    job = rules.employment_for(user, edition)
    enrolment = Enrolment.objects.create(
        edition=edition,
        user=user,
        organisation=job.organisation if job else None,
        manager_id=job.manager_id if job else None,
        status=rules.status_of_a_seat(edition) if seated else Status.WAITING,
        number=standing.last_number + 1,
        enrolled_at=clock.now(),
    )
    _note(enrolment, _ON_ARRIVAL[Status(enrolment.status)], by)
    audit.record(by, "enrol", enrolment, enrolment.status, subject=user)
    _tell(enrolment, sessions)
    return enrolment


@transaction.atomic(savepoint=False)
def withdraw(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Give the seat back, and let whoever waits longest move up. Raises WithdrawalRefused."""
    edition = _locked(enrolment.edition)
    enrolment = Enrolment.objects.select_related("user").get(pk=enrolment.pk)
    enrolment.edition = edition
    if not rules.may_withdraw(enrolment, on=clock.today()):
        raise WithdrawalRefused(rules.why_not_withdraw(enrolment))
    asked = approval_actions.lapse(enrolment) if enrolment.status == Status.REQUESTED else None
    _become(enrolment, Status.WITHDRAWN, Reason.WITHDREW, by)
    audit.record(by, "withdraw", enrolment, subject=enrolment.user)
    mails.status_changed(enrolment, list(course_queries.plenary_sessions(edition)), approval=asked)
    fill_free_seats(edition)
    return enrolment


@transaction.atomic(savepoint=False)
def approve(enrolment: Enrolment, *, by: Approver, link: ApprovalLink | None = None) -> Enrolment:
    """The employer agrees: the request becomes a seat. Raises DecisionRefused."""
    enrolment, approval = _undecided(enrolment, by, link)
    approval_actions.answer(approval, Approval.Decision.APPROVED, by=by, link=link)
    _become(enrolment, Status.ENROLLED, Reason.APPROVED, by.person)
    audit.record(by.person, "approve", enrolment, by.role, subject=enrolment.user, payload=_by_address(by))
    mails.status_changed(enrolment, list(course_queries.plenary_sessions(enrolment.edition)))
    return enrolment


@transaction.atomic(savepoint=False)
def decline(enrolment: Enrolment, reason: str, *, by: Approver, link: ApprovalLink | None = None) -> Enrolment:
    """The employer does not agree: the seat goes to whoever waits longest. Raises DecisionRefused."""
    enrolment, approval = _undecided(enrolment, by, link)
    approval_actions.answer(approval, Approval.Decision.DECLINED, by=by, reason=reason, link=link)
    _become(enrolment, Status.DECLINED, Reason.DECLINED, by.person)
    audit.record(by.person, "decline", enrolment, by.role, subject=enrolment.user, payload=_by_address(by))
    mails.status_changed(enrolment, (), approval=approval)
    fill_free_seats(enrolment.edition)
    return enrolment


def lapse_requests(today: date) -> int:
    """End the requests in editions that have begun: nobody approved in time. Safe to repeat; the number ended."""
    begun = Edition.objects.filter(starts_on__lte=today, enrolments__status=Status.REQUESTED).distinct()
    return sum(_lapse_requests_of(edition) for edition in begun)


@transaction.atomic
def _lapse_requests_of(edition: Edition) -> int:
    edition = _locked(edition)
    late = list(Enrolment.objects.filter(edition=edition, status=Status.REQUESTED).select_related("user"))
    for enrolment in late:
        enrolment.edition = edition
        asked = approval_actions.lapse(enrolment)
        _become(enrolment, Status.DECLINED, Reason.TOO_LATE, None)
        audit.record(None, "lapse_request", enrolment, subject=enrolment.user)
        mails.status_changed(enrolment, (), approval=asked)
    return len(late)


def fill_free_seats(edition: Edition) -> list[Enrolment]:
    """Give free seats to the waiting list, in order, until the edition begins. Call under its lock.

    Nobody skips approval: where it is needed, whoever moves up becomes a request.
    """
    if not rules.may_move_up(edition, on=clock.today()):
        return []
    sessions = list(course_queries.plenary_sessions(edition))
    free = queries.standing(edition).free(edition, sessions)
    moving = list(queries.waiting_list(edition)[:free])
    for enrolment in moving:
        enrolment.edition = edition
        _become(enrolment, rules.status_of_a_seat(edition), Reason.MOVED_UP, None)
        audit.record(None, "move_up", enrolment, subject=enrolment.user)
        _tell(enrolment, sessions)
    return moving


@transaction.atomic(savepoint=False)
def cancel_edition(edition: Edition, *, by: User) -> Edition:
    """Call `edition` off and tell everyone who sat or waited. Raises EditionRefused."""
    edition = course_actions.cancel(edition, by=by)
    sessions = list(course_queries.plenary_sessions(edition))
    for enrolment in Enrolment.objects.active().filter(edition=edition).select_related("user"):
        enrolment.edition = edition
        if enrolment.status == Status.REQUESTED:
            approval_actions.lapse(enrolment)
        _become(enrolment, Status.CANCELLED, Reason.EDITION_CANCELLED, by)
        mails.status_changed(enrolment, sessions)
    return edition


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=["self"]).select_related("course").get(pk=edition.pk)


def _undecided(enrolment: Enrolment, by: Approver, link: ApprovalLink | None) -> tuple[Enrolment, Approval]:
    """The request under the lock of its edition, and the question that is open. Raises DecisionRefused."""
    edition = _locked(enrolment.edition)
    enrolment = Enrolment.objects.select_related("user", "organisation").get(pk=enrolment.pk)
    enrolment.edition = edition
    approval = approval_queries.latest_approval(enrolment.pk).first()
    why_not = approval_rules.why_not_decide(enrolment, approval, on=clock.today())
    if why_not or approval is None:
        raise DecisionRefused(why_not)
    approval.enrolment = enrolment
    if not approval_rules.still_decides(by, approval, link):
        raise DecisionRefused(_("U kunt over deze aanvraag niet (meer) beslissen."))
    return enrolment, approval


def _by_address(by: Approver) -> dict[str, str] | None:
    """What the audit trail keeps of a line manager who has no account."""
    return None if by.person else {"address": by.address}


def _tell(enrolment: Enrolment, sessions: Sequence[Session]) -> None:
    """Tell the participant where a new or moved enrolment stands, and ask the employer where that is needed."""
    asked = approval_actions.ask(enrolment, sessions) if enrolment.status == Status.REQUESTED else ()
    mails.status_changed(enrolment, sessions, asked=asked)


def _become(enrolment: Enrolment, status: Status, reason: Reason, by: User | None) -> None:
    enrolment.status = status
    enrolment.save(update_fields=["status"])
    _note(enrolment, reason, by)


def _note(enrolment: Enrolment, reason: Reason, by: User | None) -> None:
    EnrolmentChange.objects.create(enrolment=enrolment, status=enrolment.status, reason=reason, by=by, at=clock.now())
