"""What a planner does for several participants: all of it, or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from courses import actions as course_actions
from courses.models import Edition
from enrolments import actions, mails
from enrolments.desk.rules import Deed, Outcome, foresee
from enrolments.errors import WithdrawalRefused
from enrolments.models import Enrolment, EnrolmentChange, Status
from people import audit, clock
from people.models import User


@transaction.atomic(savepoint=False)
def write(
    enrolments: Iterable[Enrolment], edition: Edition, subject: str, words: str, *, by: User, is_held: bool = False
) -> list[Outcome]:
    """Mail each of `enrolments` the same words; the outcome for each."""
    outcomes = _foreseen(Deed.MAIL, enrolments, edition)
    readers = [one.enrolment for one in outcomes if not one.why_not]
    writing = secrets.token_hex(8)
    for enrolment in readers:
        mails.write_to(enrolment, subject, words, about=f"{edition.pk}:{writing}", is_held=is_held)
    audit.record(by, "write_to_participants", edition, payload={"people": len(readers)})
    return outcomes


@transaction.atomic(savepoint=False)
def withdraw(
    enrolments: Iterable[Enrolment], edition: Edition, remark: str, *, by: User, on_request: bool = False, seen: int = 0
) -> list[Outcome]:
    """Withdraw each of `enrolments` for them; the outcome for each. Free seats go to others who wait.

    `on_request` of those who leave it costs what was agreed, at most the `seen` cents in all that the page showed.
    Raises WithdrawalRefused.
    """
    outcomes = _foreseen(Deed.WITHDRAW, enrolments, edition, on_request=on_request)
    if sum(one.cents for one in outcomes) > seen:
        raise WithdrawalRefused(_("De kosten zijn intussen veranderd. Kijk het na en bevestig opnieuw."))
    going = [one for one in outcomes if not one.why_not]
    reason = EnrolmentChange.Reason.BY_PLANNER
    for one in sorted(going, key=lambda one: one.enrolment.status == Status.ENROLLED):  # nobody moves up on the way out
        actions.withdraw(one.enrolment, by=by, reason=reason, remark=remark, on_request=on_request, seen=one.cents)
    return outcomes


def _foreseen(
    deed: Deed, enrolments: Iterable[Enrolment], edition: Edition, *, on_request: bool = False
) -> list[Outcome]:
    """As they stand under the lock of the edition, in the order of arrival."""
    locked = course_actions.lock(edition)
    chosen = [one.pk for one in enrolments]
    found = list(
        Enrolment.objects.filter(pk__in=chosen, edition=locked)
        .select_related("user", "organisation")
        .order_by("number")
    )
    for enrolment in found:
        enrolment.edition = locked
    return foresee(deed, found, on=clock.today(), on_request=on_request)
