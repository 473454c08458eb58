"""Where the employer must approve: how requests were answered, and by whom. Chance that always falls alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from config.demo.arrivals import Life, Reason, Step
from config.demo.people import Cast
from config.demo.story import Story, at_time, chance
from courses.models import Session
from enrolments import mails
from enrolments.approval import mails as approval_mails
from enrolments.approval import queries, rules
from enrolments.approval.queries import Approver
from enrolments.models import Approval, Enrolment, EnrolmentChange, Status
from people.models import Message

Decision = Approval.Decision
DECIDED = {Reason.APPROVED: Decision.APPROVED, Reason.DECLINED: Decision.DECLINED}


def with_answers(lives: list[Life], *, declined: int, still_open: Iterable[int], story: Story, key: str) -> list[Life]:
    """The same lives where each seat was a request first.

    Of those who left, the first `declined` did so because their employer declined; the requests at the places
    `still_open`, and those of the last hours, wait for an answer.
    """
    luck, waits = chance(key, "approvals"), set(still_open)
    leavers = [life for life in lives if life.status == Status.WITHDRAWN and life.steps[0].status == Status.ENROLLED]
    refused = [id(life) for life in leavers[:declined]]
    for number, life in enumerate(lives):
        delay = timedelta(hours=luck.randrange(1, 20), minutes=luck.randrange(60))
        _ask_first(life, delay, today=at_time(story.today, datetime.min.time()), is_open=number in waits)
        if id(life) in refused:
            _decline(life)
    return lives


def _ask_first(life: Life, delay: timedelta, *, today: datetime, is_open: bool) -> None:
    place = next((n for n, step in enumerate(life.steps) if step.status == Status.ENROLLED), None)
    if place is None:
        return
    seated = life.steps[place]
    reason = Reason.REQUESTED if seated.reason == Reason.ENROLLED else seated.reason
    life.steps[place] = Step(Status.REQUESTED, reason, seated.at, seated.alone)
    if not is_open and seated.at + delay < today:
        life.steps.insert(place + 1, Step(Status.ENROLLED, Reason.APPROVED, seated.at + delay, alone=False))


def _decline(life: Life) -> None:
    """Instead of being approved and leaving later, this request was declined when its person left."""
    left = life.steps[-1]
    life.steps[1:] = [Step(Status.DECLINED, Reason.DECLINED, left.at, alone=False)]


def save(changes: list[EnrolmentChange], cast: Cast, refusal: str) -> None:
    """The question to the employer of each request among `changes`, and its answer; the changes say by whom."""
    asked = {change.enrolment: change for change in changes if change.status == Status.REQUESTED}
    deciders = queries.approvers_of(asked)
    rows = []
    for enrolment, request in asked.items():
        later = [change for change in changes if change.enrolment == enrolment and change.at > request.at]
        rows.append(
            _answered(enrolment, request, later[:1], _decider(enrolment, deciders[enrolment.pk], cast), refusal)
        )
    Approval.objects.bulk_create(rows)


def _decider(enrolment: Enrolment, approvers: list[Approver], cast: Cast) -> Approver:
    planner = cast.accounts["planner"]
    on_behalf = [Approver(Approval.Role.PLANNER, planner.email, planner)]
    return chance("decides", enrolment.edition.code, enrolment.number).choice(approvers or on_behalf)


def _answered(
    enrolment: Enrolment, request: EnrolmentChange, later: list[EnrolmentChange], by: Approver, refusal: str
) -> Approval:
    last_day = rules.answer_by(enrolment.edition, asked_on=timezone.localdate(request.at))
    approval = Approval(enrolment=enrolment, asked_at=request.at, answer_by=last_day)
    for change in later:
        approval.decision = DECIDED.get(EnrolmentChange.Reason(change.reason), Decision.LAPSED)
        approval.decided_at = change.at
        approval.reason = refusal if approval.decision == Decision.DECLINED else ""
        if approval.decision != Decision.LAPSED:
            approval.decided_as, approval.decided_by = by.role, by.person
            change.by = by.person
    return approval


def tell(request: Enrolment, sessions: list[Session]) -> None:
    """What participant and approvers were told when this request came in."""
    approval = request.approvals.get()
    approval.enrolment = request
    asked = queries.approvers_of([request])[request.pk]
    for approver in asked:
        approval_mails.ask(approval, approver, sessions)
    mails.status_changed(request, sessions, asked=asked)
    sent = Message.objects.filter(kind=approval_mails.KIND, key__startswith=f"{approval_mails.KIND}:{approval.pk}:")
    at = approval.asked_at
    sent.update(state=Message.State.SENT, created_at=at, send_after=at, sent_at=at + timedelta(minutes=1))
