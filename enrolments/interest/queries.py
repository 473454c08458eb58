"""Who is interested in which course."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.models import Course
from enrolments.models import Enrolment, Interest
from people.models import User


def interest_of(user: User, course: Course) -> Interest | None:
    """One query."""
    return Interest.objects.filter(user=user, course=course).first()


def interests_of(user: User) -> QuerySet[Interest]:
    """All that `user` wants to hear of, with its course, the longest first."""
    return Interest.objects.filter(user=user).select_related("course")


def courses_known_to(user: User) -> QuerySet[Course]:
    """What is on offer, and what `user` is interested in though it has left the offer."""
    return Course.objects.filter(Q(is_published=True) | Q(Exists(interests_of(user).filter(course=OuterRef("pk")))))


def interested_in(course: Course) -> QuerySet[Interest]:
    """Who want to hear of `course`, the longest first. Who is kept out hears nothing."""
    return Interest.objects.filter(course=course, user__is_active=True).select_related("user")


def interested_by_course() -> dict[int, int]:
    """Course pk -> how many want to hear of it. One query."""
    counted = Interest.objects.filter(user__is_active=True).order_by().values("course").annotate(people=Count("pk"))
    return dict(counted.values_list("course", "people"))


def is_in_an_edition(user: User, course: Course, on: date) -> bool:
    """`user` has a seat or a place in line in an edition that is not over on that day. One query."""
    mine = Enrolment.objects.active().filter(user=user, edition__course=course, edition__ends_on__gte=on)
    return mine.exists()
