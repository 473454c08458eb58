"""What participants are told: one mail per person and step, with the invitation or its cancellation."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from courses import calendar
from courses.models import Session
from enrolments import queries
from enrolments.approval.queries import Approver
from enrolments.models import Approval, Enrolment, Status
from people import calendars, outbox


def status_changed(
    enrolment: Enrolment,
    sessions: Sequence[Session],
    *,
    asked: Sequence[Approver] = (),
    approval: Approval | None = None,
) -> None:
    """Tell the participant where the enrolment stands now. Call in the transaction of the change.

    `sessions` are those of the edition that everyone attends, `asked` are those who can answer a request, and
    `approval` is the answer, or the question that lapsed.
    """
    edition = enrolment.edition
    outbox.post(
        f"enrolment_{enrolment.status}",
        enrolment.user,
        about=str(enrolment.pk),
        template=f"enrolments/mails/{enrolment.status}.txt",
        context={
            "enrolment": enrolment,
            "edition": edition,
            "course": edition.course,
            "sessions": sessions,
            "asked": asked,
            "approval": approval,
            "place": queries.place_in_line(enrolment) if enrolment.status == Status.WAITING else None,
        },
        calendar=_calendar(enrolment, sessions),
    )


def _calendar(enrolment: Enrolment, sessions: Sequence[Session]) -> list[dict[str, Any]]:
    """Enrolled: invitations. No seat yet: nothing. Otherwise only what the calendar was told before is taken back."""
    if enrolment.status in (Status.WAITING, Status.REQUESTED):
        return []
    method = "REQUEST" if enrolment.status == Status.ENROLLED else "CANCEL"
    with translation.override(enrolment.user.language):
        items = [calendar.item(session, private=True) for session in sessions]
    return calendars.tell(enrolment.user, items, method=method)
