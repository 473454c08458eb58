"""What those who may approve read: the request, and a personal link that is made when the mail leaves."""

from collections.abc import Sequence
from datetime import datetime, time

from django.conf import settings
from django.utils import timezone

from courses import changes
from courses.changes import SessionChange
from courses.models import Session
from enrolments.approval import rules
from enrolments.approval.queries import Approver
from enrolments.models import Approval
from people import outbox, reminders
from people.models import Message

KIND, MOVED, REMINDER = "approval_request", "approval_moved", "approval_reminder"


def ask(approval: Approval, approver: Approver, sessions: Sequence[Session]) -> None:
    """Ask `approver` to decide. Call in the transaction of the request."""
    _post(KIND, approval, approver, sessions, about=str(approval.pk))


def moved(approval: Approval, approver: Approver, sessions: Sequence[Session], change: SessionChange) -> None:
    """Tell `approver`, who was asked before, that a day moved; who has not been sent that yet, is asked for the new
    days only. Call in the transaction of the change."""
    reader, session = approver.person or approver.address, change.session
    unasked = outbox.recall(KIND, about=str(approval.pk), to=reader)
    earlier = outbox.recall(MOVED, about=str(approval.pk), to=reader)
    told = [one for one in changes.since(earlier, change) if one.moves_day]
    about = f"{approval.pk}:{session.pk}:{session.sequence}"
    if unasked:
        _post(KIND, approval, approver, sessions, about=about, instead_of=unasked)
    elif told:
        _post(MOVED, approval, approver, sessions, about=about, instead_of=earlier, told=told)


def take_reminders_back(approval: Approval) -> None:
    """The day that they name moved: what has not left yet, the next turn tells anew."""
    reminders.drop(REMINDER, about=str(approval.pk))


def take_back(approval: Approval) -> None:
    """Nobody needs to be asked any more: what has not left yet, stays here."""
    outbox.drop(KIND, MOVED, about=str(approval.pk))
    reminders.drop(REMINDER, about=str(approval.pk))


def _post(
    kind: str,
    approval: Approval,
    approver: Approver,
    sessions: Sequence[Session],
    *,
    about: str,
    instead_of: Sequence[Message] = (),
    told: Sequence[SessionChange] = (),
) -> None:
    enrolment = approval.enrolment
    edition = enrolment.edition
    outbox.post(
        kind,
        approver.person or approver.address,
        about=about,
        context={
            "enrolment": enrolment,
            "edition": edition,
            "course": edition.course,
            "sessions": sessions,
            "changes": told,
            "has_account": approver.person is not None,
            "stands_in_for": approver.stands_in_for,
            "days": settings.APPROVAL_LINK_LASTS.days,
            "last_day": rules.last_day(approval),
        },
        minted={"link": ("approval_link", str(approval.pk))},
        facts=changes.facts(told),
        instead_of=instead_of,
        concerns=timezone.make_aware(datetime.combine(edition.starts_on, time.min)),
    )
