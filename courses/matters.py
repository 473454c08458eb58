"""What needs somebody on the first floor: trainers who were asked, planners whose concepts wait."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Edition, TrainerAssignment
from people.matters import Matter
from people.models import User
from people.permissions import is_planner
from people.text import local


def matters(user: User, today: date) -> list[Matter]:
    """At most two queries."""
    return [*_as_trainer(user, today), *(_as_planner(today) if is_planner(user) else [])]


def _as_trainer(user: User, today: date) -> list[Matter]:
    asked = TrainerAssignment.objects.filter(trainer=user, status=TrainerAssignment.Status.ASKED)
    announced = [Edition.Status.PUBLISHED, Edition.Status.CONFIRMED]
    asked = asked.filter(session__starts_at__date__gte=today, session__edition__status__in=announced)
    editions = Edition.objects.filter(sessions__assignments__in=asked).select_related("course").distinct()
    return [
        Matter(
            title=_("U bent gevraagd als docent: %(title)s") % {"title": local(edition.course, "title")},
            why=_("De uitvoering begint op %(day)s.") % {"day": date_format(edition.starts_on, "j F Y")},
            url=edition.get_absolute_url(),
            due=edition.starts_on,
        )
        for edition in editions
    ]


def _as_planner(today: date) -> list[Matter]:
    concepts = Edition.objects.filter(status=Edition.Status.CONCEPT, starts_on__gte=today).select_related("course")
    return [
        Matter(
            title=_("Concept publiceren: %(edition)s") % {"edition": edition},
            why=_("Zolang de uitvoering een concept is, kan niemand zich inschrijven."),
            url=reverse("courses:planned_edition", args=[edition.code]),
            due=edition.enrol_until,
        )
        for edition in concepts
    ]
