"""What those who may approve read: the request, and a personal link that exists in the mail only."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from courses.models import Session
from enrolments.approval.queries import Approver
from enrolments.models import Approval
from people import outbox

KIND = "approval_request"


def ask(approval: Approval, approver: Approver, token: str, sessions: Sequence[Session]) -> None:
    """Ask `approver` to decide. Call in the transaction of the request."""
    enrolment = approval.enrolment
    outbox.post(
        KIND,
        approver.person or approver.address,
        about=str(approval.pk),
        template="enrolments/mails/approval_request.txt",
        context={
            "enrolment": enrolment,
            "edition": enrolment.edition,
            "course": enrolment.edition.course,
            "sessions": sessions,
            "has_account": approver.person is not None,
            "days": settings.APPROVAL_LINK_LASTS.days,
        },
        gaps={"link": f"{settings.ADDRESS}{reverse('enrolments:approval_by_link', args=[token])}"},
    )


def take_back(approval: Approval) -> None:
    """Nobody needs to be asked any more: what has not left yet, stays here."""
    outbox.drop(KIND, about=str(approval.pk))
