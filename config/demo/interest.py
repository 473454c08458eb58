"""Who wants to hear when there is an edition of what has no date that suits."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from config.demo.catalogue import Catalogue
from config.demo.people import TRAINEE, Cast
from config.demo.story import Story, at_time, chance
from courses.models import Course
from enrolments.models import Enrolment, Interest
from people.models import User

ASKED_WITHIN = 60  # days
EVENING = time(20)


def load(story: Story, cast: Cast, catalogue: Catalogue) -> None:
    """As many as each course file says, of whom it admits and who are in no edition; demo accounts ask themselves."""
    for course, file in catalogue.courses:
        if wanted := file.get("interested", 0):
            luck = chance(course.code, "interest")
            people = luck.sample(_candidates(story, cast, course), wanted)
            Interest.objects.bulk_create(
                Interest(course=course, user=user, since=_asked_at(story, luck)) for user in people
            )


def _candidates(story: Story, cast: Cast, course: Course) -> list[User]:
    accounts = {user.pk for user in cast.accounts.values()}
    ahead = Enrolment.objects.active().filter(edition__course=course, edition__ends_on__gte=story.today)
    taken = accounts | set(ahead.values_list("user", flat=True))
    admitted = [one for one in cast.staff if not course.admits or one.organisation.kind in course.admits]
    return [one.user for one in admitted if one.function != TRAINEE and one.user_id not in taken]


def _asked_at(story: Story, luck: Random) -> datetime:
    return at_time(story.today - timedelta(days=luck.randint(1, ASKED_WITHIN)), EVENING)
