"""What needs somebody on the third floor: coordinator, supervisor and trainee."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.matters import Matter
from people.models import Role, User
from people.text import local
from trainees import permissions, queries
from trainees.queries import Standing
from trainees.rules import Colour


def matters(user: User, today: date) -> list[Matter]:
    """At most eleven queries, one for who has nothing to do with the traineeship."""
    seen = list(queries.traineeships(user, today).filter(starts_on__lte=today, ends_on__gte=today))
    if not seen:
        return []
    found = queries.standings(seen, user, today)
    if user.has_role(Role.COORDINATOR):
        return _as_coordinator(found)
    return [matter for standing in found for matter in _one(user, standing, today)]


def _as_coordinator(found: list[Standing]) -> list[Matter]:
    red = [standing for standing in found if standing.signal.colour == Colour.RED]
    if not red:
        return []
    number = len(red)
    title = ngettext("%(number)s trainee staat op rood", "%(number)s trainees staan op rood", number)
    why = f"{red[0].traineeship.trainee}: {red[0].signal.why}"
    url = f"{reverse('trainees:cohort')}?stand={Colour.RED}"
    return [Matter(title=title % {"number": number}, why=why, url=url, urgent=True)]


def _one(user: User, standing: Standing, today: date) -> list[Matter]:
    traineeship, url = standing.traineeship, standing.traineeship.get_absolute_url()
    if traineeship.trainee_id == user.pk:
        return [
            Matter(
                title=_("Volgend onderdeel: %(title)s") % {"title": local(state.item, "title")},
                why=standing.signal_of(state).why,
                url=url,
                due=state.due,
                urgent=state.due < today,
            )
            for state in standing.open_items[:1]
        ]
    meeting = standing.next_meeting
    if meeting is None or not permissions.may_guide(user, traineeship):
        return []
    if meeting.due > today and (meeting.due - today).days > traineeship.cohort.warn_days:
        return []
    return [
        Matter(
            title=_("Voortgangsgesprek met %(name)s") % {"name": traineeship.trainee},
            why=_("Dat van maand %(month)s hoort voor %(day)s gehouden te zijn.")
            % {"month": meeting.month, "day": date_format(meeting.due, "j F Y")},
            url=url,
            due=meeting.due,
            urgent=meeting.due < today,
        )
    ]
