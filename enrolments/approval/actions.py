"""Asking the employer, and writing down the answer. Both happen under the lock of the edition."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from courses.changes import SessionChange
from courses.models import Session
from enrolments.approval import mails, queries, rules
from enrolments.approval.queries import Approver
from enrolments.models import Approval, ApprovalLink, Enrolment
from people import clock, sealing
from people.errors import NothingToMint
from people.models import Message, User


def ask(enrolment: Enrolment, sessions: Sequence[Session]) -> list[Approver]:
    """Ask everybody who may decide on this request, each by a personal link; those asked.

    Nobody is asked when nobody can be: then it waits for the planner.
    """
    last_day = rules.answer_by(enrolment.edition, asked_on=clock.today())
    approval = Approval.objects.create(enrolment=enrolment, asked_at=clock.now(), answer_by=last_day)
    asked = queries.approvers_of([enrolment])[enrolment.pk]
    for approver in asked:
        mails.ask(approval, approver, sessions)
    return asked


def tell_moved(requests: Sequence[Enrolment], sessions: Sequence[Session], change: SessionChange) -> None:
    """Tell everybody who may decide on these requests that a day moved; a reminder of the old is not sent.

    `requests` know their edition as it is by now.
    """
    approvals = Approval.objects.filter(enrolment__in=requests, decision=Approval.Decision.OPEN)
    asked = {one.enrolment_id: one for one in approvals}
    deciders = queries.approvers_of(requests)
    for request in requests:
        if approval := asked.get(request.pk):
            approval.enrolment = request
            mails.take_reminders_back(approval)
            for approver in deciders[request.pk]:
                mails.moved(approval, approver, sessions, change)


def agree(enrolment: Enrolment, approver: Approver) -> None:
    """Write down that the employer approved this enrolment by making it; nobody is asked."""
    answer(Approval(enrolment=enrolment, asked_at=clock.now()), Approval.Decision.APPROVED, by=approver)


def carry_over(enrolment: Enrolment, moved: Enrolment) -> None:
    """What the employer agreed to holds in the other edition of the course too; nobody is asked again."""
    agreed = Approval.objects.filter(enrolment=enrolment, decision=Approval.Decision.APPROVED).order_by("-pk").first()
    if agreed:
        agreed.pk, agreed.enrolment = None, moved
        agreed.save(force_insert=True)


def mint_link(message: Message, about: str) -> str:
    """The personal link of one mail, made as it leaves. Raises NothingToMint when the question has ended.

    A mail that is tried again gets another: the server may have taken the earlier one, so that one stays too. An
    answer through either ends both.
    """
    approval = Approval.objects.filter(pk=about, decision=Approval.Decision.OPEN).first()
    if approval is None:
        raise NothingToMint
    token = new_link(approval, message.recipient, message.address)
    return f"{settings.ADDRESS}{reverse('enrolments:approval_by_link', args=[token])}"


def new_link(approval: Approval, person: User | None, address: str) -> str:
    """The token of one more personal link; only its hash is kept."""
    token = secrets.token_urlsafe(24)  # 192 bits
    ApprovalLink.objects.create(
        approval=approval,
        person=person,
        address=address,
        token_hash=sealing.token_hash(token),
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
        approval.decided_as, approval.decided_by, approval.decided_for = by.role, by.person, by.stands_in_for
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
