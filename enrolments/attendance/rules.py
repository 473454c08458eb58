"""When attendance may be marked and by whom, and when somebody has completed a course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Edition, Session
from courses.permissions import may_plan
from enrolments.models import Attendance
from people.models import User

TRAINER_HAS = timedelta(days=14)  # after a session for its trainer to mark; later only the planner corrects
WEIGHTS = {Attendance.Status.PRESENT: Fraction(1), Attendance.Status.PART: Fraction(1, 2)}  # the others weigh nothing


def why_not_mark(user: User, session: Session, *, on: date) -> str:
    """What keeps somebody who sees the attendance of `session` from marking it on day `on`; empty: nothing does."""
    day = timezone.localdate(session.starts_at)
    if session.edition.status in (Edition.Status.CONCEPT, Edition.Status.CANCELLED):
        return _("Deze uitvoering gaat niet door of is nog een concept.")
    if on < day:
        return _("Aanwezigheid invullen kan vanaf %(day)s.") % {"day": date_format(day, "j F Y")}
    if on > day + TRAINER_HAS and not may_plan(user, session.edition):
        last = date_format(day + TRAINER_HAS, "j F Y")
        return _("Invullen kon tot en met %(day)s. De planner kan het nog verbeteren.") % {"day": last}
    return ""


def completes(marks: Sequence[str], share: int) -> bool:
    """Whether these marks, one per session, reach `share` per cent. Part of a session counts half."""
    attended = sum((WEIGHTS.get(Attendance.Status(mark), Fraction(0)) for mark in marks), Fraction(0))
    return attended * 100 >= share * len(marks)
