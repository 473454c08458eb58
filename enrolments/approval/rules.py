"""Who may decide on a request, and why not (any more). The page asks this to draw the buttons, the action to refuse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Edition
from courses.permissions import may_plan
from enrolments.approval import queries
from enrolments.approval.queries import Approver
from enrolments.models import Approval, ApprovalLink, Enrolment, Status
from people.models import User


@dataclass(frozen=True)
class Decided:
    """What came of one request that was answered together with others; `why_not` is empty when it was."""

    enrolment: Enrolment
    why_not: str = ""


def approver(user: User, enrolment: Enrolment) -> Approver | None:
    """As what `user` may decide on this request: for the employer, else as planner on its behalf; None: not at all.

    Nobody decides on the own request.
    """
    return approver_of_each(user, [enrolment]).get(enrolment.pk)


def approver_of_each(user: User, enrolments: Sequence[Enrolment]) -> dict[int, Approver]:
    """The same for many: of the requests that `user` may decide on, enrolment pk -> as what. At most four queries."""
    for_employer = queries.approvers_of(enrolments)
    found = {one.pk: _as_what(user, one, for_employer[one.pk]) for one in enrolments if one.user_id != user.pk}
    return {pk: approver for pk, approver in found.items() if approver}


def _as_what(user: User, enrolment: Enrolment, for_employer: Sequence[Approver]) -> Approver | None:
    found = next((one for one in for_employer if one.person == user), None)
    if found is None and may_plan(user, enrolment.edition):
        return Approver(Approval.Role.PLANNER, user.email, user)
    return found


def approver_by_link(link: ApprovalLink) -> Approver | None:
    """For whom this link speaks, as long as it is open and its reader may still decide for the employer."""
    enrolment = link.approval.enrolment
    if not link.is_open(timezone.now()) or link.approval.decision != Approval.Decision.OPEN:
        return None
    for_employer = queries.approvers_of([enrolment])[enrolment.pk]
    if link.person:
        return next((one for one in for_employer if one.person == link.person), None)
    return next((one for one in for_employer if one.person is None and one.address == link.address), None)


def still_decides(by: Approver, approval: Approval, link: ApprovalLink | None) -> bool:
    """Asked once more under the lock: `by` may decide on this request, with this link if that is how they came."""
    if link:
        fresh = ApprovalLink.objects.select_related("person").filter(approval=approval).get(pk=link.pk)
        fresh.approval = approval
        return approver_by_link(fresh) == by
    return by.person is not None and approver(by.person, approval.enrolment) == by


def why_not_decide(enrolment: Enrolment, approval: Approval | None, *, on: date) -> str:
    """What keeps anybody from answering this request on day `on`; empty: nothing does."""
    if approval and approval.decision in (Approval.Decision.APPROVED, Approval.Decision.DECLINED):
        return _decided(approval)
    if enrolment.edition.status == Edition.Status.CANCELLED:
        return _("Deze uitvoering gaat niet door.")
    if has_begun(enrolment.edition, on=on):
        return _("Deze uitvoering is al begonnen: goedkeuren kon tot en met de dag ervoor.")
    if approval and on > last_day(approval) and enrolment.status in (Status.REQUESTED, Status.DECLINED):
        return _lapsed(approval)
    if enrolment.status != Status.REQUESTED:
        return _("Deze aanvraag is ingetrokken.")
    return ""


def answer_by(edition: Edition, *, asked_on: date) -> date:
    """The last day to answer what is asked on that day: some days later, at most the day before it begins."""
    return min(asked_on + settings.APPROVAL_ANSWER_WITHIN, edition.starts_on - timedelta(days=1))


def last_day(approval: Approval) -> date:
    """The last day to answer this request, also when its edition has moved to an earlier day since."""
    eve = approval.enrolment.edition.starts_on - timedelta(days=1)
    return min(approval.answer_by or eve, eve)


def has_begun(edition: Edition, *, on: date) -> bool:
    """From then on a request can no longer become a seat."""
    return on >= edition.starts_on or edition.status in (Edition.Status.RUNNING, Edition.Status.COMPLETED)


def waits_for(asked: Sequence[Approver]) -> str:
    """Whose answer a request waits for, in one sentence; `asked` are those who can answer it."""
    if not asked:
        return _(
            "Wacht op goedkeuring door de planner: bij de organisatie staat niemand genoteerd die dit kan goedkeuren."
        )
    *others, last = [str(one) for one in asked]
    names = _("%(names)s of %(last)s") % {"names": ", ".join(others), "last": last} if others else last
    return _("Wacht op goedkeuring door %(names)s.") % {"names": names}


def why_requests_wait(enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """Of those that are requests: enrolment pk -> whose approval it waits for, and until when. At most four queries."""
    requests = [one for one in enrolments if one.status == Status.REQUESTED]
    asked, approvals = queries.approvers_of(requests), queries.open_approvals(requests) if requests else {}
    return {one.pk: _why_it_waits(asked[one.pk], approvals.get(one.pk)) for one in requests}


def why_declined(enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """Of those that were declined: enrolment pk -> who did and why, or that nobody answered. At most one query."""
    return {pk: _why_declined(approval) for pk, approval in queries.refusals(enrolments).items()}


def _why_declined(approval: Approval) -> str:
    if approval.decision != Approval.Decision.DECLINED:
        return _lapsed(approval)
    reason = _("De reden: %(reason)s") % {"reason": approval.reason}
    return f"{_decided(approval)} {reason}"


def _why_it_waits(asked: Sequence[Approver], approval: Approval | None) -> str:
    if approval is None:
        return waits_for(asked)
    day = date_format(last_day(approval), "j F Y")
    until = _("Is er op %(day)s nog geen antwoord, dan vervalt de aanvraag.") % {"day": day}
    return f"{waits_for(asked)} {until}"


def _lapsed(approval: Approval) -> str:
    day = date_format(last_day(approval), "j F Y")
    return _("Deze aanvraag is vervallen: antwoorden kon tot en met %(day)s.") % {"day": day}


def _decided(approval: Approval) -> str:
    facts = {"who": approval.decider, "day": date_format(timezone.localtime(approval.decided_at), "j F Y")}
    if approval.decision == Approval.Decision.APPROVED:
        return _("Deze aanvraag is op %(day)s goedgekeurd door %(who)s.") % facts
    return _("Deze aanvraag is op %(day)s afgewezen door %(who)s.") % facts
