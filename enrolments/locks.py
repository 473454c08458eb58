"""The row of the edition is the lock for its seats (docs/decisions/0004).

Call all of this in the transaction of a deed; what is read under the lock is so until the deed is done.
"""

from __future__ import annotations

from django.db.models import Exists, IntegerField, OuterRef, QuerySet

from courses import actions as course_actions
from courses.models import Edition
from enrolments.models import Enrolment, Interest
from people.models import User
from people.prepared import Given, PreparedObjects


def lock_both(one: Edition, other: Edition) -> tuple[Edition, Edition]:
    """Both, in the order of their keys, so that two who move the other way round wait for each other."""
    both = course_actions.to_lock().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    locked = {edition.pk: edition for edition in both}
    return locked[one.pk], locked[other.pk]


def lock_for(user: User, edition: Edition) -> tuple[Edition, bool]:
    """One edition, and whether `user` is interested in its course: in one statement, for hundreds press at once."""
    (found,) = _LOCKED_FOR.found(user=user.pk, edition=edition.pk)
    return found, vars(found)["is_interested"]


def _to_lock_for() -> QuerySet[Edition]:
    interest = Interest.objects.filter(user=Given("user", IntegerField()), course=OuterRef("course"))
    return course_actions.to_lock().annotate(is_interested=Exists(interest)).filter(pk=Given("edition", IntegerField()))


_LOCKED_FOR = PreparedObjects(_to_lock_for)


def fresh(enrolment: Enrolment, edition: Edition) -> Enrolment:
    """The enrolment as it is now, under the lock of its `edition`."""
    found = Enrolment.objects.select_related("user", "organisation").get(pk=enrolment.pk)
    found.edition = edition
    return found


def again(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it stands now, under the lock of its edition."""
    return fresh(enrolment, course_actions.lock(enrolment.edition))
