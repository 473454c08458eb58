"""The running cohort: its programme in two tracks, the trainees and where they work."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from django.utils.formats import date_format

from config.demo import content
from config.demo.catalogue import Catalogue
from config.demo.people import TRAINEE, Cast
from config.demo.story import Story, chance
from people.models import Affiliation, Organisation, User
from trainees import rules
from trainees.models import (
    Cohort,
    ItemProgress,
    LearningTrack,
    Placement,
    ProgrammeItem,
    ProgressMeeting,
    Traineeship,
)


def load(story: Story, cast: Cast, catalogue: Catalogue) -> None:
    file = content.read("cohort")
    starts, ends = story.day(file["starts_on"]), story.day(file["ends_on"])
    name = file["name"].format(month=date_format(starts, "F Y"))
    cohort = Cohort.objects.create(name=name, starts_on=starts, ends_on=ends, planned_size=file["planned_size"])
    _programme(cohort, file, catalogue)
    waiting = [a for a in cast.staff if a.function == TRAINEE and a.user not in cast.accounts.values()]
    for place in file["trainees"]:
        who = cast.named(cast.accounts[place["account"]]) if "account" in place else waiting.pop(0)
        traineeship = Traineeship.objects.create(
            cohort=cohort,
            trainee=who.user,
            coach=cast.accounts.get(place.get("coach", "")),
            starts_on=starts,
            ends_on=ends,
        )
        _place(story, cast, traineeship, who, place)
        _progress(story, traineeship, place)


def _programme(cohort: Cohort, file: dict[str, Any], catalogue: Catalogue) -> None:
    tracks = {kind: LearningTrack.objects.create(cohort=cohort, kind=kind) for kind in LearningTrack.Kind.values}
    items = []
    for one in file["items"]:
        course = catalogue.course(one["course"]) if "course" in one else None
        module = course.modules.get(code=one["module"]) if course and "module" in one else None
        facts = {name: one[name] for name in ("kind", "title", "title_en", "due_month")}
        items.append(ProgrammeItem(track=tracks[one["track"]], course=course, module=module, **facts))
    ProgrammeItem.objects.bulk_create(items)


def _place(story: Story, cast: Cast, traineeship: Traineeship, who: Affiliation, place: dict[str, Any]) -> None:
    """One placement, or two when the trainee moves to another region."""
    supervisor, manager = _guides(cast, who.organisation, place)
    first = Placement(
        traineeship=traineeship,
        organisation=who.organisation,
        supervisor=supervisor,
        manager=manager,
        starts_on=traineeship.starts_on,
        ends_on=traineeship.ends_on,
    )
    placements = [first]
    if "second" in place:
        there = Organisation.objects.get(code=place["second"])
        moves = story.day(place["from"])
        supervisor, manager = _guides(cast, there, {})
        placements.append(
            Placement(
                traineeship=traineeship,
                organisation=there,
                supervisor=supervisor,
                manager=manager,
                starts_on=moves,
                ends_on=traineeship.ends_on,
            )
        )
        first.ends_on = moves - timedelta(days=1)
    Placement.objects.bulk_create(placements)


def _guides(cast: Cast, organisation: Organisation, place: dict[str, Any]) -> tuple[User, User]:
    """Supervisor and line manager: the accounts that the story names, or somebody of that region."""
    advisers = cast.of(organisation.code, "senior adviseur industriële veiligheid", "adviseur industriële veiligheid")
    leaders = cast.of(organisation.code, "teamleider risicobeheersing")
    return (
        cast.accounts.get(place.get("supervisor", ""), advisers[-1]),
        cast.accounts.get(place.get("manager", ""), leaders[0]),
    )


DONE_UNTIL = 9  # the month of the programme in which the story is told; what is due until then was mostly done


def _progress(story: Story, traineeship: Traineeship, place: dict[str, Any]) -> None:
    """What was ticked off and which meetings were held, but what the story says was not."""
    cohort, luck = traineeship.cohort, chance("progress", place["region"])
    guide = traineeship.placements.order_by("starts_on")[0].supervisor
    assert guide is not None  # `_place` gives every placement one
    items = ProgrammeItem.objects.filter(track__cohort=cohort, course=None, due_month__lte=DONE_UNTIL)
    ItemProgress.objects.bulk_create(
        ItemProgress(traineeship=traineeship, item=item, done_on=_day(story, cohort, item.due_month, luck), by=guide)
        for item in items.exclude(title__in=place.get("not_yet", []))
    )
    held = [month for month in cohort.meeting_months if month < DONE_UNTIL and month not in place.get("no_talk", [])]
    ProgressMeeting.objects.bulk_create(
        ProgressMeeting(
            traineeship=traineeship,
            month=month,
            held_on=_day(story, cohort, month, luck),
            agreements="Leerdoelen bijgesteld; volgende keer het verslag van de praktijkopdracht bespreken.",
            by=guide,
        )
        for month in held
    )


def _day(story: Story, cohort: Cohort, month: int, luck: Random) -> date:
    """A day within the last weeks before something is due, and not after today."""
    due = rules.due_day(cohort.starts_on, month)
    return min(due, story.today) - timedelta(days=luck.randint(1, 20))
