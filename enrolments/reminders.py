"""What people on the second floor are reminded of: what begins, and requests that wait for their answer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists
from django.utils import timezone

from courses import queries as course_queries
from courses.models import Edition
from enrolments import mails, queries
from enrolments.approval import mails as approval_mails
from enrolments.approval import queries as approval
from enrolments.approval import rules as approval_rules
from enrolments.approval.queries import Approver
from enrolments.models import Approval, Enrolment, Status
from enrolments.seat_offer import mails as offer_mails
from enrolments.seat_offer import queries as offers
from enrolments.workshops.rules import Own, own_of_each
from people import clock, outbox
from people.reminders import Reminder

AGAIN, LAST = "again", "last"  # steps


def reminders(today: date) -> list[Reminder]:
    """All that holds today. At most thirteen queries."""
    return [*_of_the_start(today), *_to_approve(today), *_to_accept()]


def _to_accept() -> list[Reminder]:
    """Who was offered a seat, once more before the offer ends."""
    return [_offer(enrolment) for enrolment in offers.pressing(clock.now())]


def _offer(enrolment: Enrolment) -> Reminder:
    edition, until = enrolment.edition, enrolment.offered_until or clock.now()
    return Reminder(
        to=enrolment.user,
        kind=offer_mails.REMINDER,
        about=str(enrolment.pk),
        step=LAST,
        context={"enrolment": enrolment, "edition": edition, "course": edition.course, "until": until},
        rows=Enrolment.objects.filter(pk=enrolment.pk, status=Status.OFFERED, offered_until=until),
        due=timezone.localdate(until),
        until=until,
        minted={"link": ("offer_link", str(enrolment.pk))},
    )


def _of_the_start(today: date) -> list[Reminder]:
    """Not of what they were mailed a change of shortly ago."""
    changed = outbox.told_lately(mails.SESSION_CHANGED, about="pk", to="user")
    starting = list(queries.about_to_begin(today).exclude(changed))
    workshops = own_of_each(starting, now=clock.now())
    return [_start(enrolment, workshops.get(enrolment.pk)) for enrolment in starting]


def _start(enrolment: Enrolment, workshops: Own | None) -> Reminder:
    """Where and when it begins, also what was chosen; anew when the first day moves. Of no use any more when it has
    begun.

    Its row is that of the edition, which whoever changes a session or gives a seat back has locked: they tell it.
    """
    edition = enrolment.edition
    seated = Enrolment.objects.filter(pk=enrolment.pk, status=Status.ENROLLED)
    chosen = workshops.chosen if workshops else []
    sessions = [session for session in edition.sessions.all() if not session.by_choice or session in chosen]
    return Reminder(
        to=enrolment.user,
        kind=mails.START,
        about=str(enrolment.pk),
        step=str(edition.starts_on),
        context={
            "edition": edition,
            "course": edition.course,
            "sessions": sessions,
            "takes_part": True,
            "can_choose": workshops is not None and not chosen and workshops.may_choose,
        },
        rows=Edition.objects.filter(Exists(seated), *course_queries.unchanged(sessions), pk=edition.pk),
        due=edition.starts_on,
        until=min(session.starts_at for session in sessions),
    )


def _to_approve(today: date) -> list[Reminder]:
    """Whoever can answer a request: when it has waited for some days, and once more before it lapses."""
    waiting = [(one, _step(one, today)) for one in approval.unanswered(today)]
    pressing = [(one, step) for one, step in waiting if step]
    deciders = approval.approvers_of([one.enrolment for one, _step in pressing])
    return [_approval(one, step, who) for one, step in pressing for who in deciders[one.enrolment_id]]


def _step(asked: Approval, today: date) -> str:
    if approval_rules.last_day(asked) - today < settings.APPROVAL_LAST_REMINDER:
        return LAST
    return AGAIN if today - timezone.localdate(asked.asked_at) >= settings.APPROVAL_REMINDER else ""


def _approval(asked: Approval, step: str, approver: Approver) -> Reminder:
    edition, last_day = asked.enrolment.edition, approval_rules.last_day(asked)
    return Reminder(
        to=approver.person or approver.address,
        kind=approval_mails.REMINDER,
        about=str(asked.pk),
        step=step,
        context={
            "enrolment": asked.enrolment,
            "edition": edition,
            "course": edition.course,
            "asked_at": asked.asked_at,
            "last_day": last_day,
            "stands_in_for": approver.stands_in_for,
        },
        rows=Approval.objects.filter(
            pk=asked.pk, decision=Approval.Decision.OPEN, enrolment__edition__starts_on=edition.starts_on
        ),
        due=last_day,
        until=timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min)),
        minted={"link": ("approval_link", str(asked.pk))},
    )
