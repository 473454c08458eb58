"""Asking the employer, and writing down the answer. Both happen under the lock of the edition."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from courses.models import Session
from enrolments.approval import mails, queries
from enrolments.approval.queries import Approver
from enrolments.models import Approval, ApprovalLink, Enrolment
from people import clock


def ask(enrolment: Enrolment, sessions: Sequence[Session]) -> list[Approver]:
    """Ask everybody who may decide on this request, each by a personal link; those asked.

    Nobody is asked when nobody can be: then it waits for the planner.
    """
    approval = Approval.objects.create(enrolment=enrolment, asked_at=clock.now())
    asked = queries.approvers_of([enrolment])[enrolment.pk]
    for approver in asked:
        mails.ask(approval, approver, new_link(approval, approver), sessions)
    return asked


def new_link(approval: Approval, approver: Approver) -> str:
    """The token of one more personal link; only its hash is kept."""
    token = secrets.token_urlsafe(24)  # 192 bits
    ApprovalLink.objects.create(
        approval=approval,
        person=approver.person,
        address=approver.address,
        token_hash=queries.token_hash(token),
        expires_at=timezone.now() + settings.APPROVAL_LINK_LASTS,
    )
    return token


def answer(
    approval: Approval,
    decision: Approval.Decision,
    *,
    by: Approver | None = None,
    reason: str = "",
    link: ApprovalLink | None = None,
) -> None:
    """Write down how this request ended, and by whom; nobody when it lapsed. Nobody is asked about it any more."""
    approval.decision, approval.reason, approval.decided_at = decision, reason, clock.now()
    if by:
        approval.decided_as, approval.decided_by = by.role, by.person
        approval.decided_address = "" if by.person else by.address
    approval.save()
    if link:
        ApprovalLink.objects.filter(pk=link.pk).update(used_at=timezone.now())
    mails.take_back(approval)


def lapse(enrolment: Enrolment) -> Approval | None:
    """End what was still asked about this enrolment; that question, or None when there was none."""
    approval = Approval.objects.filter(enrolment=enrolment, decision=Approval.Decision.OPEN).first()
    if approval:
        answer(approval, Approval.Decision.LAPSED)
    return approval
