"""Showing interest in a course, taking it back, and what comes of it: one mail when an edition is published.

The row of the course is the lock: whoever shows interest while an edition is published gets the mail, or sees it on the
page that follows.
"""

from __future__ import annotations

from django.db import transaction

from courses.models import Course, Edition
from enrolments.errors import InterestRefused
from enrolments.interest import mails, queries, rules
from enrolments.models import Interest
from enrolments.rules import why_not_admitted
from people import audit, clock
from people.models import User


@transaction.atomic
def show_interest(user: User, course: Course) -> Interest:
    """Let `user` hear when an edition of `course` is published; once is enough. Raises InterestRefused."""
    course = lock(course)
    if why_not := rules.why_not_interested(user, course, on=clock.today()):
        raise InterestRefused(why_not)
    interest, is_new = Interest.objects.get_or_create(course=course, user=user, defaults={"since": clock.now()})
    if is_new:
        audit.record(user, "show_interest", course, subject=user)
    return interest


@transaction.atomic
def lose_interest(user: User, course: Course) -> None:
    """Let `user` hear no more of `course`. Safe to repeat."""
    if end(user, course):
        audit.record(user, "lose_interest", course, subject=user)


def end(user: User, course: Course) -> bool:
    """Forget the interest, and then what waits to leave; whether there was one. Call in the transaction of the cause.

    In this order: who publishes meanwhile holds the row, and has written the mail when we get it.
    """
    gone, _by_model = Interest.objects.filter(user=user, course=course).delete()
    mails.take_back(user, course)
    return bool(gone)


def announce(edition: Edition) -> int:
    """Tell who is interested and may enrol that `edition` was published; how many. Call under the lock of its course.

    Whose calendar is full that day is told all the same: that can change (docs/decisions/0044).
    """
    if not rules.may_announce(edition, on=clock.today()):
        return 0
    interested = queries.interested_in(edition.course).select_for_update(of=["self"])
    told = [one for one in interested if not why_not_admitted(one.user.employments, edition.course)]
    for interest in told:
        mails.announce(interest, edition)
    return len(told)


def lock(course: Course) -> Course:
    return Course.objects.select_for_update().get(pk=course.pk)
