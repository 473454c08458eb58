"""A cohort, as whom seats of an edition can be kept for (`enrolments.seats`)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from people.models import User
from trainees.models import Cohort, Traineeship


def members(cohort: int | OuterRef | None, on: date) -> QuerySet[User]:
    """The trainees of a cohort on that day; it may be named by a query around this one."""
    deep = OuterRef(cohort) if isinstance(cohort, OuterRef) else cohort
    theirs = Traineeship.objects.filter(cohort=deep, starts_on__lte=on, ends_on__gte=on, trainee=OuterRef("pk"))
    return User.objects.filter(Exists(theirs))


def names(cohorts: Iterable[int]) -> dict[int, str]:
    return {one.pk: _name(one) for one in Cohort.objects.filter(pk__in=cohorts)}


def current(on: date) -> dict[int, str]:
    """Those that are not over."""
    return {one.pk: _name(one) for one in Cohort.objects.filter(ends_on__gte=on)}


def _name(cohort: Cohort) -> str:
    return _("trainees (%(cohort)s)") % {"cohort": cohort}
