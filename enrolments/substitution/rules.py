"""Who may give a seat to a colleague and until when, and what becomes of that colleague.

The page shows it beforehand, the action does the same under the lock of the edition (docs/decisions/0046).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from enrolments import rules
from enrolments.approval.rules import has_begun
from enrolments.group import queries as group
from enrolments.group.rules import Outcome, approvals
from enrolments.models import Enrolment, Status
from enrolments.rules import Code, Obstacle
from people.models import Affiliation, User

OF_A_COLLEAGUE = {Code.ALREADY_IN, Code.CLASH, Code.PRIOR_AWARD, Code.NOT_INVITED}  # no business of other colleagues


def given_by(user: User) -> QuerySet[Enrolment]:
    """Enrolments whose seat `user` may give to a colleague: the own, and of whom `user` is training contact."""
    found = Enrolment.objects.filter(Q(user=user) | Q(organisation__in=user.contact_for))
    return found.select_related("edition__course", "user", "organisation")


def colleagues(enrolment: Enrolment, *, by: User, on: date) -> QuerySet[User]:
    """Who works on day `on` for the organisation that this seat is for; nobody to `by` who works there no more."""
    organisation = _organisation(enrolment, on)
    if not speaks_for(by, enrolment) and organisation not in {job.organisation_id for job in by.employments}:
        return User.objects.none()
    here = Affiliation.objects.on(on).filter(organisation=organisation)
    return User.objects.filter(pk__in=here.values("user"), is_active=True).exclude(pk=enrolment.user_id)


def why_not_hand_over(enrolment: Enrolment, *, by: User, on: date) -> str:
    """Why `by` cannot give this seat away on day `on`; empty: to a colleague, until the day before it begins.

    No query for its owner.
    """
    if by != enrolment.user and not speaks_for(by, enrolment):
        return _("Alleen wie de plaats heeft en de contactpersoon opleidingen kunnen haar aan een collega geven.")
    if enrolment.status == Status.WAITING:
        return _(
            "Een plaats op de wachtlijst is niet over te dragen. Uw collega kan zich zelf op de wachtlijst zetten."
        )
    if enrolment.status != Status.ENROLLED:
        return _("Alleen wie een plaats heeft, kan die aan een collega geven.")
    if enrolment.organisation is None:
        return _("Deze inschrijving is niet namens een organisatie, dus er zijn geen collega's.")
    if has_begun(enrolment.edition, on=on):
        return _("Vervangen kon tot en met de dag voordat het begon. Neem contact op met de planner.")
    return ""


def foresee(enrolment: Enrolment, newcomer: User, *, by: User, on: date) -> Outcome:
    """What becomes of `newcomer` who takes this seat; under the lock of the edition it is what happens.

    Who may approve for the newcomer has approved by doing so; otherwise it becomes a request where that is needed.
    """
    if not colleagues(enrolment, by=by, on=on).filter(pk=newcomer.pk).exists():
        return Outcome(newcomer, [rules.not_a_colleague()])
    edition = enrolment.edition
    known = group.newcomer(newcomer, edition, _organisation(enrolment, on))
    found = rules.obstacles(newcomer, edition, on=on, known=known)
    if in_the_way := [one for one in found if one.code not in rules.WINDOW]:
        return Outcome(newcomer, in_the_way if speaks_for(by, enrolment) else _told_to_a_colleague(in_the_way))
    job = rules.job_for(known.jobs, edition.course)
    agreed = approvals([job], by, on).get(newcomer.pk) if edition.course.needs_approval else None
    return Outcome(newcomer, (), rules.status_of_a_seat(edition, is_approved=agreed is not None), job, agreed)


def _organisation(enrolment: Enrolment, on: date) -> int | None:
    return enrolment.organisation.carried_on_by(on) if enrolment.organisation else None


def speaks_for(by: User, enrolment: Enrolment) -> bool:
    """As training contact of the organisation that this seat is for."""
    return enrolment.organisation_id in by.contact_for


def _told_to_a_colleague(found: list[Obstacle]) -> list[Obstacle]:
    """A colleague is not told what another's calendar or training is: that one reads it on the edition page."""
    hidden = [one for one in found if one.code in OF_A_COLLEAGUE]
    shown = [one for one in found if one.code not in OF_A_COLLEAGUE]
    why = _("Uw collega kan deze plaats niet overnemen. Waarom, leest uw collega op de pagina van deze uitvoering.")
    return [*shown, *([Obstacle(hidden[0].code, why)] if hidden else [])]
