"""The facts that people change together, and a mark by which a page knows whether somebody else changed them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.models import Course, Edition
from people import meanwhile
from people.models import Role, User


class Marked:
    """Facts of a row, with the mark of how they are."""

    @property
    def mark(self) -> str:
        return meanwhile.mark(self)


@dataclass(frozen=True)
class CourseFacts(Marked):
    """What it costs, what leaving costs, what people bring, and what a new edition begins with."""

    price: Decimal
    funding: str
    cancellation_tiers: list[list[int]]
    leave_days_before: int
    needs_approval: bool
    offer_hours: int
    capacity: int
    minimum: int
    closes_days_before: int
    bring: str
    bring_en: str

    @classmethod
    def of(cls, course: Course) -> CourseFacts:
        return cls(**{name: getattr(course, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class EditionFacts(Marked):
    """When people enrol in it, when it is decided whether it goes ahead, and with how many."""

    enrol_from: date
    enrol_until: date
    decide_by: date | None
    minimum: int

    @classmethod
    def of(cls, edition: Edition) -> EditionFacts:
        return cls(**{name: getattr(edition, name) for name in cls.__dataclass_fields__})


def edits_courses(user: User) -> bool:
    """Planners, and who owns the curricula."""
    return user.has_role(Role.PLANNER, Role.COURSE_OWNER)


def faults_of_edition(facts: EditionFacts, edition: Edition) -> dict[str, str]:
    """What cannot be: field -> why not. No query."""
    found = {}
    if facts.enrol_until < facts.enrol_from:
        found["enrol_until"] = _("Deze dag ligt voor de eerste dag om zich in te schrijven.")
    elif facts.enrol_until > edition.starts_on:
        found["enrol_until"] = _("Dan is de uitvoering al begonnen.")
    if facts.decide_by and facts.decide_by > edition.starts_on:
        found["decide_by"] = _("Dan is de uitvoering al begonnen.")
    if facts.minimum > edition.capacity:
        found["minimum"] = _("Er zijn maar %(capacity)s plaatsen.") % {"capacity": edition.capacity}
    return found


def changed(was: Marked, becomes: Marked) -> list[str]:
    """The names of what differs, for the audit trail."""
    old, new = asdict(was), asdict(becomes)  # type: ignore[call-overload]  # both are dataclasses
    return [name for name, value in new.items() if old[name] != value]
