"""Who may decide on a request, which requests wait for whom, and where a personal link leads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from courses.models import Edition, Session
from enrolments.models import Approval, ApprovalLink, Enrolment, Status
from people import clock
from people.models import Affiliation, Role, RoleGrant, User

Bond = tuple[int, int | None]  # a person and the organisation they come for


@dataclass(frozen=True)
class Approver:
    """Somebody who may decide on a request, and as what: a person, or a line manager known by address only."""

    role: Approval.Role
    address: str
    person: User | None = None

    def __str__(self) -> str:
        return str(self.person or self.address)


def approvers(bonds: Iterable[Bond]) -> dict[Bond, list[Approver]]:
    """Who may decide for each of these persons at these organisations today: line managers, then training contacts.

    Never the person itself, nobody twice, and no line manager who has left that organisation. At most three queries.
    """
    wanted = {bond for bond in bonds if bond[1] is not None}
    found: dict[Bond, dict[str, Approver]] = {bond: {} for bond in wanted}
    for job in _jobs(wanted):
        if manager := _manager(job):
            found[job.user_id, job.organisation_id].setdefault(manager.address, manager)
    for grant in _contact_roles(wanted):
        contact = Approver(Approval.Role.CONTACT, grant.user.email, grant.user)
        for bond in wanted:
            if bond[1] == grant.organisation_id and bond[0] != grant.user_id:
                found[bond].setdefault(contact.address, contact)
    return {bond: list(by_address.values()) for bond, by_address in found.items()}


def approvers_of(enrolments: Iterable[Enrolment]) -> dict[int, list[Approver]]:
    """Who may decide on each of these requests as the employer: enrolment pk -> approvers.

    Where the organisation went over into another, those of the successor decide. At most three queries, for
    enrolments with their organisation at hand.
    """
    today = clock.today()
    bonds: dict[int, Bond] = {
        one.pk: (one.user_id, one.organisation.carried_on_by(today) if one.organisation else None) for one in enrolments
    }
    found = approvers(bonds.values())
    return {pk: found.get(bond, []) for pk, bond in bonds.items()}


def _jobs(wanted: set[Bond]) -> list[Affiliation]:
    """The employments that name a line manager who is still there. At most two queries."""
    if not wanted:
        return []
    current = Affiliation.objects.on(clock.today()).filter(user__in={person for person, _organisation in wanted})
    jobs = [one for one in current.select_related("user", "manager") if (one.user_id, one.organisation_id) in wanted]
    left = _left({(one.manager_id, one.organisation_id) for one in jobs if one.manager_id})
    return [one for one in jobs if (one.manager_id, one.organisation_id) not in left]


def _left(bonds: set[Bond]) -> set[Bond]:
    """Those of `bonds` in which the person worked for the organisation, and no longer does. At most one query."""
    if not bonds:
        return set()
    today = clock.today()
    jobs = Affiliation.objects.filter(user__in={person for person, _organisation in bonds}, valid_from__lte=today)
    known: list[tuple[Bond, date | None]] = [((job.user_id, job.organisation_id), job.valid_until) for job in jobs]
    stays = {bond for bond, until in known if until is None or until >= today}
    return ({bond for bond, _until in known} & bonds) - stays


def _manager(job: Affiliation) -> Approver | None:
    if job.manager and job.manager.is_active and job.manager != job.user:
        return Approver(Approval.Role.MANAGER, job.manager.email, job.manager)
    if job.manager is None and job.manager_address not in ("", job.user.email):
        return Approver(Approval.Role.MANAGER, job.manager_address)
    return None


def _contact_roles(wanted: set[Bond]) -> Iterable[RoleGrant]:
    organisations = {organisation for _person, organisation in wanted}
    if not organisations:
        return []
    roles = RoleGrant.objects.on(clock.today()).filter(role=Role.TRAINING_CONTACT, organisation__in=organisations)
    return roles.filter(user__is_active=True).select_related("user").order_by("user__sort_key", "pk")


def open_requests(today: date) -> QuerySet[Enrolment]:
    """Requests that can still be answered, the first to begin first, with what their pages show. Two queries."""
    waiting = Enrolment.objects.filter(status=Status.REQUESTED, edition__starts_on__gt=today)
    sessions = Prefetch("edition__sessions", Session.objects.select_related("room__location"))
    shown = waiting.select_related("edition__course", "user", "organisation").prefetch_related(sessions)
    return shown.order_by("edition__starts_on", "number")


def requests_for(user: User, today: date) -> list[Enrolment]:
    """Requests that wait for `user` as their employer. None for who speaks for nobody, else at most six queries."""
    contact_for = user.contact_for
    leads = [bond.user_id for bond in user.managed]
    if not (contact_for or leads):
        return []
    near = list(open_requests(today).filter(Q(organisation__in=contact_for) | Q(user__in=leads)))
    deciders = approvers_of(near)
    return [one for one in near if any(approver.person == user for approver in deciders[one.pk])]


def requests_without_approver(today: date) -> list[Enrolment]:
    """Requests that nobody at their organisation can answer. At most five queries."""
    waiting = list(open_requests(today))
    deciders = approvers_of(waiting)
    return [one for one in waiting if not deciders[one.pk]]


def latest_approval(enrolment_pk: int) -> QuerySet[Approval]:
    """The last time that approval was asked for this enrolment, with what its page shows; none when never."""
    rounds = Approval.objects.filter(enrolment__pk=enrolment_pk).order_by("-asked_at", "-pk")
    return rounds.select_related(
        "enrolment__edition__course", "enrolment__user", "enrolment__organisation", "decided_by"
    )


def refusals(enrolments: Iterable[Enrolment]) -> dict[int, Approval]:
    """Of those that the employer declined: enrolment pk -> the answer, with its reason. At most one query."""
    declined = [one.pk for one in enrolments if one.status == Status.DECLINED]
    found = Approval.objects.filter(enrolment__in=declined, decision=Approval.Decision.DECLINED)
    return {one.enrolment_id: one for one in found}


def last_refusal(user: User, edition: Edition) -> Approval | None:
    """Why `user` has no seat in `edition` now, when that is because the employer declined. One query."""
    refused = Approval.objects.filter(enrolment__user=user, enrolment__edition=edition)
    last = refused.select_related("decided_by").order_by("-enrolment__number", "-asked_at").first()
    return last if last and last.decision == Approval.Decision.DECLINED else None


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def link_of(token: str) -> ApprovalLink | None:
    """The link that this token opens, or opened. One query."""
    links = ApprovalLink.objects.select_related(
        "approval__enrolment__edition__course",
        "approval__enrolment__user",
        "approval__enrolment__organisation",
        "person",
    )
    return links.filter(token_hash=token_hash(token)).first()
