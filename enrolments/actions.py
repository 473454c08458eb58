"""What happens to seats: enrolling, withdrawing, moving up, calling an edition off.

The row of the edition is the lock for its seats (docs/decisions/0004). What is refused takes the whole
transaction with it (`savepoint=False`): who goes on after a refusal opens a savepoint of their own.
"""

from __future__ import annotations

from django.db import transaction

from courses import actions as course_actions
from courses import queries as course_queries
from courses.models import Edition
from enrolments import mails, queries, rules
from enrolments.errors import EnrolmentRefused, WithdrawalRefused
from enrolments.models import Enrolment, EnrolmentChange, Status
from people import audit, clock
from people.models import User

Reason = EnrolmentChange.Reason


@transaction.atomic(savepoint=False)
def enrol(user: User, edition: Edition, *, by: User) -> Enrolment:
    """Give `user` a seat in `edition`, or the next place on its waiting list. Raises EnrolmentRefused."""
    edition = _locked(edition)  # the last seat goes to one person
    standing = queries.standing(edition, user)
    if obstacles := rules.obstacles(user, edition, on=clock.today(), standing=standing):
        raise EnrolmentRefused(obstacles)
    sessions = list(course_queries.plenary_sessions(edition))
    seated = standing.free(edition, sessions) > 0 and not standing.somebody_waits
    enrolment = Enrolment.objects.create(
        edition=edition,
        user=user,
        organisation=rules.organisation_for(user, edition),
        manager_id=next((job.manager_id for job in user.employments), None),
        status=Status.ENROLLED if seated else Status.WAITING,
        number=standing.last_number + 1,
        enrolled_at=clock.now(),
    )
    _note(enrolment, Reason.ENROLLED if seated else Reason.FULL, by)
    audit.record(by, "enrol", enrolment, enrolment.status, subject=user)
    mails.status_changed(enrolment, sessions)
    return enrolment


@transaction.atomic(savepoint=False)
def withdraw(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Give the seat back, and let whoever waits longest move up. Raises WithdrawalRefused."""
    edition = _locked(enrolment.edition)
    enrolment = Enrolment.objects.select_related("user").get(pk=enrolment.pk)
    enrolment.edition = edition
    if not rules.may_withdraw(enrolment, on=clock.today()):
        raise WithdrawalRefused(rules.why_not_withdraw(enrolment))
    _become(enrolment, Status.WITHDRAWN, Reason.WITHDREW, by)
    audit.record(by, "withdraw", enrolment, subject=enrolment.user)
    mails.status_changed(enrolment, list(course_queries.plenary_sessions(edition)))
    fill_free_seats(edition)
    return enrolment


def fill_free_seats(edition: Edition) -> list[Enrolment]:
    """Give free seats to the waiting list, in order, until the edition begins. Call under its lock."""
    if not rules.may_move_up(edition, on=clock.today()):
        return []
    sessions = list(course_queries.plenary_sessions(edition))
    free = queries.standing(edition).free(edition, sessions)
    moving = list(queries.waiting_list(edition)[:free])
    for enrolment in moving:
        enrolment.edition = edition
        _become(enrolment, Status.ENROLLED, Reason.MOVED_UP, None)
        audit.record(None, "move_up", enrolment, subject=enrolment.user)
        mails.status_changed(enrolment, sessions)
    return moving


@transaction.atomic(savepoint=False)
def cancel_edition(edition: Edition, *, by: User) -> Edition:
    """Call `edition` off and tell everyone who sat or waited. Raises EditionRefused."""
    edition = course_actions.cancel(edition, by=by)
    sessions = list(course_queries.plenary_sessions(edition))
    for enrolment in Enrolment.objects.active().filter(edition=edition).select_related("user"):
        enrolment.edition = edition
        _become(enrolment, Status.CANCELLED, Reason.EDITION_CANCELLED, by)
        mails.status_changed(enrolment, sessions)
    return edition


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=["self"]).select_related("course").get(pk=edition.pk)


def _become(enrolment: Enrolment, status: Status, reason: Reason, by: User | None) -> None:
    enrolment.status = status
    enrolment.save(update_fields=["status"])
    _note(enrolment, reason, by)


def _note(enrolment: Enrolment, reason: Reason, by: User | None) -> None:
    EnrolmentChange.objects.create(enrolment=enrolment, status=enrolment.status, reason=reason, by=by, at=clock.now())
