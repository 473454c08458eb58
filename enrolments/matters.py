"""What needs somebody on the second floor."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Edition
from courses.permissions import plans_something
from enrolments import queries
from enrolments.approval import queries as approval
from enrolments.approval import rules as approval_rules
from enrolments.attendance import queries as attendance
from enrolments.invitations import queries as invitations
from enrolments.models import Enrolment, Status
from enrolments.notes import queries as notes
from enrolments.why import Why, why
from people.matters import Matter
from people.models import Note, User
from people.text import local


def matters(user: User, today: date) -> list[Matter]:
    """Requests to answer; invitations; a seat that is offered; where somebody waits: good to know; attendance to mark;
    notes that somebody else or oneself gave to the reader.

    At most twenty-six queries; six for a participant who waits for a seat.
    """
    return [
        *(*_requests(user, today), *_invitations(user, today), *_waiting(user, today)),
        *(*_attendance(user, today), *_notes(user, today)),
    ]


def _invitations(user: User, today: date) -> list[Matter]:
    return [
        Matter(
            title=_("U bent uitgenodigd: %(title)s") % {"title": local(invited.edition.course, "title")},
            why=_("Een besloten uitvoering. Inschrijven kan tot en met %(day)s.")
            % {"day": date_format(invited.edition.enrol_until, "j F Y")},
            url=invited.edition.get_absolute_url(),
            due=invited.edition.enrol_until,
        )
        for invited in invitations.open_invitations(user, today)
    ]


def _requests(user: User, today: date) -> list[Matter]:
    found = [_to_answer(approval.requests_for(user, today))]
    if plans_something(user):
        found.append(_without_approver(approval.requests_without_approver(user, today)))
    return [matter for matter in found if matter]


def _to_answer(requests: list[Enrolment]) -> Matter | None:
    if not requests:
        return None
    number, (first, last_day) = len(requests), _lapses_first(requests)
    title = ngettext(
        "%(number)s aanvraag wacht op uw goedkeuring", "%(number)s aanvragen wachten op uw goedkeuring", number
    )
    why = _("%(name)s wil naar %(title)s. Tot u antwoordt, wordt de plaats vastgehouden.")
    return Matter(
        title=title % {"number": number},
        why=why % _request(first),
        url=reverse("enrolments:region"),
        due=last_day,
        urgent=True,
    )


def _without_approver(requests: list[Enrolment]) -> Matter | None:
    if not requests:
        return None
    number, (first, last_day) = len(requests), _lapses_first(requests)
    title = ngettext("%(number)s aanvraag wacht op een planner", "%(number)s aanvragen wachten op een planner", number)
    why = _("%(name)s wil naar %(title)s, en in de organisatie staat niemand genoteerd die dat kan goedkeuren.")
    return Matter(
        title=title % {"number": number},
        why=why % _request(first),
        url=reverse("enrolments:approval", args=[first.pk]),
        due=last_day,
        urgent=True,
    )


def _lapses_first(requests: list[Enrolment]) -> tuple[Enrolment, date]:
    """The request that can be answered the shortest, and its last day. One query."""
    asked = approval.open_approvals(requests)
    last_days = [
        (one, approval_rules.last_day(asked[one.pk]) if one.pk in asked else one.edition.starts_on) for one in requests
    ]
    return min(last_days, key=lambda found: found[1])


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
    return own + (_missing(user, today) if plans_something(user) else [])


def _missing(user: User, today: date) -> list[Matter]:
    """For the planner: editions that are over and of which attendance is not whole, one matter each."""
    planned = Edition.objects.planned_by(user)
    unmarked = attendance.unmarked_sessions(today).filter(edition__in=planned)
    missing = {session.edition.pk: session.edition for session in unmarked}
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


def _notes(user: User, today: date) -> list[Matter]:
    """Notes with a day, for who may still read them."""
    if not notes.reads_notes(user):
        return []
    given = list(notes.to_think_of(user))
    editions = notes.editions_of(given)
    mine = [one for one in given if one.pk in editions and notes.may_note(user, editions[one.pk])]
    return [_note(one, editions[one.pk], today) for one in mine]


def _note(note: Note, edition: Edition, today: date) -> Matter:
    about = _("Notitie over %(name)s, %(edition)s.") if note.about else _("Notitie bij %(edition)s.")
    return Matter(
        title=Truncator(note.text).chars(80),
        why=about % {"name": note.about, "edition": edition},
        url=reverse("enrolments:notes", args=[edition.code]),
        due=note.due,
        urgent=note.due is not None and note.due <= today,
    )


def _waiting(user: User, today: date) -> list[Matter]:
    mine = queries.enrolments_of(user).prefetch_related(None)
    mine = mine.filter(status__in=[Status.WAITING, Status.REQUESTED, Status.OFFERED], edition__starts_on__gte=today)
    whys = why(mine)
    return [_offered(enrolment, whys[enrolment.pk]) for enrolment in mine if enrolment.status == Status.OFFERED] + [
        _one_who_waits(enrolment, whys[enrolment.pk]) for enrolment in mine if enrolment.status != Status.OFFERED
    ]


def _offered(enrolment: Enrolment, said: Why) -> Matter:
    return Matter(
        title=_("Er is een plaats voor u: %(title)s") % {"title": local(enrolment.edition.course, "title")},
        why=said.sentence,
        url=enrolment.edition.get_absolute_url(),
        due=timezone.localdate(enrolment.offered_until),
        urgent=True,
    )


def _one_who_waits(enrolment: Enrolment, said: Why) -> Matter:
    title = _("U wacht op een plaats: %(title)s") if said.place else _("U wacht op goedkeuring: %(title)s")
    return Matter(
        title=title % {"title": local(enrolment.edition.course, "title")},
        why=said.sentence,
        url=enrolment.edition.get_absolute_url(),
        due=enrolment.edition.starts_on,
    )
