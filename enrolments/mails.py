"""What participants are told: one mail per person and step, with the invitation or its cancellation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation

from courses import calendar, changes
from courses.changes import SessionChange
from courses.models import Session
from enrolments import queries, rules
from enrolments.approval.queries import Approver
from enrolments.approval.rules import answer_by
from enrolments.models import Approval, Enrolment, Status, Withdrawal
from enrolments.queries import OfferedEdition
from enrolments.seat_offer import mails as offer_mails
from enrolments.seats.sentences import why_waiting
from enrolments.why import Why, of_wait
from enrolments.workshops import mails as workshop_mails
from enrolments.workshops import queries as workshop_queries
from people import calendars, clock, outbox, reminders
from people.models import Message, User

START, SESSION_CHANGED = "start_reminder", "session_changed"  # a reminder, and a kind of mail
PLANNER_LETTER = "planner_letter"
# The mails that say where an enrolment stands, and what it is of.
STANDING = [*(f"enrolment_{status}" for status in Status), SESSION_CHANGED, *workshop_mails.KINDS]


@dataclass(frozen=True)
class CalledOff:
    """Why an edition does not go ahead, if its planner says so, and the other dates that have a seat.

    When it `has_begun`, the sessions in the mail are those that are not held.
    """

    reason: str
    others: list[OfferedEdition]
    has_begun: bool = False


def status_changed(
    enrolment: Enrolment,
    sessions: Sequence[Session],
    *,
    asked: Sequence[Approver] = (),
    approval: Approval | None = None,
    enrolled_by: User | None = None,
    is_approved: bool = False,
    was_offered: bool = False,
    replaced_by: User | None = None,
    withdrawal: Withdrawal | None = None,
    called_off: CalledOff | None = None,
    remark: str = "",
    workshops: Sequence[Session] = (),
) -> None:
    """Tell the participant where the enrolment stands now. Call in the transaction of the change.

    `sessions` are those that everyone attends and the workshops that were chosen; of who leaves all, for a calendar
    may hold any. `workshops` are what there is to choose from, `asked` are those who can answer a request, and
    `approval` is the answer, or the question that lapsed. `enrolled_by` did it for the participant, and
    `is_approved` says that the employer has agreed already to somebody who waits; `was_offered` that the seat which
    is given back was only offered; `replaced_by` let a colleague take the seat. `withdrawal` is what leaving cost,
    `called_off` what goes with the news that the organiser ends it, `remark` why a planner withdrew them.
    """
    edition = enrolment.edition
    last_day = answer_by(edition, asked_on=clock.today()) if enrolment.status == Status.REQUESTED else None
    outbox.post(
        f"enrolment_{enrolment.status}",
        enrolment.user,
        about=str(enrolment.pk),
        context={
            "enrolment": enrolment,
            "edition": edition,
            "course": edition.course,
            "sessions": sessions,
            "asked": asked,
            "approval": approval,
            "enrolled_by": enrolled_by,
            "is_approved": is_approved,
            "why": _why_waiting(enrolment),
            "takes_part": enrolment.status == Status.ENROLLED,
            "was_offered": was_offered,
            "until": enrolment.offered_until,
            "last_day": last_day,
            "replaced_by": replaced_by,
            "withdrawal": withdrawal,
            "called_off": called_off,
            "remark": remark,
            "can_choose": _can_choose(workshops),
        },
        calendar=_calendar(enrolment, sessions),
        **offer_mails.of_offer(enrolment),
    )


def _why_waiting(enrolment: Enrolment) -> Why | None:
    """Nobody was passed yet who only now comes to wait."""
    wait = why_waiting([enrolment]).get(enrolment.pk) if enrolment.status == Status.WAITING else None
    return of_wait(enrolment, wait) if wait else None


def _can_choose(workshops: Sequence[Session]) -> bool:
    return any(one.starts_at > clock.now() for one in workshops)


def moved(enrolment: Enrolment, sessions: Sequence[Session], workshops: Sequence[Session], *, by: User) -> None:
    """Say in one mail which edition was left and which one it is now: the calendar loses the one and gets the other."""
    outbox.post(
        f"enrolment_{Status.MOVED}",
        enrolment.user,
        about=str(enrolment.pk),
        context={
            "enrolment": enrolment,
            "edition": enrolment.edition,
            "course": enrolment.edition.course,
            "left": enrolment.moved_from.edition if enrolment.moved_from else None,
            "sessions": sessions,
            "moved_by": by if by != enrolment.user else None,
            "can_choose": _can_choose(workshops),
        },
        calendar=_calendar(enrolment, sessions),
    )


def take_back(enrolment: Enrolment) -> None:
    """The enrolment came a step further: what waits about the step before, tells what no longer holds."""
    outbox.drop(*STANDING, about=str(enrolment.pk), to=enrolment.user)
    reminders.drop(START, about=str(enrolment.pk))
    reminders.drop(offer_mails.REMINDER, about=str(enrolment.pk))


def take_earlier_back(enrolment: Enrolment) -> None:
    """Who comes back is told that; what waits about having left does not leave any more."""
    for earlier in Enrolment.objects.filter(user=enrolment.user, edition=enrolment.edition).exclude(pk=enrolment.pk):
        outbox.drop(*STANDING, about=str(earlier.pk), to=enrolment.user)


def session_changed(enrolment: Enrolment, change: SessionChange) -> None:
    """Say what changed in one session; who has a seat gets its invitation anew. A reminder of the old is not sent.

    What changed before in this edition and was not sent yet, is told in the same mail.
    """
    reminders.drop(START, about=str(enrolment.pk))
    earlier = outbox.recall(SESSION_CHANGED, about=str(enrolment.pk), to=enrolment.user)
    _tell_changes(enrolment, earlier, change, about=f"{change.session.pk}:{change.session.sequence}")


def other_workshops(enrolment: Enrolment) -> None:
    """What waits and tells of the workshops of before, the reminder of the start or what changed, is told anew.

    Call under the lock of the edition, once the choice is another.
    """
    reminders.drop(START, about=str(enrolment.pk))
    if earlier := outbox.recall(SESSION_CHANGED, about=str(enrolment.pk), to=enrolment.user):
        _tell_changes(enrolment, earlier, about=timezone.now().isoformat())


def _tell_changes(
    enrolment: Enrolment, earlier: list[Message], change: SessionChange | None = None, *, about: str
) -> None:
    """What is no news to them any more is left out; `about` tells this mail from others about the same enrolment."""
    edition = enrolment.edition
    told = [one for one in changes.since(earlier, change) if one.moves and _attends(enrolment, one.session)]
    if not told:
        return
    sessions = [one.session for one in told]
    outbox.post(
        SESSION_CHANGED,
        enrolment.user,
        about=f"{enrolment.pk}:{about}",
        context={
            "enrolment": enrolment,
            "edition": edition,
            "course": edition.course,
            "changes": told,
            "moves_day": any(one.moves_day for one in told),
            "sessions": sessions,
            "takes_part": enrolment.status == Status.ENROLLED,
            "may_withdraw": rules.may_withdraw(enrolment, on=clock.today()),
        },
        calendar=_calendar(enrolment, sessions),
        facts=changes.facts(told),
        instead_of=earlier,
        concerns=changes.first_moment(told),
    )


def _attends(enrolment: Enrolment, session: Session) -> bool:
    """A workshop may be theirs no more since its change was to be told."""
    return not session.by_choice or workshop_queries.has_choice(enrolment, session)


def write_to(enrolment: Enrolment, subject: str, words: str, *, about: str, is_held: bool = False) -> None:
    """What a planner writes to a participant. `about` names this writing: each reads it once. Held, it is a draft."""
    context = letter_context(enrolment, subject, words)
    outbox.post(PLANNER_LETTER, enrolment.user, about=about, context=context, is_held=is_held)


def letter_context(enrolment: Enrolment, subject: str, words: str) -> dict[str, Any]:
    """What fills the text of such a mail; also for a planner who looks at it first."""
    edition = enrolment.edition
    told = {"enrolment": enrolment, "edition": edition, "course": edition.course, "recipient": enrolment.user}
    return told | {"subject": subject, "words": words}


def _calendar(enrolment: Enrolment, sessions: Sequence[Session]) -> list[dict[str, Any]]:
    """Enrolled: invitations. No seat yet: nothing. Otherwise only what the calendar was told before is taken back.

    And what it still holds of an edition that the seat was moved from: the mail that said so may never have left.
    """
    if enrolment.status in (Status.WAITING, Status.REQUESTED, Status.OFFERED):
        return []
    method = "REQUEST" if enrolment.status == Status.ENROLLED else "CANCEL"
    with translation.override(enrolment.user.language):
        items = [calendar.item(session, calendar.Reader.PARTICIPANT) for session in sessions]
        left = [calendar.item(session, calendar.Reader.PARTICIPANT) for session in queries.sessions_left(enrolment)]
    taken_out = calendars.tell(enrolment.user, left, method="CANCEL") if left else []
    return taken_out + calendars.tell(enrolment.user, items, method=method)
