"""What needs somebody on the second floor."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from enrolments import queries
from enrolments.attendance import queries as attendance
from enrolments.models import Status
from people.matters import Matter
from people.models import User
from people.permissions import is_planner
from people.text import local


def matters(user: User, today: date) -> list[Matter]:
    """Where somebody waits: nothing to do, but good to know; attendance that is to be marked. Five queries at most."""
    return [*_waiting(user, today), *_attendance(user, today)]


def _attendance(user: User, today: date) -> list[Matter]:
    own = [
        Matter(
            title=_("Aanwezigheid invullen: %(title)s") % {"title": local(session.edition.course, "title")},
            why=_("%(session)s van %(day)s.")
            % {
                "session": local(session, "title"),
                "day": date_format(timezone.localtime(session.starts_at), "j F Y"),
            },
            url=reverse("enrolments:attendance", args=[session.pk]),
            due=timezone.localdate(session.starts_at),
            urgent=True,
        )
        for session in attendance.sessions_to_mark(user, today)
    ]
    return own + (_missing(today) if is_planner(user) else [])


def _missing(today: date) -> list[Matter]:
    """For the planner: editions that are over and of which attendance is not whole, one matter each."""
    missing = {session.edition.pk: session.edition for session in attendance.unmarked_sessions(today)}
    return [
        Matter(
            title=_("Aanwezigheid ontbreekt: %(edition)s") % {"edition": edition},
            why=_("Zolang die ontbreekt, is niet bekend wie de opleiding heeft afgerond."),
            url=reverse("enrolments:attendance_of_edition", args=[edition.code]),
            due=edition.ends_on,
        )
        for edition in missing.values()
        if edition.ends_on < today
    ]


def _waiting(user: User, today: date) -> list[Matter]:
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
