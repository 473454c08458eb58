"""Where is taught, and when a room, a trainer or a day cannot be had."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import holidays

from config.demo import content
from config.demo.people import Cast
from config.demo.story import Story, at_time
from courses import queries
from courses.models import FreeDay, Location, Qualification, Room, Unavailability
from people.models import Area, User

ASCENSION = "Hemelvaartsdag"
YEAR_END = "gesloten rond de jaarwisseling"


def load(story: Story, cast: Cast) -> None:
    """Locations, rooms, days without sessions and absences. Needs the qualified trainers."""
    _free_days(story)
    file = content.read("places")
    areas = {area.code: area for area in Area.objects.all()}
    for one in file["locations"]:
        location = Location.objects.create(
            name=one["name"], city=one["city"], address=one["address"], area=areas[one["area"]], is_example=True
        )
        Room.objects.bulk_create([Room(location=location, **room) for room in one["rooms"]])
    Unavailability.objects.bulk_create(
        [_absence(story, one, room=_room(one)) for one in file["away"]]
        + [_absence(story, one, trainer=_trainer(one, cast)) for one in file["leave"]]
    )


def _free_days(story: Story) -> None:
    """Days on which the regions are closed though the law does not say so, from the calendar of those years."""
    years = {day.year for day in story.span}
    public = holidays.country_holidays("NL", years=years, language="nl")
    closed = holidays.country_holidays("NL", years=years, language="nl", categories=("optional",))
    found = {day: name for day, name in sorted(closed.items()) if day not in public}
    found |= {day + timedelta(days=1): f"dag na {ASCENSION}" for day in public.get_named(ASCENSION)}
    found |= {date(year, 12, day): YEAR_END for year in years for day in (24, 27, 28, 29, 30, 31)}
    FreeDay.objects.bulk_create([FreeDay(day=day, name=name) for day, name in sorted(found.items())])


def _room(facts: dict[str, Any]) -> Room:
    return Room.objects.get(location__name=facts["location"], name=facts["room"])


def _trainer(facts: dict[str, Any], cast: Cast) -> User:
    """An account, or the one at that place among those who can teach a subject."""
    if "account" in facts:
        return cast.accounts[facts["account"]]
    who = facts["trainer"]
    can = queries.trainers_for(Qualification.objects.get(code=who["qualification"]))
    others = can.exclude(pk__in=[user.pk for user in cast.accounts.values()]).order_by("pk")
    number: int = who["number"]
    return others[number]


def _absence(
    story: Story, facts: dict[str, Any], *, room: Room | None = None, trainer: User | None = None
) -> Unavailability:
    return Unavailability(
        room=room,
        trainer=trainer,
        starts_at=at_time(story.day(facts["from"]), time(0)),
        ends_at=at_time(story.day(facts["until"]) + timedelta(days=1), time(0)),
        reason=facts["reason"],
    )
