"""What may happen to a seat, and why not. The page asks this to draw the button, the action to refuse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.changes import SessionChange
from courses.models import Course, Edition, Session
from enrolments import queries
from enrolments.cancelling import rules as cancelling
from enrolments.models import Enrolment, Status
from enrolments.queries import Standing
from people.models import Affiliation, Organisation, User
from people.text import local

if TYPE_CHECKING:
    from enrolments.group.queries import Newcomer


class Code(Enum):
    """Why somebody cannot enrol."""

    NOT_OPEN = "not_open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    ALREADY_IN = "already_in"
    NOT_ADMITTED = "not_admitted"
    CLASH = "clash"
    PRIOR_AWARD = "prior_award"
    NOT_INVITED = "not_invited"
    NOT_A_COLLEAGUE = "not_a_colleague"
    TERMS_CHANGED = "terms_changed"


WINDOW = {Code.NOT_YET, Code.CLOSED}  # of no concern to a seat that was given already


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps somebody from enrolling, with its why-sentence."""

    code: Code
    sentence: str
    about_another: str = ""  # the same for who enrols somebody else, where it differs; it tells no more than needed

    @property
    def of_colleague(self) -> str:
        return self.about_another or self.sentence


def obstacles(
    user: User,
    edition: Edition,
    *,
    on: date,
    standing: Standing | None = None,
    known: Newcomer | None = None,
    leaving: Edition | None = None,
) -> list[Obstacle]:
    """All that keeps `user` from enrolling on day `on`; empty means welcome.

    All reasons at once. A full edition is none: it leads to the waiting list. At most three queries, one less
    with the `standing` of the edition at hand, one more where an invitation or another course is asked for; none
    with all that is `known` of one colleague among many. The sessions of the edition that `user` is `leaving` for
    this one are not in the way.
    """
    found = obstacles_for_anyone(edition, on=on)
    if (known or standing or queries.standing(edition, user)).already_in:
        return [*found, _already_in()]
    jobs = known.jobs if known else user.employments
    missing = known.missing if known else queries.missing_course(user, edition.course)
    is_invited = known.is_invited if known else queries.is_invited(user, edition)
    clash = known.clash if known else _clash(user, edition, leaving)
    of_person = _of_invitation(is_invited) + _of_organisation(jobs, edition) + _of_prior_award(missing)
    return found + of_person + _of_calendar(clash, edition)


def clashes_with(user: User, edition: Edition) -> list[Obstacle]:
    """What else `user` has to do at that time. At most two queries."""
    return _of_calendar(_clash(user, edition), edition)


def not_a_colleague() -> Obstacle:
    """The same words whether somebody has an account elsewhere, or nowhere."""
    return Obstacle(Code.NOT_A_COLLEAGUE, _("Niet bekend als collega bij uw organisatie."))


def terms_changed() -> Obstacle:
    """Of a page that showed other costs, or another first day, than those of now."""
    return Obstacle(
        Code.TERMS_CHANGED, _("De kosten of de eerste dag zijn intussen veranderd. Kijk het na en druk opnieuw.")
    )


def may_withdraw(enrolment: Enrolment, *, on: date, by_planner: bool = False) -> bool:
    """Until the last day that was agreed, and `by_planner` until it begins; who only waits, for a seat, approval or
    the own answer, may always leave."""
    has_no_seat_yet = enrolment.status in (Status.WAITING, Status.REQUESTED, Status.OFFERED)
    in_time = on <= cancelling.last_day_to_leave(enrolment) or (by_planner and on < enrolment.edition.starts_on)
    return enrolment.is_active and (has_no_seat_yet or in_time)


def may_say_needs(enrolment: Enrolment, *, on: date) -> bool:
    """Whoever has a seat or waits for one, until it is over; an offer is answered first."""
    return enrolment.is_active and enrolment.status != Status.OFFERED and on <= enrolment.edition.ends_on


def may_move_up(edition: Edition, *, on: date) -> bool:
    """A free seat goes to the waiting list until the edition begins."""
    return edition.status in (Edition.Status.PUBLISHED, Edition.Status.CONFIRMED) and on < edition.starts_on


def why_not_withdraw(enrolment: Enrolment) -> str:
    """The sentence that goes with a refusal of `may_withdraw`."""
    if not enrolment.is_active:
        return _("U bent niet meer ingeschreven voor deze uitvoering.")
    day = date_format(cancelling.last_day_to_leave(enrolment), "j F Y")
    return _("Uitschrijven kon tot en met %(day)s. Neem contact op met de planner.") % {"day": day}


def why_not_teach(change: SessionChange) -> str:
    """What keeps those who join as trainers from that; empty: nothing does. One query when somebody joins.

    A session is in the calendar of a person once: leaving as a trainer would take it from the participant too.
    """
    if not change.joining:
        return ""
    taking_part = Enrolment.objects.active().filter(edition=change.session.edition_id, user__in=change.joining)
    names = ", ".join(str(one.user) for one in taking_part.select_related("user").order_by("number"))
    return _("Wie zelf deelneemt of wacht, kan geen docent zijn: %(names)s.") % {"names": names} if names else ""


def status_of_a_seat(edition: Edition, *, is_approved: bool = False) -> Status:
    """What somebody becomes for whom there is a seat: a request where the employer must approve, and has not yet."""
    return Status.REQUESTED if edition.course.needs_approval and not is_approved else Status.ENROLLED


def employment_for(user: User, course: Course) -> Affiliation | None:
    """As whose employee `user` would come: the first of the own jobs whose organisation is admitted."""
    return job_for(user.employments, course)


def job_for(jobs: Iterable[Affiliation], course: Course) -> Affiliation | None:
    """The first of `jobs` whose organisation is admitted."""
    return next((job for job in jobs if _admits(course, job.organisation)), None)


def organisation_for(user: User, course: Course) -> Organisation | None:
    """For whom `user` would come."""
    job = employment_for(user, course)
    return job.organisation if job else None


def why_not_admitted(jobs: Iterable[Affiliation], course: Course) -> str:
    """For whom `course` is, when none of `jobs` is with one of them; else empty."""
    if not course.admits or job_for(jobs, course):
        return ""
    kinds = ", ".join(str(Organisation.Kind(kind).label) for kind in course.admits)
    return _("Deze opleiding is voor medewerkers van: %(kinds)s.") % {"kinds": kinds}


def obstacles_for_anyone(edition: Edition, *, on: date) -> list[Obstacle]:
    """What keeps everybody from enrolling on day `on`. No query."""
    if edition.status == Edition.Status.CONCEPT:
        return [Obstacle(Code.NOT_OPEN, _("Deze uitvoering is nog niet gepubliceerd."))]
    if edition.status == Edition.Status.CANCELLED:
        return [Obstacle(Code.NOT_OPEN, _("Deze uitvoering gaat niet door."))]
    if edition.status in (Edition.Status.RUNNING, Edition.Status.COMPLETED) or on >= edition.starts_on:
        return [Obstacle(Code.NOT_OPEN, _("Deze uitvoering is al begonnen of voorbij."))]
    if on < edition.enrol_from:
        day = date_format(edition.enrol_from, "j F Y")
        return [Obstacle(Code.NOT_YET, _("Inschrijven kan vanaf %(day)s.") % {"day": day})]
    if on > edition.enrol_until:
        day = date_format(edition.enrol_until, "j F Y")
        return [Obstacle(Code.CLOSED, _("Inschrijven kon tot en met %(day)s.") % {"day": day})]
    return []


def _already_in() -> Obstacle:
    return Obstacle(
        Code.ALREADY_IN,
        _(
            "U bent al ingeschreven, hebt al een plaats aangevraagd of aangeboden gekregen, "
            "of staat al op de wachtlijst."
        ),
        _("Is al ingeschreven, aangevraagd of staat al op de wachtlijst."),
    )


def _of_organisation(jobs: Iterable[Affiliation], edition: Edition) -> list[Obstacle]:
    why_not = why_not_admitted(jobs, edition.course)
    return [Obstacle(Code.NOT_ADMITTED, why_not)] if why_not else []


def _of_invitation(is_invited: bool) -> list[Obstacle]:
    if is_invited:
        return []
    return [
        Obstacle(
            Code.NOT_INVITED,
            _("Deze uitvoering is alleen voor wie de planner heeft uitgenodigd, en u bent dat niet."),
            _("Is voor deze uitvoering niet uitgenodigd."),
        )
    ]


def _of_prior_award(missing: Course | None) -> list[Obstacle]:
    if missing is None:
        return []
    facts = {"title": local(missing, "title")}
    return [
        Obstacle(
            Code.PRIOR_AWARD,
            _("Voor deze opleiding moet u eerst %(title)s hebben afgerond.") % facts,
            _("Heeft %(title)s nog niet afgerond.") % facts,
        )
    ]


def _clash(user: User, edition: Edition, leaving: Edition | None = None) -> Session | None:
    if not queries.has_clash(user, edition, leaving=leaving):  # nearly always, and much cheaper than asking which
        return None
    clashing = queries.clashing_sessions(user, edition, leaving=leaving)
    return clashing.select_related("edition__course").first()


def _of_calendar(clash: Session | None, edition: Edition) -> list[Obstacle]:
    """A colleague is not told what the other session is: it may be of another employer."""
    if clash is None:
        return []
    if clash.edition_id == edition.pk:
        return [
            Obstacle(
                Code.CLASH,
                _("U bent voor deze uitvoering als docent gevraagd. Neem contact op met de planner."),
                _("Is voor deze uitvoering als docent gevraagd."),
            )
        ]
    facts = {"title": local(clash.edition.course, "title"), "day": date_format(clash.starts_at, "j F Y")}
    return [
        Obstacle(
            Code.CLASH,
            _("U hebt dan al een andere bijeenkomst: %(title)s op %(day)s.") % facts,
            _("Heeft op %(day)s al een andere bijeenkomst.") % facts,
        )
    ]


def _admits(course: Course, organisation: Organisation) -> bool:
    return not course.admits or organisation.kind in course.admits
