"""Editions, stamped and published by the real actions; only their days, rooms and trainers are chosen here."""

from __future__ import annotations

import uuid
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from config.demo.catalogue import Catalogue
from config.demo.diary import Diary, Span
from config.demo.people import Cast
from config.demo.story import Story, at_time, chance
from courses import actions
from courses.models import Course, Edition, PatternSession, Qualification, Room, Session, TrainerAssignment
from courses.slot import Slot
from courses.trainers import mails, queries
from enrolments.actions import publish_edition
from people.models import Message, User

Status = Edition.Status
OPENS_BEFORE = 182  # days before its start that an edition opens for enrolment
ASKED_BEFORE = timedelta(days=90)  # further ahead trainers have yet to answer, ...
ASKED_AGO = timedelta(days=30)  # then trainers were asked, and said yes
ANSWERED = 0.5  # ... though this part of them did
ONLINE = "https://leerlijn.example/lokaal/"
MATERIAL = "https://leerlijn.example/materiaal/"


@dataclass(frozen=True)
class Planned:
    """An edition with the part of the story it came from."""

    edition: Edition
    course_file: dict[str, Any]
    facts: dict[str, Any]
    sessions: list[Session] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What names it whatever the day of loading: course and literal first day."""
        return f"{self.course_file['code']} {self.facts['start']}"


def load(story: Story, cast: Cast, catalogue: Catalogue) -> list[Planned]:
    """Every edition of the story in order of time, concepts last."""
    wanted = [(course, file, facts) for course, file in catalogue.courses for facts in file.get("editions", [])]
    wanted.sort(key=lambda one: ("clash_with" in one[2], one[2]["start"], one[0].code))
    planner = _Planner(story, cast)
    planned: list[Planned] = []
    for course, file, facts in wanted:
        planned.append(planner.plan(course, file, facts, planned))
    _settle_trainers(story, cast.accounts.values())
    _tell_trainers(story)
    return planned


class _Planner:
    """Stamps one edition after another."""

    def __init__(self, story: Story, cast: Cast) -> None:
        self.story, self.cast, self.diary = story, cast, Diary()
        self.qualifications = {one.code: one for one in Qualification.objects.all()}

    def plan(self, course: Course, file: dict[str, Any], facts: dict[str, Any], before: list[Planned]) -> Planned:
        slots = self._slots(course, facts)
        if "clash_with" in facts:
            slots = _in_the_way_of(slots, facts["clash_with"], before)
        edition = actions.stamp(self._stamp(course, facts, slots), slots, by=self.cast.accounts["planner"])
        self._date(edition, facts)
        if facts.get("status") != Status.CONCEPT:
            edition = publish_edition(edition, by=self.cast.accounts["planner"])
        return Planned(edition, file, facts, _named(edition))

    def _stamp(self, course: Course, facts: dict[str, Any], slots: list[Slot]) -> actions.Stamp:
        return actions.Stamp(
            course=course,
            first_day=slots[0].starts_at.date() if slots else self.story.day(facts["start"]),
            delivery=facts.get("delivery", Edition.Delivery.CLASSROOM),
            capacity=facts.get("capacity", course.capacity),
            minimum=facts.get("minimum", course.minimum),
        )

    def _date(self, edition: Edition, facts: dict[str, Any]) -> None:
        """Its enrolment window, the last day of an edition without sessions, and the material of what is over."""
        first = edition.starts_on
        edition.enrol_from = first - timedelta(days=facts.get("opens", OPENS_BEFORE))
        edition.enrol_until = first - timedelta(days=edition.course.closes_days_before)
        if "until" in facts:
            edition.ends_on = self.story.day(facts["until"])
        edition.materials_url = f"{MATERIAL}{edition.code.lower()}/" if edition.ends_on < self.story.today else ""
        edition.save(update_fields=["enrol_from", "enrol_until", "ends_on", "materials_url"])

    def _slots(self, course: Course, facts: dict[str, Any]) -> list[Slot]:
        pattern = self._pattern(course, facts)
        days = self.story.working_days(facts["start"], (one.day_offset for one in pattern))
        lead = self.cast.accounts[facts["lead"]] if "lead" in facts else None
        slots: list[Slot] = []
        for one in pattern:
            day = days[one.day_offset]
            slots.append(self._slot(one, facts, (at_time(day, one.starts), at_time(day, one.ends)), lead, slots))
        return slots

    def _pattern(self, course: Course, facts: dict[str, Any]) -> list[PatternSession]:
        """The course's own pattern, or what this edition says instead (a webinar, nothing at all)."""
        if "sessions" not in facts:
            return list(course.pattern.select_related("module"))
        return [
            PatternSession(
                day_offset=one["day"],
                starts=one["from"],
                ends=one["to"],
                title=one["title"],
                title_en=one["title_en"],
                room_kind=PatternSession.RoomKind.ONLINE,
                qualification=self.qualifications[one["qualification"]],
                trainers=one.get("trainers", 1),
            )
            for one in facts["sessions"]
        ]

    def _slot(
        self, one: PatternSession, facts: dict[str, Any], span: Span, lead: User | None, before: list[Slot]
    ) -> Slot:
        seats = one.capacity or facts.get("capacity") or one.course.capacity
        rooms: list[Room] = [slot.room for slot in before if slot.room]
        trainers = [trainer for slot in before for trainer in slot.trainers]
        return Slot(
            title=one.title,
            title_en=one.title_en,
            starts_at=span[0],
            ends_at=span[1],
            room=self.diary.room(one, facts.get("area", ""), seats, span, used=rooms),
            trainers=tuple(self.diary.trainers(one, span, lead=lead, used=trainers)),
            seats=seats,
            module=one.module,
            by_choice=one.by_choice,
            capacity=one.capacity,
        )


def _in_the_way_of(slots: list[Slot], other: tuple[str, date], before: list[Planned]) -> list[Slot]:
    """The same slots, wanting the room and the trainers that another edition has then."""
    code, start = other
    standing = next(p for p in before if p.course_file["code"] == code and p.facts["start"] == start)
    session = standing.sessions[0]
    wanted = {"room": session.room, "trainers": tuple(session.trainers.order_by("pk"))}
    return [Slot(**{**vars(slot), **wanted}) for slot in slots]


def _named(edition: Edition) -> list[Session]:
    """The sessions of `edition`, each with a calendar UID that is the same at every load, and its online address."""
    sessions = list(edition.sessions.select_related("module", "room").order_by("starts_at", "pk"))
    for number, session in enumerate(sessions, start=1):
        session.uid = f"{uuid.uuid5(uuid.NAMESPACE_URL, f'{edition.code}/{number}')}@leerlijn"
        session.changed_at = at_time(edition.enrol_from, time(9))
        session.online_url = "" if session.room else f"{ONLINE}{edition.code.lower()}"
    Session.objects.bulk_update(sessions, ["uid", "changed_at", "online_url"])
    return sessions


def _settle_trainers(story: Story, accounts: Container[User]) -> None:
    """Trainers of the past and the near future said yes; of those further ahead some, and every account, have yet to
    answer."""
    announced = TrainerAssignment.objects.exclude(session__edition__status=Status.CONCEPT)
    accepted = [
        one.pk
        for one in announced.select_related("session__edition", "trainer")
        if one.session.edition.starts_on < story.today + ASKED_BEFORE
        or (one.trainer not in accounts and chance(one.session.edition.code, one.trainer.email).random() < ANSWERED)
    ]
    TrainerAssignment.objects.filter(pk__in=accepted).update(status=TrainerAssignment.Status.ACCEPTED)


def _tell_trainers(story: Story) -> None:
    """What trainers were told about the editions ahead: their calendars know it, and nothing waits in the outbox."""
    at = at_time(story.today - ASKED_AGO, time(9))
    TrainerAssignment.objects.exclude(asked_at=None).update(asked_at=at)
    accepted = TrainerAssignment.objects.filter(status=TrainerAssignment.Status.ACCEPTED)
    for edition in Edition.objects.filter(starts_on__gt=story.today):
        mine = queries.coming_to(edition).filter(pk__in=accepted)
        for trainer, assignments in queries.by_trainer(mine).items():
            mails.answered(trainer, [one.session for one in assignments], [])
    sent = Message.objects.filter(kind__in=["trainer_asked", "trainer_answered"])
    sent.update(state=Message.State.SENT, created_at=at, send_after=at, sent_at=at + timedelta(minutes=1))
