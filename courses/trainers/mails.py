"""What trainers read: the question, what changed, that they are no longer needed; and what their calendar is told.

Only who accepted has the sessions in the calendar by invitation.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone, translation

from courses import calendar, changes
from courses.changes import SessionChange
from courses.models import Edition, Session, TrainerAssignment
from courses.trainers import rules
from people import calendars, clock, outbox, reminders
from people.models import Message, User

ASKED, CHANGED, REMINDER = "trainer_asked", "trainer_changed", "trainer_reminder"


def ask(trainer: User, sessions: Sequence[Session]) -> None:
    """Ask `trainer` for `sessions` of one edition, and for those in it that wait to be asked. Call in the transaction
    of the cause, as everything here."""
    earlier = outbox.recall(ASKED, about=str(sessions[0].edition.pk), to=trainer)
    _ask(trainer, {*sessions, *_still_asked(trainer, earlier)}, earlier)


def changed(assignment: TrainerAssignment, change: SessionChange) -> None:
    """Say what changed in a session of a trainer who stays. A reminder of the old is not sent.

    Who has not been sent the question yet, is asked for the session as it is now.
    """
    trainer, edition = assignment.trainer, change.session.edition
    reminders.drop(REMINDER, about=matter(trainer, edition))
    asked = outbox.recall(ASKED, about=str(edition.pk), to=trainer)
    _ask(trainer, _still_asked(trainer, asked), asked)
    if change.session.pk not in _sessions_in(asked):
        earlier = outbox.recall(CHANGED, about=str(edition.pk), to=trainer)
        _tell_changes(trainer, changes.since(earlier, change), earlier, about=_matter([change.session]))


def taken_off(trainer: User, session: Session) -> None:
    """Somebody else comes instead, or nobody. Call before it is so."""
    _take_back(trainer, [session])
    told = _tell(trainer, [session], "CANCEL")
    about = _matter([session])
    _post("trainer_taken_off", trainer, [session], about=about, told=told, concerns=session.starts_at)


def cancelled(trainer: User, sessions: Sequence[Session]) -> None:
    """The edition is called off; `sessions` are those still to come."""
    outbox.drop(ASKED, CHANGED, about=str(sessions[0].edition.pk), to=trainer)
    reminders.drop(REMINDER, about=matter(trainer, sessions[0].edition))
    told = _tell(trainer, sessions, "CANCEL")
    _post("trainer_cancelled", trainer, sessions, about=_matter(sessions), told=told)


def answered(trainer: User, accepted: Sequence[Session], declined: Sequence[Session]) -> None:
    """What a trainer accepted goes into the calendar, what is given back leaves it. Nothing to tell, no mail."""
    if accepted or declined:
        _take_back(trainer, [*accepted, *declined])
    told = [*_tell(trainer, accepted, "REQUEST"), *_tell(trainer, declined, "CANCEL")]
    if told:
        about = f"{told[0]['uid']}:{told[0]['sequence']}"
        sessions = [*accepted, *declined]
        _post("trainer_answered", trainer, sessions, about=about, told=told, accepted=accepted, declined=declined)


def matter(trainer: User, edition: Edition) -> str:
    """What a reminder to a trainer is about: all that is open in one edition."""
    return f"{edition.pk}:{trainer.pk}"


def _take_back(trainer: User, sessions: Sequence[Session]) -> None:
    """What still waits about these sessions of one edition no longer matters; the rest of it does."""
    edition, over = sessions[0].edition, {session.pk for session in sessions}
    reminders.drop(REMINDER, about=matter(trainer, edition))
    asked = outbox.recall(ASKED, about=str(edition.pk), to=trainer)
    told = outbox.recall(CHANGED, about=str(edition.pk), to=trainer)
    for pk in over:  # also when a planner chose its words
        outbox.drop(ASKED, CHANGED, about=f"{edition.pk}:{pk}", to=trainer)
    _ask(trainer, {one for one in _still_asked(trainer, asked) if one.pk not in over}, asked)
    left = [one for one in changes.since(told) if one.session.pk not in over]
    if left:
        _tell_changes(trainer, left, told, about=_instead_of(told, [left[0].session]))


def _still_asked(trainer: User, asked: Iterable[Message]) -> list[Session]:
    """The sessions ahead that these mails asked for, and that wait for an answer. At most one query."""
    wanted = _sessions_in(asked)
    if not wanted:
        return []
    status = TrainerAssignment.Status.ASKED
    open_ones = TrainerAssignment.objects.filter(trainer=trainer, session__in=wanted, status=status)
    ahead = open_ones.filter(session__starts_at__gt=clock.now())
    return [one.session for one in ahead.select_related("session__edition__course", "session__room__location")]


def _sessions_in(asked: Iterable[Message]) -> set[int]:
    return {pk for mail in asked for pk in mail.facts or []}


def _ask(trainer: User, sessions: Iterable[Session], earlier: Sequence[Message]) -> None:
    """Ask for `sessions`, also for what `earlier` mails asked that were taken back."""
    wanted = sorted(sessions, key=lambda session: (session.starts_at, session.pk))
    if not wanted:
        return
    first = wanted[0]
    _post(
        ASKED,
        trainer,
        wanted,
        about=_instead_of(earlier, wanted),
        instead_of=earlier,
        facts=[session.pk for session in wanted],
        concerns=first.starts_at,
        answer_by=rules.answer_by(timezone.localdate(first.starts_at), today=clock.today()),
    )


def _tell_changes(trainer: User, told: Sequence[SessionChange], earlier: Sequence[Message], *, about: str) -> None:
    """Say what changed in the sessions that are still the trainer's, also what `earlier` mails would have said."""
    mine = TrainerAssignment.objects.coming().filter(trainer=trainer, session__in=[one.session.pk for one in told])
    answers = dict(mine.values_list("session", "status"))
    told = [one for one in told if one.session.pk in answers]
    if not told:
        return
    accepted = [one.session for one in told if answers[one.session.pk] == TrainerAssignment.Status.ACCEPTED]
    sessions = [one.session for one in told]
    _post(
        CHANGED,
        trainer,
        sessions,
        about=about,
        told=_tell(trainer, accepted, "REQUEST"),
        facts=changes.facts(told),
        concerns=changes.first_moment(told),
        instead_of=earlier,
        changes=told,
        accepted=len(accepted) == len(told),
        takes_part=True,
    )


def _post(
    kind: str,
    trainer: User,
    sessions: Sequence[Session],
    *,
    about: str,
    told: list[dict[str, Any]] | None = None,
    facts: Any = None,
    concerns: datetime | None = None,
    instead_of: Sequence[Message] = (),
    **more: Any,
) -> None:
    edition = sessions[0].edition
    outbox.post(
        kind,
        trainer,
        about=about,
        context={"edition": edition, "course": edition.course, "sessions": sessions, **more},
        calendar=told,
        facts=facts,
        concerns=concerns,
        instead_of=instead_of,
    )


def _matter(sessions: Sequence[Session]) -> str:
    """One mail for each time that something happens: whatever happens to a session, happens under a higher number."""
    first = sessions[0]
    return f"{first.edition.pk}:{first.pk}:{first.sequence}"


def _instead_of(earlier: Sequence[Message], sessions: Sequence[Session]) -> str:
    """The matter of a mail that comes instead of others, which happens to each of those once."""
    return f"{_matter(sessions)}:{earlier[-1].pk}" if earlier else _matter(sessions)


def _tell(trainer: User, sessions: Sequence[Session], method: str) -> list[dict[str, Any]]:
    with translation.override(trainer.language):
        items = [calendar.item(session, calendar.Reader.TRAINER) for session in sessions]
    return calendars.tell(trainer, items, method=method)
