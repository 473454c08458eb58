"""What happens to seats: enrolling, withdrawing, moving up, calling an edition off.

The row of the edition is the lock for its seats (docs/decisions/0004).
"""

from __future__ import annotations

from django.db import transaction

from courses import actions as course_actions
from courses.models import Edition
from enrolments import mails, queries, rules
from enrolments.errors import EnrolmentRefused, WithdrawalRefused
from enrolments.models import Enrolment, EnrolmentChange, Status
from people import audit, clock
from people.models import User

Reason = EnrolmentChange.Reason


@transaction.atomic
def enrol(user: User, edition: Edition, *, by: User) -> Enrolment:
    """Give `user` a seat in `edition`, or the next place on its waiting list. Raises EnrolmentRefused."""
    edition = _locked(edition)  # the last seat goes to one person
    if obstacles := rules.obstacles(user, edition, on=clock.today()):
        raise EnrolmentRefused(obstacles)
    seated = queries.free_seats(edition) > 0 and not queries.waiting_list(edition).exists()
    employment = next(iter(user.employments), None)
    enrolment = Enrolment.objects.create(
        edition=edition,
        user=user,
        organisation=rules.organisation_for(user, edition),
        manager=employment.manager if employment else None,
        status=Status.ENROLLED if seated else Status.WAITING,
        number=queries.next_number(edition),
        enrolled_at=clock.now(),
    )
    _note(enrolment, Reason.ENROLLED if seated else Reason.FULL, by)
    audit.record(by, "enrol", enrolment, enrolment.status, subject=user)
    mails.status_changed(enrolment)  # a row in the outbox, sent after the commit
    return enrolment


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Give the seat back, and let whoever waits longest move up. Raises WithdrawalRefused."""
    edition = _locked(enrolment.edition)
    enrolment = Enrolment.objects.select_related("user").get(pk=enrolment.pk)
    enrolment.edition = edition
    if not rules.may_withdraw(enrolment, on=clock.today()):
        raise WithdrawalRefused(rules.why_not_withdraw(enrolment))
    _become(enrolment, Status.WITHDRAWN, Reason.WITHDREW, by)
    audit.record(by, "withdraw", enrolment, subject=enrolment.user)
    mails.status_changed(enrolment)
    fill_free_seats(edition)
    return enrolment


def fill_free_seats(edition: Edition) -> list[Enrolment]:
    """Give free seats to the waiting list, in order, until the edition begins. Call under its lock."""
    if edition.starts_on <= clock.today():
        return []
    free = queries.free_seats(edition)
    moving = list(queries.waiting_list(edition)[:free]) if free else []
    for enrolment in moving:
        enrolment.edition = edition
        _become(enrolment, Status.ENROLLED, Reason.MOVED_UP, None)
        audit.record(None, "move_up", enrolment, subject=enrolment.user)
        mails.status_changed(enrolment)
    return moving


@transaction.atomic
def cancel_edition(edition: Edition, *, by: User) -> Edition:
    """Call `edition` off and tell everyone who sat or waited. Raises EditionRefused."""
    edition = course_actions.cancel(edition, by=by)
    for enrolment in Enrolment.objects.active().filter(edition=edition).select_related("user"):
        enrolment.edition = edition
        _become(enrolment, Status.CANCELLED, Reason.EDITION_CANCELLED, by)
        mails.status_changed(enrolment)
    return edition


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=["self"]).select_related("course").get(pk=edition.pk)


def _become(enrolment: Enrolment, status: Status, reason: Reason, by: User | None) -> None:
    enrolment.status = status
    enrolment.save(update_fields=["status"])
    _note(enrolment, reason, by)


def _note(enrolment: Enrolment, reason: Reason, by: User | None) -> None:
    EnrolmentChange.objects.create(enrolment=enrolment, status=enrolment.status, reason=reason, by=by, at=clock.now())
