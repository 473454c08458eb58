"""What leaving costs and until when one may leave by oneself: the terms of a course. Nothing is read or saved here.

An enrolment keeps the terms as they were when it came in (docs/decisions/0045).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.text import euros

CENT = Decimal("0.01")
WHOLE = 100  # per cent: what leaving costs after the last tier


@dataclass(frozen=True)
class Tier:
    """Up to and including so many days before the first day, leaving costs this percentage of the price."""

    days: int
    percentage: int


@dataclass(frozen=True)
class Step:
    """A tier in dates and euros: until and including `last_day`."""

    last_day: date
    percentage: int
    amount: Decimal

    @property
    def cost(self) -> str:
        if not self.amount:
            return _("kosteloos")
        return f"{euros(self.amount)} ({self.percentage}%)"


@dataclass(frozen=True)
class Terms:
    """A price, the tiers in order of time, and until how many days before the first day one may leave by oneself.

    Without tiers leaving costs nothing; after the last of them it costs the whole price.
    """

    price: Decimal
    tiers: tuple[Tier, ...]
    leave_days_before: int

    @classmethod
    def of(cls, price: Decimal, tiers: list[list[int]], leave_days_before: int) -> Terms:
        """From the fields of a row."""
        return cls(price, tuple(Tier(*tier) for tier in tiers), leave_days_before)

    def last_day(self, first_day: date) -> date:
        """Until and including this day one may leave by oneself."""
        return first_day - timedelta(days=self.leave_days_before)

    def step(self, first_day: date, on: date) -> Step:
        """What leaving costs on day `on`."""
        left = (first_day - on).days
        free = 0 if not self.tiers else WHOLE
        tier = next((one for one in self.tiers if left >= one.days), Tier(self.leave_days_before, free))
        return self._step(first_day, tier)

    def steps(self, first_day: date) -> list[Step]:
        """All there is to pay, in order of time, until the last day to leave."""
        return list(self._steps(first_day)) if self.price and self.tiers else []

    def sentence(self, first_day: date, on: date) -> str:
        """'Tot en met 3 mei kosteloos; nu € 450 (50%); vanaf 18 mei € 900 (100%).'"""
        parts: list[str] = []
        before: Step | None = None
        for step in self.steps(first_day):
            if step.last_day < on:
                parts = [_until(step)]
            elif before and before.last_day >= on:
                parts.append(_from(before.last_day + timedelta(days=1), step))
            else:
                parts.append(_now(step) if parts else _until(step))
            before = step
        told = "; ".join(parts)
        return f"{told[0].upper()}{told[1:]}." if told else _("Uitschrijven is kosteloos.")

    def _steps(self, first_day: date) -> Iterator[Step]:
        until = self.last_day(first_day)
        told: date | None = None
        for tier in (*self.tiers, Tier(self.leave_days_before, WHOLE)):
            step = self._step(first_day, tier)
            if told is None or told < step.last_day <= until:
                told = step.last_day
                yield step

    def _step(self, first_day: date, tier: Tier) -> Step:
        amount = (self.price * tier.percentage / WHOLE).quantize(CENT, ROUND_HALF_UP)
        last = first_day - timedelta(days=max(tier.days, self.leave_days_before))
        return Step(last, tier.percentage, amount)


def _until(step: Step) -> str:
    return _("tot en met %(day)s %(cost)s") % {"day": _day(step.last_day), "cost": step.cost}


def _now(step: Step) -> str:
    return _("nu %(cost)s") % {"cost": step.cost}


def _from(day: date, step: Step) -> str:
    return _("vanaf %(day)s %(cost)s") % {"day": _day(day), "cost": step.cost}


def _day(day: date) -> str:
    return date_format(day, "j F Y")
