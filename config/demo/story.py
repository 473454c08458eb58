"""The time of the story: written for 2025, moved to the day of loading."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random

from django.utils import timezone

from courses import rules

TOLD_ON = date(2025, 5, 15)  # "today" in the literal story
BEGINS, ENDS = date(2024, 6, 1), date(2026, 12, 31)  # no session of the literal story lies outside


@dataclass(frozen=True)
class Story:
    """The story as told on `today`. Everything moves by whole weeks, so that weekdays stay."""

    today: date
    shift: timedelta = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shift", timedelta(weeks=(self.today - TOLD_ON).days // 7))

    def day(self, literal: date) -> date:
        """A day of the literal story, moved."""
        return literal + self.shift

    def moment(self, literal: date, at: time) -> datetime:
        return at_time(self.day(literal), at)

    def working_days(self, literal: date, offsets: Iterable[int]) -> dict[int, date]:
        """For each offset from the `literal` first day: its moved day.

        Where that is no working day, it and all that follow move on by a week, so that weekdays stay.
        """
        found: dict[int, date] = {}
        first = self.day(literal)
        for offset in sorted(set(offsets)):
            while first + timedelta(days=offset) in self.free_days:
                first += timedelta(weeks=1)
            found[offset] = first + timedelta(days=offset)
        return found

    @cached_property
    def free_days(self) -> frozenset[date]:
        """Days without sessions, as planning sees them; needs our own free days in the database. One query."""
        return frozenset(rules.free_days(self.span))

    @property
    def span(self) -> list[date]:
        """Every day on which a session may fall."""
        return [self.day(BEGINS) + timedelta(days=n) for n in range((ENDS - BEGINS).days)]


def at_time(day: date, at: time) -> datetime:
    """`at` on the clock of the Netherlands."""
    return timezone.make_aware(datetime.combine(day, at))


def chance(*about: object) -> Random:
    """Chance that always falls alike for the same matter, whatever was loaded before it."""
    return Random(":".join(["leerlijn", *map(str, about)]))
