"""What needs somebody on the first floor: trainers who were asked; planners with a concept, or without a trainer."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses import queries
from courses.models import Edition, Session
from courses.permissions import plans_something
from people.matters import Matter
from people.models import User
from people.text import local


def matters(user: User, today: date) -> list[Matter]:
    """At most three queries."""
    return [*_as_trainer(user, today), *(_as_planner(user, today) if plans_something(user) else [])]


def _as_trainer(user: User, today: date) -> list[Matter]:
    asked = list(queries.unanswered(today).filter(trainer=user))
    first = {one.session.edition: one.session for one in reversed(asked)}  # the earliest has the last word
    return [
        Matter(
            title=_("U bent gevraagd als docent: %(title)s") % {"title": local(edition.course, "title")},
            why=_("U hebt nog niet gezegd of u komt. De eerste bijeenkomst is op %(day)s.") % {"day": _day(session)},
            url=reverse("courses:teaching", args=[edition.code]),
            due=timezone.localdate(session.starts_at),
            urgent=True,
        )
        for edition, session in reversed(first.items())
    ]


def _as_planner(user: User, today: date) -> list[Matter]:
    concepts = Edition.objects.planned_by(user).filter(status=Edition.Status.CONCEPT, starts_on__gte=today)
    waiting = [
        Matter(
            title=_("Concept publiceren: %(edition)s") % {"edition": edition},
            why=_("Zolang de uitvoering een concept is, kan niemand zich inschrijven."),
            url=reverse("courses:planned_edition", args=[edition.code]),
            due=edition.enrol_until,
        )
        for edition in concepts.select_related("course")
    ]
    return [*_without_trainer(user, today), *waiting]


def _without_trainer(user: User, today: date) -> list[Matter]:
    """One matter for each trainer who declined, and each edition."""
    declined = queries.declined(today).filter(session__edition__in=Edition.objects.planned_by(user))
    found: dict[tuple[Edition, User], list[Session]] = {}
    for one in declined:
        found.setdefault((one.session.edition, one.trainer), []).append(one.session)
    return [
        Matter(
            title=_("Docent afgezegd: %(edition)s") % {"edition": edition},
            why=_("%(name)s kan niet op %(days)s.") % {"name": trainer, "days": ", ".join(map(_day, sessions))},
            url=_where_to_replace(edition, sessions),
            due=timezone.localdate(sessions[0].starts_at),
            urgent=True,
        )
        for (edition, trainer), sessions in found.items()
    ]


def _where_to_replace(edition: Edition, sessions: list[Session]) -> str:
    """The form of the session, or where all of them are."""
    if len(sessions) == 1:
        return reverse("enrolments:change_session", args=[sessions[0].pk])
    return reverse("courses:planned_edition", args=[edition.code])


def _day(session: Session) -> str:
    return date_format(timezone.localtime(session.starts_at), "j F Y")
