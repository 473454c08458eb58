"""What needs somebody on the second floor."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrolments import queries
from enrolments.approval import queries as approval
from enrolments.approval import rules as approval_rules
from enrolments.attendance import queries as attendance
from enrolments.models import Enrolment, Status
from people.matters import Matter
from people.models import User
from people.permissions import is_planner
from people.text import local


def matters(user: User, today: date) -> list[Matter]:
    """Requests to answer; where somebody waits: nothing to do, but good to know; attendance that is to be marked.

    At most twenty queries; five for a participant who waits for a seat.
    """
    return [*_requests(user, today), *_waiting(user, today), *_attendance(user, today)]


def _requests(user: User, today: date) -> list[Matter]:
    found = [_to_answer(approval.requests_for(user, today))]
    if is_planner(user):
        found.append(_without_approver(approval.requests_without_approver(today)))
    return [matter for matter in found if matter]


def _to_answer(requests: list[Enrolment]) -> Matter | None:
    if not requests:
        return None
    number = len(requests)
    title = ngettext(
        "%(number)s aanvraag wacht op uw goedkeuring", "%(number)s aanvragen wachten op uw goedkeuring", number
    )
    why = _("%(name)s wil naar %(title)s. Tot u antwoordt, wordt de plaats vastgehouden.")
    return Matter(
        title=title % {"number": number},
        why=why % _request(requests[0]),
        url=reverse("enrolments:region"),
        due=requests[0].edition.starts_on,
        urgent=True,
    )


def _without_approver(requests: list[Enrolment]) -> Matter | None:
    if not requests:
        return None
    number = len(requests)
    title = ngettext("%(number)s aanvraag wacht op een planner", "%(number)s aanvragen wachten op een planner", number)
    why = _("%(name)s wil naar %(title)s, en in de organisatie staat niemand genoteerd die dat kan goedkeuren.")
    return Matter(
        title=title % {"number": number},
        why=why % _request(requests[0]),
        url=reverse("enrolments:approval", args=[requests[0].pk]),
        due=requests[0].edition.starts_on,
        urgent=True,
    )


def _request(enrolment: Enrolment) -> dict[str, str]:
    return {"name": str(enrolment.user), "title": local(enrolment.edition.course, "title")}


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
    mine = mine.filter(status__in=[Status.WAITING, Status.REQUESTED], edition__starts_on__gte=today)
    waiting = [enrolment for enrolment in mine if enrolment.status == Status.WAITING]
    places, waits_for = queries.places_in_line(waiting), approval_rules.why_requests_wait(mine)
    return [_one_who_waits(enrolment, places.get(enrolment.pk), waits_for.get(enrolment.pk, "")) for enrolment in mine]


def _one_who_waits(enrolment: Enrolment, place: int | None, waits_for: str) -> Matter:
    title = _("U wacht op een plaats: %(title)s") if place else _("U wacht op goedkeuring: %(title)s")
    return Matter(
        title=title % {"title": local(enrolment.edition.course, "title")},
        why=_("U staat op plaats %(place)s van de wachtlijst.") % {"place": place} if place else waits_for,
        url=enrolment.edition.get_absolute_url(),
        due=enrolment.edition.starts_on,
    )
