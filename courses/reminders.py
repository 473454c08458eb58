"""What people on the first floor are reminded of: trainers who have not said whether they come."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, Q
from django.utils import timezone

from courses import queries
from courses.models import Edition, Session, TrainerAssignment
from courses.trainers import mails
from people import clock, outbox
from people.models import User
from people.reminders import Reminder

AGAIN, LAST = "again", "last"  # steps


def reminders(today: date) -> list[Reminder]:
    """All that holds today: one matter for each edition that a trainer is asked for. One query.

    Not of an edition of which the trainer was mailed a question or a change shortly ago.
    """
    told = Q(asked_at__gt=clock.now() - settings.MAIL_REST)
    told |= Q(outbox.told_lately(mails.CHANGED, about="session__edition", to="trainer"))
    asked: dict[tuple[User, Edition], list[Session]] = defaultdict(list)
    resting = set()
    for one in queries.unanswered(today + timedelta(days=1)).filter(trainer__is_active=True).annotate(was_told=told):
        asked[one.trainer, one.session.edition].append(one.session)
        if one.was_told:
            resting.add((one.trainer, one.session.edition))
    return [
        _reminder(trainer, edition, sessions, step)
        for (trainer, edition), sessions in asked.items()
        if (trainer, edition) not in resting and (step := _step(sessions[0], today))
    ]


def _step(first: Session, today: date) -> str:
    ahead = timezone.localdate(first.starts_at) - today
    if ahead <= settings.TRAINER_LAST_REMINDER:
        return LAST
    return AGAIN if ahead <= settings.TRAINER_REMINDER else ""


def _reminder(trainer: User, edition: Edition, sessions: list[Session], step: str) -> Reminder:
    """Its row is that of the edition, which whoever changes a session or answers has locked: they tell it."""
    asked = TrainerAssignment.objects.filter(
        trainer=trainer, session__edition=edition, status=TrainerAssignment.Status.ASKED
    )
    return Reminder(
        to=trainer,
        kind=mails.REMINDER,
        about=mails.matter(trainer, edition),
        step=step,
        context={"edition": edition, "course": edition.course, "sessions": sessions},
        rows=Edition.objects.filter(Exists(asked), *queries.unchanged(sessions), pk=edition.pk),
        due=timezone.localdate(sessions[0].starts_at),
        until=sessions[0].starts_at,
    )
