"""What happens to trainers: asked, told of changes, taken off; and what they answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from courses.changes import SessionChange
from courses.errors import AnswerRefused
from courses.models import Edition, Session, TrainerAssignment
from courses.trainers import mails, queries, rules
from people import audit, clock
from people.models import User

Status = TrainerAssignment.Status


@dataclass(frozen=True)
class Answer:
    """What a trainer says about one session, and as which version of it the trainer saw it."""

    status: Status
    seen: int


def ask_all(edition: Edition) -> None:
    """Ask every trainer of an edition that is announced just now. Call in that transaction."""
    waiting = queries.coming_to(edition).filter(status=Status.ASKED, session__starts_at__gt=clock.now())
    for trainer, assignments in queries.by_trainer(waiting).items():
        mails.ask(trainer, [one.session for one in assignments])
    waiting.update(asked_at=clock.now())


def put_on(session: Session, trainers: Iterable[User], *, is_told: bool) -> None:
    """Ask `trainers` for `session`; in a concept nobody is written to yet."""
    asked_at = clock.now() if is_told else None
    asked = [TrainerAssignment(session=session, trainer=one, asked_at=asked_at) for one in trainers]
    TrainerAssignment.objects.bulk_create(asked)
    for one in asked if is_told else []:
        mails.ask(one.trainer, [session])


def take_off(session: Session, trainers: Iterable[User], *, is_told: bool) -> None:
    """`trainers` do not teach `session` any more. Who had declined knows. Call before it changes: they know the old."""
    leaving = TrainerAssignment.objects.filter(session=session, trainer__in=list(trainers)).select_related("trainer")
    for one in leaving if is_told else []:
        if one.status != Status.DECLINED:
            mails.taken_off(one.trainer, session)
    leaving.delete()


def tell_change(change: SessionChange) -> None:
    """Tell the trainers who were there before, and stay, what changed."""
    staying = TrainerAssignment.objects.coming().filter(session=change.session).exclude(trainer__in=change.joining)
    for one in staying.select_related("trainer"):
        mails.changed(one, change)


def tell_cancelled(edition: Edition) -> None:
    """Tell every trainer who would still come that `edition` is called off. Call in that transaction."""
    ahead = queries.coming_to(edition).filter(session__ends_at__gt=clock.now())
    for trainer, assignments in queries.by_trainer(ahead).items():
        mails.cancelled(trainer, [one.session for one in assignments])


@transaction.atomic
def answer(edition: Edition, answers: Mapping[int, Answer], reason: str, *, by: User) -> int:
    """Note what trainer `by` answers, assignment -> answer; the number that changed. Raises AnswerRefused.

    All or nothing. What was answered so already stays untouched. `reason` goes with what is declined.
    """
    edition = Edition.objects.select_for_update(of=["self"]).get(pk=edition.pk)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # nobody plans this trainer elsewhere meanwhile
    mine = {one.pk: one for one in queries.asked_of(by).filter(session__edition=edition)}
    if answers.keys() - mine.keys():
        raise AnswerRefused(_("Een van deze bijeenkomsten geeft u niet meer. Kijk het na en antwoord opnieuw."))
    changing = [mine[pk] for pk, given in answers.items() if mine[pk].status != given.status]
    for one in changing:
        _answer(one, answers[one.pk], reason)
    accepted = [one.session for one in changing if one.status == Status.ACCEPTED]
    declined = [one.session for one in changing if one.status == Status.DECLINED]
    mails.answered(by, accepted, declined)
    return len(changing)


def _answer(assignment: TrainerAssignment, given: Answer, reason: str) -> None:
    """One answer, under the lock of its edition."""
    if why_not := rules.why_not_answer(assignment, now=clock.now()):
        raise AnswerRefused(why_not)
    if assignment.session.sequence != given.seen:
        raise AnswerRefused(_("Deze bijeenkomsten zijn intussen gewijzigd. Kijk het na en antwoord opnieuw."))
    if assignment.status == Status.DECLINED and (found := rules.clashes(assignment)):
        raise AnswerRefused(" ".join(clash.sentence for clash in found))
    assignment.status, assignment.answered_at = given.status, clock.now()
    assignment.reason = reason if given.status == Status.DECLINED else ""
    assignment.save(update_fields=["status", "answered_at", "reason"])
    audit.record(assignment.trainer, "answer_as_trainer", assignment, given.status, subject=assignment.trainer)
