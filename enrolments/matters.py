"""What needs somebody on the second floor."""

from datetime import date

from django.utils.translation import gettext as _

from enrolments import queries
from enrolments.models import Status
from people.matters import Matter
from people.models import User
from people.text import local


def matters(user: User, today: date) -> list[Matter]:
    """Where somebody waits: nothing to do, but good to know. Two queries."""
    mine = queries.enrolments_of(user).prefetch_related(None)
    waiting = list(mine.filter(status=Status.WAITING, edition__starts_on__gte=today))
    places = queries.places_in_line(waiting)
    return [
        Matter(
            title=_("U wacht op een plaats: %(title)s") % {"title": local(enrolment.edition.course, "title")},
            why=_("U staat op plaats %(place)s van de wachtlijst.") % {"place": places[enrolment.pk]},
            url=enrolment.edition.get_absolute_url(),
            due=enrolment.edition.starts_on,
        )
        for enrolment in waiting
    ]
