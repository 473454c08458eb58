"""Who should be where, and what was marked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from courses.models import Edition, Session, TrainerAssignment
from enrolments import queries as enrolment_queries
from enrolments.attendance import rules
from enrolments.models import SEATED, Attendance, AttendanceChange, Enrolment, Status
from people.models import User


def sessions_seen_by(user: User) -> QuerySet[Session]:
    """The sessions of which `user` sees who was there: of what the user plans or teaches.

    One query finds out, so that a session of somebody else takes as long as one that is not there.
    """
    teaches = Exists(TrainerAssignment.objects.coming().filter(session=OuterRef("pk"), trainer=user))
    seen = Session.objects.filter(Q(edition__in=Edition.objects.planned_by(user)) | teaches)
    return seen.select_related("edition__course", "room__location", "module")


def attendees(session: Session) -> QuerySet[Enrolment]:
    """Who should be at `session`, by name, each with `marks`: what was marked, with its history. Three queries.

    At a workshop those who chose it.
    """
    changes = Prefetch("changes", AttendanceChange.objects.select_related("by"))
    marked = Attendance.objects.filter(session=session).prefetch_related(changes)
    seated = (
        Enrolment.objects.seated().filter(enrolment_queries.following(session), edition=session.edition_id).distinct()
    )
    listed = seated.select_related("user", "organisation").order_by("user__sort_key")
    return listed.prefetch_related(Prefetch("attendances", marked, to_attr="marks"))


def _covered(sessions: list[Session], modules: set[int]) -> list[Session]:
    """Those of `sessions` that somebody with these `modules` attends: all without modules, else only theirs."""
    return [session for session in sessions if not modules or session.module_id in modules]


@dataclass(frozen=True)
class Line:
    """One participant of an edition: the mark per session (None: not marked yet), and how it stands."""

    enrolment: Enrolment
    marks: list[tuple[Session, str | None]]

    @property
    def is_complete(self) -> bool:
        return bool(self.marks) and all(mark for _session, mark in self.marks)

    @property
    def given(self) -> list[str]:
        return [mark for _session, mark in self.marks if mark]

    def mark_of(self, session: Session) -> str | None:
        return next((mark for one, mark in self.marks if one.pk == session.pk), None)

    def completes(self, share: int) -> bool:
        """Only to be asked when every session is marked."""
        return rules.completes(self.given, share)


def lines(edition: Edition) -> list[Line]:
    """Every participant of `edition` with their sessions and marks, by name. Four queries."""
    sessions = list(edition.sessions.filter(by_choice=False))
    seated = Enrolment.objects.seated().filter(edition=edition).select_related("user", "organisation")
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for attendance in Attendance.objects.filter(enrolment__edition=edition):
        found[attendance.enrolment_id][attendance.session_id] = attendance.status
    return [
        Line(
            enrolment,
            [
                (session, found[enrolment.pk].get(session.pk))
                for session in _covered(sessions, {module.pk for module in enrolment.modules.all()})
            ],
        )
        for enrolment in seated.order_by("user__sort_key").prefetch_related("modules")
    ]


def unmarked_sessions(today: date) -> QuerySet[Session]:
    """Sessions until today of which somebody's attendance was not marked, the oldest first."""
    attendee = Q(modules=None) | Q(modules=OuterRef(OuterRef("module")))
    marked = Attendance.objects.filter(enrolment=OuterRef("pk"), session=OuterRef(OuterRef("pk")))
    missing = Enrolment.objects.filter(attendee, ~Exists(marked), edition=OuterRef("edition"), status__in=SEATED)
    begun = Session.objects.released().filter(starts_at__date__lte=today, by_choice=False)
    return begun.filter(Exists(missing)).select_related("edition__course").order_by("starts_at", "pk")


def sessions_to_mark(trainer: User, today: date) -> QuerySet[Session]:
    """Sessions of `trainer` whose attendance can still be marked and is not whole. One query."""
    own = TrainerAssignment.objects.coming().filter(trainer=trainer, session=OuterRef("pk"))
    since = today - rules.TRAINER_HAS
    return unmarked_sessions(today).filter(Exists(own), starts_at__date__gte=since)


def attended_lately(today: date) -> QuerySet[Enrolment]:
    """Who was at something of an edition that ended shortly before `today`, with person and course. One query."""
    there = Attendance.objects.filter(
        enrolment=OuterRef("pk"), status__in=[Attendance.Status.PRESENT, Attendance.Status.PART]
    )
    over = Enrolment.objects.seated().filter(
        edition__ends_on__lt=today, edition__ends_on__gte=today - settings.THANKS_WITHIN
    )
    over = over.exclude(edition__status__in=[Edition.Status.CONCEPT, Edition.Status.CANCELLED])
    found = over.filter(Q(status=Status.COMPLETED) | Q(Exists(there)))
    return found.select_related("user", "edition__course").order_by("edition", "number")
