"""How a trainee stands: a colour and one sentence that says why. No database; the page and the lists ask the same."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import meanwhile
from people.text import local
from trainees.models import ProgrammeItem, Traineeship


class Colour(models.TextChoices):
    """The worst first."""

    RED = "red", gettext_lazy("rood")
    AMBER = "amber", gettext_lazy("oranje")
    GREEN = "green", gettext_lazy("groen")


@dataclass(frozen=True)
class Signal:
    """A colour with its why-sentence."""

    colour: Colour
    why: str


@dataclass(frozen=True)
class ItemState:
    """One item of the programme for one trainee: when it is due, was done, or is planned to be done."""

    item: ProgrammeItem
    due: date
    done_on: date | None = None
    planned_on: date | None = None

    @property
    def is_derived(self) -> bool:
        """Follows from enrolments and attendance; nobody ticks it off."""
        return self.item.course_id is not None


@dataclass(frozen=True)
class MeetingState:
    """One progress meeting: by the end of which month, and when it was held."""

    month: int
    due: date
    held_on: date | None = None
    agreements: str = ""

    @property
    def mark(self) -> str:
        """What a form shows of it, to tell whether somebody else noted something meanwhile."""
        return meeting_mark(self.held_on, self.agreements)


def meeting_mark(held_on: date | None, agreements: str) -> str:
    """Empty while nothing was noted."""
    return meanwhile.mark(held_on, agreements) if held_on else ""


def due_day(starts_on: date, month: int) -> date:
    """The last day of the `month`-th month of a programme that starts on `starts_on`.

    Month 1 of 2 September ends on 1 October; where a month is too short, on its last day but the one before.
    """
    years, place = divmod(starts_on.month - 1 + month, 12)
    year, next_month = starts_on.year + years, place + 1
    day = min(starts_on.day, calendar.monthrange(year, next_month)[1])
    return date(year, next_month, day) - timedelta(days=1)


def item_signal(state: ItemState, *, today: date, ends_on: date, warn_days: int) -> Signal:
    """Red: the due day has passed, or it is planned after the end. Amber: due within `warn_days`. Else green."""
    due = date_format(state.due, "j F Y")
    if state.done_on:
        return Signal(Colour.GREEN, _("Afgerond op %(day)s.") % {"day": date_format(state.done_on, "j F Y")})
    if state.planned_on and state.planned_on > ends_on:
        day = date_format(state.planned_on, "j F Y")
        return Signal(Colour.RED, _("Gepland op %(day)s, na het einde van het traineeship.") % {"day": day})
    if state.due < today:
        return Signal(Colour.RED, _("Had op %(day)s klaar moeten zijn.") % {"day": due})
    if state.due <= today + timedelta(days=warn_days):
        return Signal(Colour.AMBER, _("Moet op %(day)s klaar zijn.") % {"day": due})
    if state.planned_on:
        day = date_format(state.planned_on, "j F Y")
        return Signal(Colour.GREEN, _("Gepland: klaar op %(day)s.") % {"day": day})
    return Signal(Colour.GREEN, _("Nog tijd tot %(day)s.") % {"day": due})


def meeting_signal(state: MeetingState, *, today: date) -> Signal:
    """Amber when its last day has passed and it was not held; else green."""
    if state.held_on:
        return Signal(Colour.GREEN, _("Gehouden op %(day)s.") % {"day": date_format(state.held_on, "j F Y")})
    due = {"day": date_format(state.due, "j F Y")}
    if state.due < today:
        return Signal(Colour.AMBER, _("Had voor %(day)s gehouden moeten zijn.") % due)
    return Signal(Colour.GREEN, _("Te houden voor %(day)s.") % due)


def signal(
    items: Sequence[ItemState], meetings: Sequence[MeetingState], *, today: date, ends_on: date, warn_days: int
) -> Signal:
    """The worst of all items and meetings. Source: the traineeship's own rule; thresholds are data of the cohort."""
    told = [(state, item_signal(state, today=today, ends_on=ends_on, warn_days=warn_days)) for state in items]
    red = [state for state, one in told if one.colour == Colour.RED]
    amber = [state for state, one in told if one.colour == Colour.AMBER]
    missed = [one for one in meetings if meeting_signal(one, today=today).colour == Colour.AMBER]
    if len(red) > 1:
        facts = {"number": len(red), "title": local(red[0].item, "title")}
        return Signal(Colour.RED, _("%(number)s onderdelen staan op rood, als eerste: %(title)s.") % facts)
    if red:
        why = next(one.why for state, one in told if state is red[0])
        return Signal(Colour.RED, f"{local(red[0].item, 'title')}: {why[:1].lower()}{why[1:]}")
    if missed:
        return Signal(
            Colour.AMBER, _("Het voortgangsgesprek van maand %(month)s is niet gehouden.") % missed[0].__dict__
        )
    if amber:
        day = date_format(amber[0].due, "j F Y")
        facts = {"title": local(amber[0].item, "title"), "day": day}
        return Signal(Colour.AMBER, _("%(title)s moet op %(day)s klaar zijn.") % facts)
    return Signal(Colour.GREEN, _("Alles wat nu klaar moet zijn, is klaar."))


def why_not_done(day: date, traineeship: Traineeship, *, today: date) -> str:
    """What is wrong with `day` as the day on which something was done; empty: nothing."""
    if day > today:
        return _("Deze dag ligt in de toekomst.")
    if day < traineeship.starts_on:
        return _("Deze dag ligt voor het begin van het traineeship.")
    return ""
