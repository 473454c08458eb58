"""What a trainer may answer, and why not. The page draws the choices from it, the action refuses."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from courses import changes
from courses import rules as course_rules
from courses.models import TrainerAssignment
from courses.rules import Clash


def why_not_answer(assignment: TrainerAssignment, *, now: datetime) -> str:
    """What keeps the trainer from answering at the moment `now`, or from another answer; empty: nothing does.

    Until it begins: who accepted can still fall ill, who declined can still come. No query.
    """
    edition = assignment.session.edition
    if edition.status == edition.Status.CANCELLED:
        return _("Deze uitvoering gaat niet door.")
    if not edition.is_ahead or assignment.session.starts_at <= now:
        return _("Deze bijeenkomst is al begonnen of voorbij.")
    return ""


def answer_by(first: date, *, today: date) -> date:
    """By when to answer a question that is asked `today`: before it would be asked again (`courses.reminders`).

    What is so near that this has passed, the day before; never a day that is over.
    """
    days = [first - ahead for ahead in (settings.TRAINER_REMINDER, settings.TRAINER_LAST_REMINDER, timedelta(days=1))]
    return next((day for day in days if day > today), today)


def clashes(assignment: TrainerAssignment) -> list[Clash]:
    """Where else the trainer is by now, or cannot be. Whoever declined may have been asked elsewhere since."""
    session = assignment.session
    alone = changes.SessionWish(session.starts_at, session.ends_at, None, "", (assignment.trainer,))
    found = course_rules.clashes_of(session, alone.as_slot(session))
    return [clash for clash in found if not clash.warning]
