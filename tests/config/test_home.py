from dataclasses import replace
from datetime import timedelta

import pytest

from config import home
from courses.models import Edition
from enrolments.models import Status
from people.matters import Matter
from people.models import Role
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MATTER = Matter("een", "daarom", "/")


def test_matters_of_come_from_every_floor_with_the_soonest_first() -> None:
    planner = make.user(roles=[Role.PLANNER])
    waited = make.edition(starts_on=make.TODAY + 20 * DAY)
    make.enrolment(planner, waited, Status.WAITING)
    concept = make.edition(status=Edition.Status.CONCEPT, starts_on=make.TODAY + 50 * DAY)

    urls = [matter.url for matter in home.matters_of(planner)]

    assert urls == [waited.get_absolute_url(), f"/planning/uitvoeringen/{concept.code}/"]


def test_pressing_first_puts_what_is_urgent_first_and_what_has_no_day_last() -> None:
    later = replace(MATTER, title="later", due=make.TODAY + DAY)
    urgent = replace(MATTER, title="dringend", urgent=True)
    matters = [replace(MATTER, title="ooit"), later, replace(later, title="al", due=make.TODAY), urgent]

    assert [matter.title for matter in home.pressing_first(matters)] == ["dringend", "al", "later", "ooit"]
