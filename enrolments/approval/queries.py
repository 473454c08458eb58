"""Who may decide on a request, which requests wait for whom, and where a personal link leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from courses.models import Edition, Session
from enrolments.models import Approval, ApprovalLink, Enrolment, Status
from people import clock, outbox, sealing
from people.deputies import queries as deputies
from people.models import Affiliation, Role, RoleGrant, User

Bond = tuple[int, int | None]  # a person and the organisation they come for


@dataclass(frozen=True)
class Approver:
    """Somebody who may decide on a request, and as what: a person, or a line manager known by address only.

    A deputy decides as whom the deputy stands in for.
    """

    role: Approval.Role
    address: str
    person: User | None = None
    stands_in_for: User | None = None

    def __str__(self) -> str:
        name = str(self.person or self.address)
        if self.stands_in_for is None:
            return name
        return _("%(deputy)s (neemt waar voor %(absent)s)") % {"deputy": name, "absent": self.stands_in_for}


def approvers(bonds: Iterable[Bond]) -> dict[Bond, list[Approver]]:
    """Who may decide for each of these persons at these organisations today: line managers, then training contacts.

    Each is followed by who stands in. Never the person itself, nobody twice, and no line manager who has left that
    organisation. At most four queries.
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
    _add_deputies(found)
    return {bond: list(by_address.values()) for bond, by_address in found.items()}


def approvers_of(enrolments: Iterable[Enrolment]) -> dict[int, list[Approver]]:
    """Who may decide on each of these requests as the employer: enrolment pk -> approvers.

    Where the organisation went over into another, those of the successor decide. At most four queries, for
    enrolments with their organisation at hand.
    """
    today = clock.today()
    bonds: dict[int, Bond] = {
        one.pk: (one.user_id, one.organisation.carried_on_by(today) if one.organisation else None) for one in enrolments
    }
    found = approvers(bonds.values())
    return {pk: found.get(bond, []) for pk, bond in bonds.items()}


def _add_deputies(found: dict[Bond, dict[str, Approver]]) -> None:
    """Beside each approver whoever stands in for them today. At most one query."""
    absentees = {one.person for by_address in found.values() for one in by_address.values() if one.person}
    standing_in = deputies.by_absentee(absentees)
    for bond, by_address in found.items():
        for one in list(by_address.values()):
            for deputy in standing_in.get(one.person.pk, []) if one.person else []:
                if deputy.pk != bond[0]:
                    by_address.setdefault(deputy.email, Approver(one.role, deputy.email, deputy, one.person))


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
    asked = Approval.objects.filter(_in_time(today), enrolment=OuterRef("pk"), decision=Approval.Decision.OPEN)
    waiting = Enrolment.objects.filter(Exists(asked), status=Status.REQUESTED, edition__starts_on__gt=today)
    sessions = Prefetch("edition__sessions", Session.objects.select_related("room__location"))
    shown = waiting.select_related("edition__course", "user", "organisation").prefetch_related(sessions)
    return shown.order_by("edition__starts_on", "number", "pk")


def too_late(today: date) -> QuerySet[Enrolment]:
    """Requests that nobody answered in time: after the last day to answer, or in an edition that has begun."""
    late = Approval.objects.filter(answer_by__lt=today, enrolment=OuterRef("pk"), decision=Approval.Decision.OPEN)
    return Enrolment.objects.filter(Q(Exists(late)) | Q(edition__starts_on__lte=today), status=Status.REQUESTED)


def _in_time(today: date) -> Q:
    """Approvals that can be given today, as far as their own last day goes."""
    return Q(answer_by=None) | Q(answer_by__gte=today)


def unanswered(today: date) -> QuerySet[Approval]:
    """What was asked of employers and can still be answered, the first to lapse first. One query.

    Not what they were asked, or told to have moved, shortly ago.
    """
    settled = clock.now() - settings.MAIL_REST
    waiting = Approval.objects.filter(
        _in_time(today),
        decision=Approval.Decision.OPEN,
        asked_at__lte=settled,
        enrolment__status=Status.REQUESTED,
        enrolment__edition__starts_on__gt=today,
    ).exclude(outbox.told_lately("approval_moved", about="pk"))
    shown = waiting.select_related("enrolment__edition__course", "enrolment__user", "enrolment__organisation")
    return shown.order_by("enrolment__edition__starts_on", "pk")


def requests_for(user: User, today: date) -> list[Enrolment]:
    """Requests that wait for `user` as their employer. None for who speaks for nobody, else at most seven queries."""
    if not (user.contact_for or user.managed):
        return []
    near = list(open_requests(today).filter(_near(user)))
    deciders = approvers_of(near)
    return [one for one in near if any(approver.person == user for approver in deciders[one.pk])]


def _near(user: User) -> Q:
    """Enrolments of the organisations that `user` speaks for, and of whom `user` manages."""
    return Q(organisation__in=user.contact_for) | Q(user__in=[bond.user_id for bond in user.managed])


def enrolments_near(user: User, pks: Iterable[int]) -> list[Enrolment]:
    """Those of these enrolments that were ever asked about and in which `user` may have a say. One query."""
    planned = Q(edition__in=Edition.objects.planned_by(user))
    asked = Exists(Approval.objects.filter(enrolment=OuterRef("pk")))
    near = Enrolment.objects.filter(_near(user) | planned, asked, pk__in=list(pks))
    return list(near.select_related("edition__course", "user", "organisation").order_by("edition", "number"))


def approval_near(user: User, enrolment_pk: int) -> Approval | None:
    """The last approval of this enrolment when `user` may have a say in it; `rules.approver` knows for sure.

    One query finds nothing of somebody else's, so that it takes as long as an enrolment that is not there.
    """
    planned = Q(edition__in=Edition.objects.planned_by(user))
    return latest_approval(enrolment_pk).filter(enrolment__in=Enrolment.objects.filter(_near(user) | planned)).first()


def requests_without_approver(planner: User, today: date) -> list[Enrolment]:
    """Requests in what `planner` plans that nobody at their organisation can answer. At most six queries."""
    waiting = list(open_requests(today).filter(edition__in=Edition.objects.planned_by(planner)))
    deciders = approvers_of(waiting)
    return [one for one in waiting if not deciders[one.pk]]


def open_approvals(enrolments: Iterable[Enrolment]) -> dict[int, Approval]:
    """The question that is open about each of these enrolments, if any: enrolment pk -> approval. One query."""
    asked = Approval.objects.filter(enrolment__in=[one.pk for one in enrolments], decision=Approval.Decision.OPEN)
    return {one.enrolment_id: one for one in asked.select_related("enrolment__edition")}


def latest_approval(enrolment_pk: int) -> QuerySet[Approval]:
    """The last time that approval was asked for this enrolment, with what its page shows; none when never."""
    rounds = Approval.objects.filter(enrolment__pk=enrolment_pk).order_by("-asked_at", "-pk")
    return rounds.select_related(
        "enrolment__edition__course", "enrolment__user", "enrolment__organisation", "decided_by", "decided_for"
    )


def approved(enrolments: Iterable[Enrolment]) -> set[int]:
    """Those of these enrolments that the employer already agreed to. One query."""
    agreed = Approval.objects.filter(decision=Approval.Decision.APPROVED, enrolment__in=[one.pk for one in enrolments])
    return set(agreed.values_list("enrolment", flat=True))


def refusals(enrolments: Iterable[Enrolment]) -> dict[int, Approval]:
    """Of those that the employer declined, or did not answer in time: enrolment pk -> how that ended.

    At most one query.
    """
    declined = [one.pk for one in enrolments if one.status == Status.DECLINED]
    found = Approval.objects.filter(enrolment__in=declined).order_by("asked_at", "pk")
    return {one.enrolment_id: one for one in found.select_related("enrolment__edition", "decided_by", "decided_for")}


def link_of(token: str) -> ApprovalLink | None:
    """The link that this token opens, or opened. One query."""
    links = ApprovalLink.objects.select_related(
        "approval__enrolment__edition__course",
        "approval__enrolment__user",
        "approval__enrolment__organisation",
        "person",
    )
    return links.filter(token_hash=sealing.token_hash(token)).first()
