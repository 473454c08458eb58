from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import make
from trainees.models import LearningTrack, Placement, ProgrammeItem

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BEGIN, END = date(2025, 9, 1), date(2026, 2, 27)


@pytest.mark.parametrize(
    ("day", "holds"), [(BEGIN - DAY, False), (BEGIN, True), (END - DAY, True), (END, True), (END + DAY, False)]
)
def test_placement_holds_from_its_first_day_to_its_last(day: date, holds: bool) -> None:
    make.placement(make.traineeship(), starts_on=BEGIN, ends_on=END)

    assert Placement.objects.on(day).exists() is holds


def _cohort(**fields: Any) -> None:
    make.cohort(**fields)


def _traineeship(**fields: Any) -> None:
    make.traineeship(**fields)


def _placement(**fields: Any) -> None:
    make.placement(make.traineeship(), **fields)


@pytest.mark.parametrize(
    ("thing", "constraint"),
    [
        (_cohort, "cohort_ends_after_start"),
        (_traineeship, "traineeship_ends_after_start"),
        (_placement, "placement_ends_after_start"),
    ],
)
@pytest.mark.parametrize(("end", "refused"), [(BEGIN + DAY, False), (BEGIN, True), (BEGIN - DAY, True)])
def test_what_lasts_ends_after_it_begins(thing: Any, constraint: str, end: date, refused: bool) -> None:
    if refused:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            thing(starts_on=BEGIN, ends_on=end)
    else:
        thing(starts_on=BEGIN, ends_on=end)


@pytest.mark.parametrize(("month", "refused"), [(0, True), (1, False), (24, False), (36, False), (37, True)])
def test_programme_item_is_due_within_the_programme(month: int, refused: bool) -> None:
    track = LearningTrack.objects.create(cohort=make.cohort(), kind=LearningTrack.Kind.CONTENT)
    item = ProgrammeItem(track=track, kind=ProgrammeItem.Kind.EXCURSION, title="Haven", due_month=month)

    if refused:
        with pytest.raises(IntegrityError, match="due_month_in_programme"), transaction.atomic():
            item.save()
    else:
        item.save()


def test_cohort_has_one_track_of_each_kind() -> None:
    cohort = make.cohort()
    LearningTrack.objects.create(cohort=cohort, kind=LearningTrack.Kind.PERSONAL)

    with pytest.raises(IntegrityError), transaction.atomic():
        LearningTrack.objects.create(cohort=cohort, kind=LearningTrack.Kind.PERSONAL)


def test_trainee_is_once_in_a_cohort() -> None:
    traineeship = make.traineeship()

    with pytest.raises(IntegrityError), transaction.atomic():
        make.traineeship(traineeship.trainee, traineeship.cohort)
