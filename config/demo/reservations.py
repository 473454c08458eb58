"""Which seats planners keep, and for whom."""

from __future__ import annotations

from typing import Any

from config.demo.editions import Planned
from config.demo.people import Cast
from config.demo.story import Story
from enrolments.models import SeatReservation
from enrolments.seats import actions
from people.models import Area
from trainees.models import Cohort

Kind = SeatReservation.Kind


def load(story: Story, cast: Cast, planned: list[Planned]) -> None:
    """As each edition says; the cohort must stand."""
    for one in planned:
        for kept in one.facts.get("kept", []):
            reservation = SeatReservation(
                edition=one.edition, seats=kept["seats"], released_on=story.day(kept["until"]), **_for_whom(kept)
            )
            actions.keep_seats(reservation, by=cast.accounts["planner"])


def number_kept(one: Planned) -> int:
    return sum(kept["seats"] for kept in one.facts.get("kept", []))


def _for_whom(kept: dict[str, Any]) -> dict[str, Any]:
    if "area" in kept:
        return {"kind": Kind.AREA, "area": Area.objects.get(code=kept["area"])}
    return {"kind": Kind.COHORT, "object_id": Cohort.objects.get().pk}
