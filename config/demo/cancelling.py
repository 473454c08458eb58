"""What leaving cost: two people left the NFPA block late; of one the cost was waived."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from config.demo.people import Cast
from config.demo.story import Story, at_time, chance
from courses.models import Edition
from enrolments.models import Enrolment, EnrolmentChange, Status, Withdrawal

LATE = {20: Withdrawal.Cause.EMPLOYER, 3: Withdrawal.Cause.INCIDENT_DUTY}  # days before the first day, and why
NOON = time(12)
WAIVER = "Opgeroepen voor een grote brand. Een collega kon zo kort van tevoren niet meer in de plaats komen."


def load(story: Story, cast: Cast) -> None:
    over = Edition.objects.filter(course__code="NFPA", ends_on__lt=story.today).exclude(status=Edition.Status.CANCELLED)
    late = [
        _leaves_late(edition, at_time(edition.starts_on - timedelta(days=days), NOON), cause)
        for edition, (days, cause) in zip(over.order_by("starts_on"), LATE.items(), strict=False)
    ]
    gone = Enrolment.objects.filter(status=Status.WITHDRAWN, withdrawal=None).select_related("edition")
    for enrolment in gone:
        *before, left = enrolment.changes.all()
        if before[-1].status == Status.ENROLLED:
            causes = ["", *Withdrawal.Cause.values]
            luck = chance("left", enrolment.edition.code, enrolment.number)
            _note(enrolment, left.at, luck.choice(causes))
    for one in late:
        if one.cause == Withdrawal.Cause.INCIDENT_DUTY:
            _waive(one, cast)


def _leaves_late(edition: Edition, at: datetime, cause: Withdrawal.Cause) -> Withdrawal:
    """Who left last, left later still; and so did who moved up get the seat."""
    left = EnrolmentChange.objects.filter(
        enrolment__edition=edition, status=Status.WITHDRAWN, reason=EnrolmentChange.Reason.WITHDREW
    ).latest("at")
    EnrolmentChange.objects.filter(enrolment__edition=edition, at=left.at).update(at=at)
    return _note(left.enrolment, at, cause)


def _note(enrolment: Enrolment, at: datetime, cause: str) -> Withdrawal:
    day = timezone.localdate(at)
    step = enrolment.terms.step(enrolment.edition.starts_on, day)
    percentage = step.percentage if step.amount else 0
    facts = {"cause": cause, "left_on": day, "percentage": percentage, "amount": step.amount}
    return Withdrawal.objects.create(enrolment=enrolment, **facts)


def _waive(called: Withdrawal, cast: Cast) -> None:
    called.waived_at = at_time(called.left_on + timedelta(days=6), NOON)
    called.waived_by, called.waiver = cast.accounts["coordinator"], WAIVER
    called.save()
