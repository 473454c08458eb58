from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.utils import timezone

from courses.models import Edition
from enrolments.approval import queries, rules
from enrolments.approval.queries import Approver
from enrolments.models import Approval, ApprovalLink, Enrolment, Status
from people.models import Affiliation, Role, RoleGrant, User
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
Decision, As = Approval.Decision, Approval.Role


def _led() -> tuple[Enrolment, User]:
    """A request, and the line manager who may answer it."""
    here = make.organisation(area=make.area())
    manager = make.user(organisation=here)
    return make.request(make.user(organisation=here, manager=manager)), manager


def _link(request: Enrolment, to: User | str) -> ApprovalLink:
    link = queries.link_of(make.approval_link(request, to))
    assert link is not None
    return link


# who


def test_approver_is_employer_before_planner() -> None:
    request, manager = _led()
    planner = make.user(roles=[Role.PLANNER])
    make.role_grant(manager, Role.PLANNER)

    assert rules.approver(User.objects.get(pk=manager.pk), request) == Approver(As.MANAGER, manager.email, manager)
    assert rules.approver(planner, request) == Approver(As.PLANNER, planner.email, planner)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PLANNER, Role.TRAINING_CONTACT)])
def test_approver_is_for_no_other_role(role: Role) -> None:
    request, _manager = _led()

    assert rules.approver(make.user(roles=[role], organisation=request.organisation), request) is None


@pytest.mark.parametrize("role", [Role.PLANNER, Role.TRAINING_CONTACT])
def test_approver_is_never_for_the_own_request(role: Role) -> None:
    here = make.organisation(area=make.area())
    anna = make.user(organisation=here, roles=[role])

    assert rules.approver(anna, make.request(anna)) is None


def test_approver_is_not_for_a_contact_of_another_organisation() -> None:
    request, _manager = _led()
    other = make.user(organisation=make.organisation(), roles=[Role.TRAINING_CONTACT])

    assert rules.approver(other, request) is None


# by link


def test_link_speaks_for_its_reader() -> None:
    request, manager = _led()

    assert rules.approver_by_link(_link(request, manager)) == Approver(As.MANAGER, manager.email, manager)


def test_link_speaks_for_an_address_as_long_as_the_job_names_it() -> None:
    anna = make.user()
    job = make.affiliation(anna, make.organisation(), manager_address="chef@zeeland.example")
    link = _link(make.request(anna), "chef@zeeland.example")

    before = rules.approver_by_link(link)
    Affiliation.objects.filter(pk=job.pk).update(manager_address="nieuw@zeeland.example")

    assert before == Approver(As.MANAGER, "chef@zeeland.example")
    assert rules.approver_by_link(link) is None


def test_link_speaks_for_nobody_once_its_reader_left() -> None:
    request, manager = _led()
    link = _link(request, manager)
    Affiliation.objects.filter(user=manager).update(valid_until=make.TODAY - DAY)

    assert rules.approver_by_link(link) is None


def test_link_speaks_for_nobody_once_the_role_of_its_reader_ended() -> None:
    request, _manager = _led()
    contact = make.user(organisation=request.organisation, roles=[Role.TRAINING_CONTACT])
    link = _link(request, contact)
    RoleGrant.objects.filter(user=contact).update(valid_until=make.TODAY - DAY)

    assert rules.approver_by_link(link) is None


def test_link_does_not_make_a_planner_of_its_reader() -> None:
    request, _manager = _led()

    assert rules.approver_by_link(_link(request, make.user(roles=[Role.PLANNER]))) is None


@pytest.mark.parametrize(("later", "opens"), [(timedelta(0), True), (-timedelta(minutes=1), False)])
def test_link_opens_until_it_expires(later: timedelta, opens: bool) -> None:
    request, manager = _led()
    link = _link(request, manager)

    with time_machine.travel(timezone.now() + site.APPROVAL_LINK_LASTS - later - timedelta(seconds=30), tick=False):
        assert bool(rules.approver_by_link(link)) is opens


@pytest.mark.parametrize("change", [{"used_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_link_opens_nothing_when_used_or_expired(change: dict[str, object]) -> None:
    request, manager = _led()
    link = _link(request, manager)
    ApprovalLink.objects.filter(pk=link.pk).update(**change)
    link.refresh_from_db()

    assert rules.approver_by_link(link) is None


# why not


@pytest.mark.parametrize(
    ("status", "days_before", "sentence"),
    [
        (Edition.Status.PUBLISHED, 1, ""),
        (Edition.Status.CONFIRMED, 1, ""),
        (Edition.Status.PUBLISHED, 0, "Deze uitvoering is al begonnen: goedkeuren kon tot en met de dag ervoor."),
        (Edition.Status.RUNNING, -1, "Deze uitvoering is al begonnen: goedkeuren kon tot en met de dag ervoor."),
        (Edition.Status.CANCELLED, 1, "Deze uitvoering gaat niet door."),
    ],
)
def test_why_not_decide_tells_of_the_edition(status: Edition.Status, days_before: int, sentence: str) -> None:
    request = make.request(edition=make.edition(status=status))

    told = rules.why_not_decide(request, request.approvals.get(), on=request.edition.starts_on - days_before * DAY)

    assert told == sentence


def test_why_not_decide_tells_who_was_first_and_when() -> None:
    request, manager = _led()
    approval = request.approvals.get()
    approval.decided_by, approval.decided_at = manager, make.at(make.TODAY, 0)

    told = []
    for decision in (Decision.APPROVED, Decision.DECLINED):
        approval.decision = decision
        told.append(rules.why_not_decide(request, approval, on=request.edition.starts_on + DAY))

    assert told == [
        f"Deze aanvraag is op 2 maart 2026 goedgekeurd door {manager}.",
        f"Deze aanvraag is op 2 maart 2026 afgewezen door {manager}.",
    ]


def test_why_not_decide_tells_of_a_request_that_was_withdrawn() -> None:
    request = make.request()
    request.status = Status.WITHDRAWN

    assert rules.why_not_decide(request, None, on=make.TODAY) == "Deze aanvraag is ingetrokken."


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["Jan Bos"], "Wacht op goedkeuring door Jan Bos."),
        (["Jan Bos", "Wil Vos"], "Wacht op goedkeuring door Jan Bos of Wil Vos."),
        (["Jan Bos", "Wil Vos", "chef@x.example"], "Wacht op goedkeuring door Jan Bos, Wil Vos of chef@x.example."),
        (
            [],
            "Wacht op goedkeuring door de planner: bij de organisatie staat niemand genoteerd die dit kan goedkeuren.",
        ),
    ],
)
def test_waits_for_names_who_can_answer(names: list[str], sentence: str) -> None:
    assert rules.waits_for([Approver(As.MANAGER, name) for name in names]) == sentence


def test_why_requests_wait_is_about_requests_only() -> None:
    request, manager = _led()

    assert rules.why_requests_wait([request, make.enrolment()]) == {
        request.pk: f"Wacht op goedkeuring door {manager}. "
        "Is er op 12 april 2026 nog geen antwoord, dan vervalt de aanvraag."
    }
