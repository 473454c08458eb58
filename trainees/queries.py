"""How trainees stand: progress is read from enrolments and attendance, never stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Session
from enrolments.attendance.rules import completes
from enrolments.models import Attendance, Enrolment, Status
from people import audit
from people.models import User
from trainees import permissions, rules
from trainees.models import (
    Cohort,
    ItemProgress,
    LearningTrack,
    Placement,
    ProgrammeItem,
    ProgressMeeting,
    Traineeship,
)
from trainees.permissions import Reader
from trainees.rules import Colour, ItemState, MeetingState, Signal

MOST_READINGS = 200  # lines of the audit trail that a trainee's page looks at


@dataclass(frozen=True)
class Standing:
    """How one trainee stands on day `today`, in the tracks that the reader sees."""

    traineeship: Traineeship
    items: list[ItemState]
    meetings: list[MeetingState]
    today: date

    def as_seen_by(self, user: User) -> Standing:
        """Only the tracks that `user` sees; the meetings are of who sees both."""
        seen = permissions.tracks_seen(user, self.traineeship)
        states = [state for state in self.items if state.item.track.kind in seen]
        return replace(self, items=states, meetings=self.meetings if len(seen) > 1 else [])

    @property
    def signal(self) -> Signal:
        cohort = self.traineeship.cohort
        return rules.signal(
            self.items,
            self.meetings,
            today=self.today,
            ends_on=self.traineeship.ends_on,
            warn_days=cohort.warn_days,
        )

    def signal_of(self, state: ItemState) -> Signal:
        cohort = self.traineeship.cohort
        return rules.item_signal(state, today=self.today, ends_on=self.traineeship.ends_on, warn_days=cohort.warn_days)

    def track(self, kind: str) -> list[tuple[ItemState, Signal]]:
        """The items of one track, each with its colour."""
        return [(state, self.signal_of(state)) for state in self.items if state.item.track.kind == kind]

    @property
    def open_items(self) -> list[ItemState]:
        """What is still to be done, the first due first."""
        return sorted((state for state in self.items if not state.done_on), key=lambda state: state.due)

    @property
    def next_meeting(self) -> MeetingState | None:
        return next((meeting for meeting in self.meetings if not meeting.held_on), None)


def traineeships(user: User, today: date) -> QuerySet[Traineeship]:
    """Those that `user` may see, with what their pages show. Two queries."""
    placements = Placement.objects.select_related("organisation", "supervisor", "manager")
    seen = Traineeship.objects.visible_to(user, today).select_related("cohort", "trainee", "coach")
    return seen.prefetch_related(Prefetch("placements", placements))


def standings(found: Iterable[Traineeship], user: User, today: date) -> list[Standing]:
    """How these trainees stand, as far as `user` sees it. Eight queries, for any number."""
    return [standing.as_seen_by(user) for standing in _standings(list(found), today)]


def _standings(listed: list[Traineeship], today: date) -> list[Standing]:
    items = list(
        ProgrammeItem.objects.filter(track__cohort__in={one.cohort_id for one in listed})
        .select_related("track", "course", "module")
        .order_by("track__kind", "due_month", "pk")
    )
    done = _Done(listed, items)
    meetings: dict[int, dict[int, ProgressMeeting]] = defaultdict(dict)
    for meeting in ProgressMeeting.objects.filter(traineeship__in=listed):
        meetings[meeting.traineeship_id][meeting.month] = meeting
    found_standings = []
    for one in listed:
        states = [_state(one, item, done) for item in items if item.track.cohort_id == one.cohort_id]
        talks = [_meeting(one, month, meetings[one.pk].get(month)) for month in one.cohort.meeting_months]
        found_standings.append(Standing(one, states, talks, today))
    return found_standings


class _Done:
    """What was really completed, or is planned: by person and course or module."""

    def __init__(self, listed: list[Traineeship], items: list[ProgrammeItem]) -> None:
        courses = {item.course_id for item in items if item.course_id}
        self.ticked = {
            (one.traineeship_id, one.item_id): one for one in ItemProgress.objects.filter(traineeship__in=listed)
        }
        self.enrolments: dict[tuple[int, int], list[Enrolment]] = defaultdict(list)
        people = [one.trainee_id for one in listed]
        seated = Enrolment.objects.filter(user__in=people, edition__course__in=courses)
        seated = seated.filter(status__in=[Status.ENROLLED, Status.COMPLETED]).select_related("edition__course")
        for enrolment in seated.prefetch_related("modules").order_by("edition__starts_on", "pk"):
            self.enrolments[enrolment.user_id, enrolment.edition.course_id].append(enrolment)
        editions = {one.edition_id for many in self.enrolments.values() for one in many}
        self.sessions: dict[tuple[int, int | None], list[Session]] = defaultdict(list)
        for session in Session.objects.filter(edition__in=editions, by_choice=False):
            self.sessions[session.edition_id, session.module_id].append(session)
        pks = [one.pk for many in self.enrolments.values() for one in many]
        self.marks = {
            (one.enrolment_id, one.session_id): one.status for one in Attendance.objects.filter(enrolment__in=pks)
        }

    def of(self, trainee: int, item: ProgrammeItem) -> tuple[date | None, date | None]:
        """When a linked item was done, and when it is planned to be."""
        planned = None
        for enrolment in self.enrolments[trainee, item.course_id or 0]:
            modules = {module.pk for module in enrolment.modules.all()}
            if item.module_id and modules and item.module_id not in modules:
                continue
            done, until = self._module(enrolment, item.module_id) if item.module_id else self._whole(enrolment)
            if done:
                return until, None
            planned = planned or until
        return None, planned

    def _whole(self, enrolment: Enrolment) -> tuple[bool, date]:
        return enrolment.status == Status.COMPLETED, enrolment.edition.ends_on

    def _module(self, enrolment: Enrolment, module: int) -> tuple[bool, date]:
        """A module is done when every session of it was marked and enough of them attended."""
        sessions = self.sessions[enrolment.edition_id, module]
        last = max((timezone.localdate(one.starts_at) for one in sessions), default=enrolment.edition.ends_on)
        marks = [self.marks[enrolment.pk, one.pk] for one in sessions if (enrolment.pk, one.pk) in self.marks]
        attended = bool(sessions) and len(marks) == len(sessions)
        share = enrolment.edition.course.attendance_share
        return enrolment.status == Status.COMPLETED or (attended and completes(marks, share)), last


def _state(traineeship: Traineeship, item: ProgrammeItem, done: _Done) -> ItemState:
    due = rules.due_day(traineeship.cohort.starts_on, item.due_month)
    if item.course_id:
        done_on, planned_on = done.of(traineeship.trainee_id, item)
        return ItemState(item, due, done_on, planned_on)
    ticked = done.ticked.get((traineeship.pk, item.pk))
    return ItemState(item, due, ticked.done_on if ticked else None)


def _meeting(traineeship: Traineeship, month: int, held: ProgressMeeting | None) -> MeetingState:
    due = rules.due_day(traineeship.cohort.starts_on, month)
    return MeetingState(month, due, held.held_on if held else None, held.agreements if held else "")


def worst_first(found: Iterable[Standing]) -> list[Standing]:
    order = list(Colour)
    return sorted(found, key=lambda one: (order.index(one.signal.colour), one.traineeship.trainee.sort_key))


@dataclass(frozen=True)
class Reading:
    """Somebody read a dossier on a day, in a role."""

    reader: User
    role: str
    day: date


def readings(traineeship: Traineeship) -> list[Reading]:
    """Who else read this dossier, the latest first; a day of one reader is one line. One query.

    From the audit trail, so in real time. A line whose personal part was erased has no role.
    """
    lines = audit.lines_about(traineeship, "read_traineeship").order_by("-pk")[:MOST_READINGS]
    found: dict[tuple[int, str, date], Reading] = {}
    for line in lines:
        code = line.payload.data.get("role") if hasattr(line, "payload") else None
        role = str(Reader(code).label) if code in Reader.values else ""
        if line.actor:
            reading = Reading(line.actor, role, timezone.localdate(line.at))
            found.setdefault((line.actor.pk, role, reading.day), reading)
    return list(found.values())


@dataclass(frozen=True)
class ItemCount:
    """One item of the programme over a whole cohort."""

    item: ProgrammeItem
    due: date
    done: int
    late: int
    people: int


def by_item(found: Iterable[Standing]) -> list[ItemCount]:
    """The same standings seen from the programme: per item how many have done it, and how many are late."""
    states: dict[int, list[tuple[ItemState, Signal]]] = defaultdict(list)
    for standing in found:
        for state in standing.items:
            states[state.item.pk].append((state, standing.signal_of(state)))
    return [
        ItemCount(
            item=many[0][0].item,
            due=many[0][0].due,
            done=sum(state.done_on is not None for state, _signal in many),
            late=sum(signal.colour == Colour.RED for _state, signal in many),
            people=len(many),
        )
        for many in states.values()
    ]


def standings_of(cohort: Cohort, today: date) -> list[Standing]:
    """Everybody in `cohort` on `today`, in full: for counting, not for a reader. Nine queries."""
    running = Traineeship.objects.filter(cohort=cohort, starts_on__lte=today, ends_on__gte=today)
    return _standings(list(running.select_related("cohort", "trainee").prefetch_related("placements")), today)


@dataclass(frozen=True)
class Summary:
    """How a whole cohort stands, in numbers that say nothing about one trainee."""

    people: int
    due: int  # items that should be done by now, over all trainees
    done: int  # of those, how many are
    rows: list[tuple[str, int, str]]  # per track: its name, how many are done, and their share in words

    @property
    def sentence(self) -> str:
        return _("%(done)s van de %(due)s onderdelen die nu klaar moeten zijn, zijn klaar (%(people)s trainees)") % {
            "done": self.done,
            "due": self.due,
            "people": self.people,
        }


def summary(cohort: Cohort, today: date) -> Summary:
    """How `cohort` stands on `today`. Eight queries."""
    trainees = standings_of(cohort, today)
    states = [state for one in trainees for state in one.items if state.due <= today]
    rows = []
    for kind in LearningTrack.Kind:
        own = [state.done_on is not None for state in states if state.item.track.kind == kind]
        share = round(100 * sum(own) / len(own)) if own else 0
        rows.append((str(kind.label), sum(own), f"{share} %"))
    return Summary(len(trainees), len(states), sum(state.done_on is not None for state in states), rows)
