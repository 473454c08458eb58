"""A seat that came free last night and is offered to one of the accounts, who has two days to answer."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from config.demo.arrivals import Reason
from config.demo.editions import Planned
from config.demo.people import Cast
from config.demo.story import Story, at_time
from enrolments.models import Enrolment, EnrolmentChange, Status
from enrolments.seat_offer import rules

ENROLS, LEAVES = time(18), time(20)  # yesterday


def load(story: Story, one: Planned, cast: Cast) -> None:
    """Whoever came first into a full edition leaves it; the account that was next in line is offered the seat."""
    seated = one.edition.enrolments.filter(status=Status.ENROLLED).exclude(user__in=cast.accounts.values())
    leaving, now = seated.order_by("number")[0], _yesterday(story, LEAVES)
    offered = _in_line(story, one, cast)
    offered.status, offered.offered_until = Status.OFFERED, _until(one, now)
    leaving.status = Status.WITHDRAWN
    Enrolment.objects.bulk_update([offered, leaving], ["status", "offered_until"])
    steps = [
        (leaving, Status.WITHDRAWN, Reason.WITHDREW, now, leaving.user),
        (offered, Status.WAITING, Reason.FULL, offered.enrolled_at, offered.user),
        (offered, Status.OFFERED, Reason.MOVED_UP, now, None),
    ]
    EnrolmentChange.objects.bulk_create(
        EnrolmentChange(enrolment=enrolment, status=status, reason=reason, at=at, by=by)
        for enrolment, status, reason, at, by in steps
    )


def _in_line(story: Story, one: Planned, cast: Cast) -> Enrolment:
    """The account that the story names, on the waiting list since yesterday evening."""
    job = cast.named(cast.accounts[one.facts["offered"]])
    return Enrolment.objects.create(
        edition=one.edition,
        user=job.user,
        organisation=job.organisation,
        manager=job.manager,
        status=Status.WAITING,
        number=one.edition.enrolments.count() + 1,
        enrolled_at=_yesterday(story, ENROLS),
    )


def _until(one: Planned, now: datetime) -> datetime | None:
    return rules.until(one.edition.course.offer_hours, now=now, begins=one.edition.starts_on)


def _yesterday(story: Story, at: time) -> datetime:
    return at_time(story.today - timedelta(days=1), at)
