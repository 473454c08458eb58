"""What somebody is told of their workshops; their calendar gets what was chosen and loses what was not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone, translation

from courses import calendar
from courses.models import Session
from enrolments.models import Enrolment, Status
from enrolments.workshops.queries import Workshop
from people import calendars, outbox

KINDS = CHOSEN, LOST, DROPPED = "workshops_chosen", "workshop_lost", "workshop_dropped"


def chosen(enrolment: Enrolment, having: Sequence[Workshop], workshops: Iterable[Workshop]) -> None:
    """Say which workshops somebody has by now. A mail that says what was chosen before and waits, does not leave."""
    outbox.drop(CHOSEN, about=str(enrolment.pk), to=enrolment.user)
    sessions = [one.session for one in having]
    left = [one.session for one in workshops if one not in having]
    _post(CHOSEN, enrolment, sessions, _calendar(enrolment, sessions, left))


def lost(enrolment: Enrolment, session: Session) -> None:
    """Say that a workshop moved onto another one that somebody chose, so that they are not in it any more."""
    _post(LOST, enrolment, [session], _calendar(enrolment, [], [session]))


def dropped(enrolment: Enrolment, session: Session) -> None:
    """Say that a workshop that somebody chose is not held."""
    _post(DROPPED, enrolment, [session], _calendar(enrolment, [], [session]))


def _post(kind: str, enrolment: Enrolment, sessions: list[Session], told: list[dict[str, Any]]) -> None:
    edition = enrolment.edition
    outbox.post(
        kind,
        enrolment.user,
        about=f"{enrolment.pk}:{timezone.now().isoformat()}",  # choosing again is another matter
        context={
            "enrolment": enrolment,
            "edition": edition,
            "course": edition.course,
            "sessions": sessions,
            "takes_part": enrolment.status == Status.ENROLLED,
        },
        calendar=told,
    )


def _calendar(enrolment: Enrolment, sessions: Iterable[Session], left: Iterable[Session]) -> list[dict[str, Any]]:
    """Invitations for who is enrolled; what was left is taken back where the calendar was told of it."""
    if enrolment.status != Status.ENROLLED:
        return []
    with translation.override(enrolment.user.language):
        gone, come = ([calendar.item(one, calendar.Reader.PARTICIPANT) for one in them] for them in (left, sessions))
    taken_out = calendars.tell(enrolment.user, gone, method="CANCEL") if gone else []
    return taken_out + calendars.tell(enrolment.user, come, method="REQUEST")
