"""The controls of promise P20: take one filter away, and what must see it sees it.

One of each kind: a list, an object, an export, a choice in a form, a mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from courses.models import Session
from enrolments import queries
from enrolments.approval import queries as approval_queries
from enrolments.attendance import queries as attendance_queries
from enrolments.models import Approval, Enrolment
from enrolments.views import planner
from people.letters import texts
from people.models import Affiliation, User
from tests.walk import access, canaries, doors, mails, swaps
from tests.walk.canaries import Aviary
from tests.walk.scene import scene
from trainees.models import ProgressMeeting, TraineeshipQuerySet


@dataclass(frozen=True)
class Control:
    """A filter, what stands in its place, and who should notice."""

    kind: str
    owner: Any
    name: str
    instead: Any
    seen: Callable[[Aviary], list[Any]]

    @contextmanager
    def taken_away(self) -> Iterator[None]:
        kept = getattr(self.owner, self.name)
        setattr(self.owner, self.name, self.instead)
        try:
            yield
        finally:
            setattr(self.owner, self.name, kept)


def turned_red(birds: Aviary) -> dict[str, int]:
    """Kind of filter -> how much was seen once it was gone."""
    found = {}
    for control in CONTROLS:
        with control.taken_away():
            found[control.kind] = len(control.seen(birds))
    return found


def with_every_role() -> list[doors.Surprise]:
    """What the walk says of the administrator's doors when every role is given to everybody."""
    asks, User.has_role = User.has_role, lambda *_roles: True  # type: ignore[method-assign]  # the control
    try:
        return doors.walk(scene(), [door for door in access.DOORS if door.opens_to == {access.ADMINISTRATOR}][:6])
    finally:
        User.has_role = asks  # type: ignore[method-assign]  # the control ends


def _reading(*routes: str, roles: tuple[str, ...]) -> Callable[[Aviary], list[Any]]:
    return lambda birds: canaries.crawl(birds, roles=roles, only=routes)[1]


def _swapping(where: str, role: str) -> Callable[[Aviary], list[Any]]:
    return lambda birds: swaps.tried(birds, only=where, roles=[role])[1]


def _everything(*_asked: Any) -> Any:
    return Enrolment.objects.explained()


def _any_attendee(session: Session) -> Any:
    return _everything()


def _any_approval(user: User, pk: int) -> Approval | None:
    return approval_queries.latest_approval(pk).first()


def _row_with_more(enrolment: Enrolment, workshops: Any) -> list[Any]:
    return [str(enrolment.user), " ".join(ProgressMeeting.objects.values_list("agreements", flat=True))]


def _to_somebody_else(kind: str, context: Any, language: str) -> tuple[str, str]:
    return "Bericht", " ".join(Affiliation.objects.values_list("function", flat=True))


_REGION = _reading("enrolments:region", roles=(access.CONTACT,))
_FILE = _reading("enrolments:participants", roles=(access.PLANNER,))
_FORM = _reading("enrolments:attendance", roles=(access.TRAINER,))
CONTROLS = [
    Control("list", queries, "enrolments_of_colleagues", _everything, _REGION),
    Control(
        "object",
        TraineeshipQuerySet,
        "visible_to",
        lambda every, *_: every,
        _swapping("GET trainees:traineeship", access.PARTICIPANT),
    ),
    Control("export", planner, "participant_row", _row_with_more, _FILE),
    Control("choice", attendance_queries, "attendees", _any_attendee, _FORM),
    Control(
        "time",
        approval_queries,
        "approval_near",
        _any_approval,
        _swapping("POST enrolments:approval", access.CONTACT_ELSEWHERE),
    ),
    Control("mail", texts, "write", _to_somebody_else, lambda birds: mails.sent(birds, only="/inschrijven/")[1]),
]
