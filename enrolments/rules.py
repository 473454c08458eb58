"""What may happen to a seat, and why not. The page asks this to draw the button, the action to refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Edition
from enrolments import queries
from enrolments.models import Enrolment, Status
from enrolments.queries import Standing
from people.models import Affiliation, Organisation, User
from people.text import local


class Code(Enum):
    """Why somebody cannot enrol."""

    NOT_OPEN = "not_open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    ALREADY_IN = "already_in"
    NOT_ADMITTED = "not_admitted"
    CLASH = "clash"


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps somebody from enrolling, with its why-sentence."""

    code: Code
    sentence: str


def obstacles(user: User, edition: Edition, *, on: date, standing: Standing | None = None) -> list[Obstacle]:
    """All that keeps `user` from enrolling on day `on`; empty means welcome.

    All reasons at once. A full edition is none: it leads to the waiting list. At most three queries, one less
    with the `standing` of the edition at hand.
    """
    found = obstacles_for_anyone(edition, on=on)
    if (standing or queries.standing(edition, user)).already_in:
        found.append(
            Obstacle(
                Code.ALREADY_IN,
                _("U bent al ingeschreven, hebt al een plaats aangevraagd of staat al op de wachtlijst."),
            )
        )
        return found
    return found + _of_organisation(user, edition) + _of_calendar(user, edition)


def may_withdraw(enrolment: Enrolment, *, on: date) -> bool:
    """Until the day before it begins; who only waits, for a seat or for approval, may always leave."""
    has_no_seat_yet = enrolment.status in (Status.WAITING, Status.REQUESTED)
    return enrolment.is_active and (has_no_seat_yet or on < enrolment.edition.starts_on)


def may_move_up(edition: Edition, *, on: date) -> bool:
    """A free seat goes to the waiting list until the edition begins."""
    return edition.status in (Edition.Status.PUBLISHED, Edition.Status.CONFIRMED) and on < edition.starts_on


def why_not_withdraw(enrolment: Enrolment) -> str:
    """The sentence that goes with a refusal of `may_withdraw`."""
    if not enrolment.is_active:
        return _("U bent niet meer ingeschreven voor deze uitvoering.")
    return _("Uitschrijven kan tot de dag waarop het begint. Neem contact op met de planner.")


def status_of_a_seat(edition: Edition) -> Status:
    """What somebody becomes for whom there is a seat: a request where the employer must approve first."""
    return Status.REQUESTED if edition.course.needs_approval else Status.ENROLLED


def employment_for(user: User, edition: Edition) -> Affiliation | None:
    """As whose employee `user` would come: the first of the own jobs whose organisation is admitted."""
    return next((job for job in user.employments if _admits(edition, job.organisation)), None)


def organisation_for(user: User, edition: Edition) -> Organisation | None:
    """For whom `user` would come."""
    job = employment_for(user, edition)
    return job.organisation if job else None


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


def _of_organisation(user: User, edition: Edition) -> list[Obstacle]:
    if not edition.course.admits or organisation_for(user, edition):
        return []
    kinds = ", ".join(str(Organisation.Kind(kind).label) for kind in edition.course.admits)
    return [Obstacle(Code.NOT_ADMITTED, _("Deze opleiding is voor medewerkers van: %(kinds)s.") % {"kinds": kinds})]


def _of_calendar(user: User, edition: Edition) -> list[Obstacle]:
    clashing = queries.clashing_sessions(user, edition)
    if not clashing.exists():  # nearly always, and much cheaper than asking which
        return []
    clash = clashing.select_related("edition__course")[0]
    facts = {"title": local(clash.edition.course, "title"), "day": date_format(clash.starts_at, "j F Y")}
    return [Obstacle(Code.CLASH, _("U hebt dan al een andere bijeenkomst: %(title)s op %(day)s.") % facts)]


def _admits(edition: Edition, organisation: Organisation) -> bool:
    return not edition.course.admits or organisation.kind in edition.course.admits
