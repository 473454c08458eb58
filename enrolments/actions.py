"""What happens to seats: published, enrolled, withdrawn, the employer's answer, moved up, changed or called off.

The row of the edition is the lock for its seats (docs/decisions/0004). What is refused takes the whole
transaction with it (`savepoint=False`): who goes on after a refusal opens a savepoint of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses import actions as course_actions
from courses import queries as course_queries
from courses.changes import SessionChange, SessionWish
from courses.errors import EditionRefused
from courses.models import Edition, Session
from enrolments import locks, mails, queries, rules, steps, touched
from enrolments.approval import actions as approval_actions
from enrolments.approval import queries as approval_queries
from enrolments.approval import rules as approval_rules
from enrolments.approval.queries import Approver
from enrolments.approval.rules import Decided
from enrolments.cancelling import actions as cancelling_actions
from enrolments.cancelling import rules as cancelling
from enrolments.errors import (
    DecisionRefused,
    EnrolmentRefused,
    MoveRefused,
    OfferRefused,
    SubstitutionRefused,
    WithdrawalRefused,
)
from enrolments.group.rules import Outcome, foresee
from enrolments.interest import actions as interest_actions
from enrolments.interest import mails as interest_mails
from enrolments.interest import queries as interest_queries
from enrolments.invitations import actions as invitation_actions
from enrolments.invitations import mails as invitation_mails
from enrolments.models import Approval, ApprovalLink, Enrolment, EnrolmentChange, Status
from enrolments.moving import rules as moving
from enrolments.needs import actions as needs_actions
from enrolments.queries import Standing
from enrolments.seat_offer import queries as offer_queries
from enrolments.seat_offer import rules as offer_rules
from enrolments.seats import queries as seat_queries
from enrolments.seats import rules as seat_rules
from enrolments.seats.counting import Claim, Seat
from enrolments.substitution import rules as substitution
from enrolments.touched import Touched
from enrolments.workshops import actions as workshop_actions
from enrolments.workshops import queries as workshop_queries
from people import audit, clock
from people.models import User

Reason = EnrolmentChange.Reason

_ON_ARRIVAL = {Status.REQUESTED: Reason.REQUESTED, Status.ENROLLED: Reason.ENROLLED, Status.WAITING: Reason.FULL}


@transaction.atomic(savepoint=False)
def enrol(user: User, edition: Edition, *, by: User, cost_centre: str = "", seen: str = "") -> Enrolment:
    """Give `user` a seat in `edition`, or the next place on its waiting list. Raises EnrolmentRefused.

    Where the employer must approve, the seat is held and the enrolment is a request. An interest in the course
    ends with it. `seen` is the mark of the terms that the page showed, if any: nobody agrees to others unread.
    """
    jobs = user.employments  # asked before the lock: hundreds wait behind it
    edition, is_interested = locks.lock_for(user, edition)  # the last seat goes to one person
    standing = queries.standing(edition, user)
    if obstacles := rules.obstacles(user, edition, on=clock.today(), standing=standing):
        raise EnrolmentRefused(obstacles)
    if seen and seen != cancelling.mark(edition):
        raise EnrolmentRefused([rules.terms_changed()])
    sessions = course_queries.all_sessions(edition)
    job = rules.job_for(jobs, edition.course)
    claim = seat_queries.claim_of(job.organisation if job else None, standing.kept)
    seat = standing.seats(edition, sessions).seat_for(claim)
    if seat and standing.somebody_waits:
        standing, seat = _behind_the_line(edition, sessions, user, claim)
    status = rules.status_of_a_seat(edition) if seat else Status.WAITING
    terms = cancelling.agreed(edition) | {"cost_centre": cost_centre}
    enrolment = steps.come_in(user, edition, status, job, standing.last_number + 1, seat=seat, **terms)
    steps.note(enrolment, _ON_ARRIVAL[Status(status)], by)
    audit.record(by, "enrol", enrolment, enrolment.status, subject=user)
    if standing.was_in:
        mails.take_earlier_back(enrolment)
    steps.tell(enrolment, sessions)
    if is_interested:
        interest_actions.end(user, edition.course)
    return enrolment


def _behind_the_line(
    edition: Edition, sessions: Sequence[Session], user: User, claim: Claim
) -> tuple[Standing, Seat | None]:
    """What is left for a newcomer after who waits; nothing that they can have, also when it is too late to offer it."""
    steps.fill_free_seats(edition)
    standing = queries.standing(edition, user)
    seat = seat_rules.movement(edition, sessions, standing).seat_for(claim)
    if seat and standing.somebody_waits:
        steps.note_passed_by_newcomer(edition, sessions, standing)
    return standing, seat


@transaction.atomic(savepoint=False)
def enrol_colleagues(
    people: Iterable[User], edition: Edition, *, by: User, cost_centre: str = "", seen: str = ""
) -> list[Outcome]:
    """Enrol each of `people` in this order, as their training contact; the outcome for each.

    Who cannot is left out, with the reasons. Nobody is enrolled when anything breaks. Where the employer must
    approve, this is the approval (docs/decisions/0043). Raises EnrolmentRefused when the terms are others than `seen`.
    """
    edition = course_actions.lock(edition)  # what is foreseen now is what happens
    if seen and seen != cancelling.mark(edition):
        raise EnrolmentRefused([rules.terms_changed()])
    steps.fill_free_seats(edition)  # who waits goes first
    sessions = course_queries.all_sessions(edition)
    outcomes = foresee(list(dict.fromkeys(people)), edition, sessions, by=by, on=clock.today())
    standing = queries.standing(edition)
    if standing.somebody_waits and any(one.seat for one in outcomes):
        steps.note_passed_by_newcomer(edition, sessions, standing)
    number, were_in = standing.last_number, set(edition.enrolments.values_list("user", flat=True))
    terms = cancelling.agreed(edition) | {"cost_centre": cost_centre}
    for one in outcomes:
        if one.status:
            number += 1
            enrolment = steps.come_in(one.user, edition, one.status, one.job, number, seat=one.seat, **terms)
            steps.note(enrolment, Reason.FULL if one.status == Status.WAITING else Reason.BY_CONTACT, by)
            if one.user.pk in were_in:
                mails.take_earlier_back(enrolment)
            _on_behalf(enrolment, one, sessions, by)
    come_in = [one.user for one in outcomes if one.status]
    for interest in interest_queries.interested_in(edition.course).filter(user__in=come_in):
        interest_actions.end(interest.user, edition.course)
    return outcomes


def _on_behalf(
    enrolment: Enrolment, one: Outcome, sessions: Sequence[Session], by: User, *, chosen: Collection[int] = ()
) -> None:
    """Write down who enrolled a colleague, and that it is an approval where it is; and tell."""
    if one.agreed:
        approval_actions.agree(enrolment, one.agreed)
    payload = _beside_the_person(one.agreed) if one.agreed else None
    audit.record(by, "enrol_colleague", enrolment, enrolment.status, subject=one.user, payload=payload)
    steps.tell(enrolment, sessions, enrolled_by=by, is_approved=one.agreed is not None, chosen=chosen)


@transaction.atomic(savepoint=False)
def withdraw(
    enrolment: Enrolment,
    *,
    by: User,
    cause: str = "",
    seen: int = 0,
    reason: Reason = Reason.WITHDREW,
    remark: str = "",
    on_request: bool = False,
) -> Enrolment:
    """Give the seat back, and let whoever waits longest move up. Raises WithdrawalRefused.

    `seen` is what the page said it costs, in cents: nobody pays more than that without having read it. Of another
    `reason` the organiser does it, and then it costs nothing unless it is `on_request` of the participant; `remark` is
    what they say of it.
    """
    enrolment = locks.again(enrolment)
    was, is_own = enrolment.status, reason == Reason.WITHDREW
    if not rules.may_withdraw(enrolment, on=clock.today(), by_planner=not is_own):
        raise WithdrawalRefused(rules.why_not_withdraw(enrolment))
    cost, costs = cancelling.leaving(enrolment, on=clock.today()), is_own or on_request
    if costs and cost.cents > seen:
        raise WithdrawalRefused(_("De kosten zijn intussen veranderd. %(cost)s") % {"cost": cost.sentence})
    asked = approval_actions.lapse(enrolment) if was == Status.REQUESTED else None
    sessions = course_queries.all_sessions(enrolment.edition)  # a calendar may hold workshops of before
    steps.become(enrolment, Status.WITHDRAWN, reason, by, remark)
    withdrawal = cancelling_actions.note(enrolment, cost, cause) if costs and was == Status.ENROLLED else None
    audit.record(by, "withdraw", enrolment, subject=enrolment.user)
    mails.status_changed(
        enrolment,
        sessions,
        approval=asked,
        withdrawal=withdrawal,
        was_offered=is_own and was == Status.OFFERED,
        remark=remark,
    )
    steps.fill_free_seats(enrolment.edition)
    return enrolment


@transaction.atomic(savepoint=False)
def accept_offer(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Take the seat that is offered: a request where the employer has not approved yet. Raises OfferRefused.

    The moment itself decides, not whether a job has looked.
    """
    enrolment = locks.again(enrolment)
    if why_not := offer_rules.why_not_accept(enrolment, now=clock.now()):
        raise OfferRefused(why_not)
    approved = approval_queries.approved([enrolment]) if enrolment.edition.course.needs_approval else set()
    status = rules.status_of_a_seat(enrolment.edition, is_approved=enrolment.pk in approved)
    steps.become(enrolment, status, Reason.ACCEPTED, by)
    audit.record(by, "accept_offer", enrolment, enrolment.status, subject=enrolment.user)
    steps.tell(enrolment, course_queries.all_sessions(enrolment.edition))
    return enrolment


@transaction.atomic(savepoint=False)
def refuse_offer(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Leave the seat that is offered to whoever waits next, and the waiting list too. Raises OfferRefused."""
    enrolment = locks.again(enrolment)
    if why_not := offer_rules.why_not_answer(enrolment, now=clock.now()):
        raise OfferRefused(why_not)
    steps.become(enrolment, Status.WITHDRAWN, Reason.REFUSED, by)
    audit.record(by, "refuse_offer", enrolment, subject=enrolment.user)
    mails.status_changed(enrolment, (), was_offered=True)
    steps.fill_free_seats(enrolment.edition)
    return enrolment


def lapse_offers(now: datetime) -> int:
    """End the offers that nobody accepted in time; each seat goes on to the next. Safe to repeat; the number ended."""
    editions = Edition.objects.filter(enrolments__in=offer_queries.over(now)).distinct().order_by("pk")
    return sum(_lapse_offers_of(edition, now) for edition in editions)


@transaction.atomic
def _lapse_offers_of(edition: Edition, now: datetime) -> int:
    edition = course_actions.lock(edition)
    over = list(offer_queries.over(now).filter(edition=edition).select_related("user").order_by("number"))
    for enrolment in over:
        enrolment.edition = edition
        steps.become(enrolment, Status.LAPSED, Reason.OFFER_LAPSED, None)
        audit.record(None, "lapse_offer", enrolment, subject=enrolment.user)
        mails.status_changed(enrolment, ())
    steps.fill_free_seats(edition)
    return len(over)


@transaction.atomic(savepoint=False)
def substitute(enrolment: Enrolment, newcomer: User, *, by: User) -> Enrolment:
    """Let `newcomer`, a colleague, take this seat with its number, so that the line stays as it is, and its workshops.

    By who may approve for the newcomer it is an approval; otherwise the employer is asked where that is needed
    (docs/decisions/0046). Raises SubstitutionRefused.
    """
    edition, is_interested = locks.lock_for(newcomer, enrolment.edition)
    enrolment = locks.fresh(enrolment, edition)
    if why_not := substitution.why_not_hand_over(enrolment, by=by, on=clock.today()):
        raise SubstitutionRefused(why_not)
    outcome = substitution.foresee(enrolment, newcomer, by=by, on=clock.today())
    if outcome.status is None:
        raise SubstitutionRefused(" ".join(one.of_colleague for one in outcome.obstacles))
    sessions, own = course_queries.all_sessions(edition), list(workshop_queries.own_sessions(enrolment))
    number = _give_up(enrolment, sessions, by)
    terms = cancelling.taken_over(enrolment, edition) | {"substitute_for": enrolment}
    seat = Seat(enrolment.reservation)
    taken = steps.come_in(newcomer, edition, outcome.status, outcome.job, number, seat=seat, **terms)
    taken.modules.set(enrolment.modules.all())
    steps.note(taken, Reason.SUBSTITUTE, by)
    mails.take_earlier_back(taken)
    chosen = workshop_actions.take_over([one for one in own if one.by_choice], taken)
    _on_behalf(taken, outcome, sessions, by, chosen=chosen)
    if is_interested:
        interest_actions.end(newcomer, edition.course)
    return taken


@transaction.atomic(savepoint=False)
def move(enrolment: Enrolment, to: Edition, *, by: User) -> Enrolment:
    """Let a seat move to another edition of its course that has one free; the employer's approval goes along.

    The seat that is left goes to whoever waits longest. Raises MoveRefused.
    """
    left, there = locks.lock_both(enrolment.edition, to)
    enrolment = locks.fresh(enrolment, left)
    sessions = course_queries.all_sessions(there)
    if why_not := moving.why_not_leave(enrolment, by=by, on=clock.today()):
        raise MoveRefused(why_not)
    if in_the_way := moving.why_not_go(enrolment, there, by=by, on=clock.today(), sessions=sessions):
        raise MoveRefused(" ".join(in_the_way))
    steps.become(enrolment, Status.MOVED, Reason.MOVED_AWAY, by)
    moved = _go_along(enrolment, there, sessions)
    steps.note(moved, Reason.MOVED_HERE, by)
    mails.take_earlier_back(moved)
    audit.record(by, "move", moved, subject=enrolment.user)
    mails.moved(moved, *steps.by_choice(sessions), by=by)
    steps.fill_free_seats(left)
    return moved


@transaction.atomic(savepoint=False)
def approve(enrolment: Enrolment, *, by: Approver, link: ApprovalLink | None = None) -> Enrolment:
    """The employer agrees: the request becomes a seat. Raises DecisionRefused."""
    enrolment, approval = _undecided(enrolment, by, link)
    approval_actions.answer(approval, Approval.Decision.APPROVED, by=by, link=link)
    steps.become(enrolment, Status.ENROLLED, Reason.APPROVED, by.person)
    audit.record(by.person, "approve", enrolment, by.role, subject=enrolment.user, payload=_beside_the_person(by))
    mails.status_changed(enrolment, list(workshop_queries.own_sessions(enrolment)))
    return enrolment


@transaction.atomic(savepoint=False)
def decline(enrolment: Enrolment, reason: str, *, by: Approver, link: ApprovalLink | None = None) -> Enrolment:
    """The employer does not agree: the seat goes to whoever waits longest. Raises DecisionRefused."""
    enrolment, approval = _undecided(enrolment, by, link)
    approval_actions.answer(approval, Approval.Decision.DECLINED, by=by, reason=reason, link=link)
    steps.become(enrolment, Status.DECLINED, Reason.DECLINED, by.person)
    audit.record(by.person, "decline", enrolment, by.role, subject=enrolment.user, payload=_beside_the_person(by))
    mails.status_changed(enrolment, (), approval=approval)
    steps.fill_free_seats(enrolment.edition)
    return enrolment


@transaction.atomic(savepoint=False)
def decide_together(requests: Sequence[Enrolment], reason: str, *, by: User) -> list[Decided]:
    """Approve each of these requests, or decline each when there is a `reason`; the outcome for each.

    The same rules hold for each as for one. What cannot be stays as it was and says why, whatever becomes of others.
    """
    deciders = approval_rules.approver_of_each(by, requests)
    in_order = sorted(requests, key=lambda one: (one.edition_id, one.number))  # whoever locks two, locks in this order
    return [_decide(one, reason, deciders.get(one.pk)) for one in in_order]


def _decide(enrolment: Enrolment, reason: str, by: Approver | None) -> Decided:
    if by is None:
        return Decided(enrolment, _("U kunt over deze aanvraag niet (meer) beslissen."))
    try:
        with transaction.atomic():  # of its own: a refusal undoes this one alone
            decided = decline(enrolment, reason, by=by) if reason else approve(enrolment, by=by)
    except DecisionRefused as refusal:
        return Decided(enrolment, str(refusal))
    return Decided(decided)


def lapse_requests(today: date) -> int:
    """End the requests that nobody approved in time; each seat goes on. Safe to repeat; the number ended."""
    editions = Edition.objects.filter(enrolments__in=approval_queries.too_late(today)).distinct().order_by("pk")
    return sum(_lapse_requests_of(edition, today) for edition in editions)


@transaction.atomic
def _lapse_requests_of(edition: Edition, today: date) -> int:
    edition = course_actions.lock(edition)
    late = list(approval_queries.too_late(today).filter(edition=edition).select_related("user").order_by("number"))
    for enrolment in late:
        enrolment.edition = edition
        asked = approval_actions.lapse(enrolment)
        steps.become(enrolment, Status.DECLINED, Reason.TOO_LATE, None)
        audit.record(None, "lapse_request", enrolment, subject=enrolment.user)
        mails.status_changed(enrolment, (), approval=asked)
    steps.fill_free_seats(edition)
    return len(late)


@transaction.atomic
def publish_edition(edition: Edition, *, by: User) -> Edition:
    """Announce a concept, and tell who is interested in its course, or who is invited. Raises EditionRefused."""
    interest_actions.lock(edition.course)  # before the edition, as who stamps and publishes at once
    edition = course_actions.publish(edition, by=by)
    interest_actions.announce(edition)
    if edition.by_invitation:
        invitation_actions.tell_all(edition)
    return edition


@transaction.atomic(savepoint=False)
def cancel_edition(edition: Edition, *, by: User, reason: str = "", seen: Touched | None = None) -> Edition:
    """Call `edition` off and tell everyone who sat or waited; nobody pays, also who had left. Raises EditionRefused.

    `reason` goes into their mail. `seen` are those whom the planner was shown: if others came or left meanwhile, the
    planner looks again.
    """
    edition = course_actions.cancel(edition, by=by)
    if seen is not None and seen != touched.by_cancelling(edition):
        raise EditionRefused([], _("Er zijn intussen mensen bijgekomen of weggegaan. Kijk het na en bevestig opnieuw."))
    everything = course_queries.all_sessions(edition)
    sessions = [session for session in everything if session.ends_at > clock.now()]  # what was held, was held
    called_off = mails.CalledOff(
        reason, queries.other_dates(edition, clock.today()), has_begun=len(sessions) < len(everything)
    )
    for enrolment in Enrolment.objects.active().filter(edition=edition).select_related("user"):
        enrolment.edition = edition
        if enrolment.status == Status.REQUESTED:
            approval_actions.lapse(enrolment)
        steps.become(enrolment, Status.CANCELLED, Reason.EDITION_CANCELLED, by)
        mails.status_changed(enrolment, sessions, called_off=called_off)
    cancelling_actions.waive_all(edition, by=by)
    interest_mails.take_back_all(edition)
    invitation_mails.take_back_all(edition)
    return edition


@transaction.atomic(savepoint=False)
def change_session(session: Session, wish: SessionWish, *, seen: int, by: User) -> SessionChange:
    """Let a session become as a planner wants it, and tell everyone it touches. Raises EditionRefused."""
    change = course_actions.change_session(session, wish, seen=seen, by=by)
    if why_not := rules.why_not_teach(change):
        raise EditionRefused([], why_not)
    edition = change.session.edition
    workshop_actions.drop_meeting(change)
    told = list(touched.enrolments(change)) if edition.is_ahead else []
    for enrolment in told:
        enrolment.edition = edition
        mails.session_changed(enrolment, change)
    requests = [one for one in told if one.status == Status.REQUESTED]
    if requests and not change.session.by_choice:  # their day moved
        approval_actions.tell_moved(requests, list(course_queries.plenary_sessions(edition)), change)
    if change.moves_day:
        steps.fill_free_seats(edition)
    return change


def _undecided(enrolment: Enrolment, by: Approver, link: ApprovalLink | None) -> tuple[Enrolment, Approval]:
    """The request under the lock of its edition, and the question that is open. Raises DecisionRefused."""
    enrolment = locks.again(enrolment)
    approval = approval_queries.latest_approval(enrolment.pk).first()
    why_not = approval_rules.why_not_decide(enrolment, approval, on=clock.today())
    if why_not or approval is None:
        raise DecisionRefused(why_not)
    approval.enrolment = enrolment
    if not approval_rules.still_decides(by, approval, link):
        raise DecisionRefused(_("U kunt over deze aanvraag niet (meer) beslissen."))
    return enrolment, approval


def _beside_the_person(by: Approver) -> dict[str, str | int] | None:
    """What else the audit trail keeps: of a line manager who has no account, and for whom a deputy decided."""
    if by.person is None:
        return {"address": by.address}
    return {"stands_in_for": by.stands_in_for.pk} if by.stands_in_for else None


def _give_up(enrolment: Enrolment, sessions: Sequence[Session], by: User) -> int:
    """Take somebody out of a seat that a colleague takes, without a word about the line; the number of that seat."""
    number = enrolment.number
    enrolment.number = queries.standing(enrolment.edition).last_number + 1
    enrolment.save(update_fields=["number"])
    steps.become(enrolment, Status.WITHDRAWN, Reason.REPLACED, by)
    audit.record(by, "hand_over", enrolment, subject=enrolment.user)
    mails.status_changed(enrolment, sessions, replaced_by=by)
    return number


def _go_along(enrolment: Enrolment, to: Edition, sessions: Sequence[Session]) -> Enrolment:
    """The same seat in another edition: for whom one comes, modules, terms, needs and approval go along."""
    if to.by_invitation:
        invitation_mails.take_back(to, enrolment.user)
    standing = queries.standing(to, enrolment.user)
    seat = moving.seat_there(enrolment, to, sessions, standing)
    moved = Enrolment.objects.create(
        edition=to,
        user=enrolment.user,
        organisation=enrolment.organisation,
        manager_id=enrolment.manager_id,
        status=Status.ENROLLED,
        number=standing.last_number + 1,
        reservation=seat.reservation if seat else None,
        enrolled_at=clock.now(),
        moved_from=enrolment,
        **cancelling.taken_over(enrolment, to),
    )
    moved.modules.set(enrolment.modules.all())
    approval_actions.carry_over(enrolment, moved)
    needs_actions.carry_over(enrolment, moved)
    return moved
