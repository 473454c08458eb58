from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from enrolments.approval import queries
from enrolments.approval.queries import Approver
from enrolments.models import Approval, Enrolment, Status
from people import merging, sealing
from people.models import Affiliation, Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
YESTERDAY = make.TODAY - DAY
As = Approval.Role


@pytest.fixture
def region() -> Organisation:
    return make.organisation("Zeeland")


def _contact(organisation: Organisation, **fields: Any) -> User:
    return make.user(organisation=organisation, roles=[Role.TRAINING_CONTACT], **fields)


def _approvers(request: Enrolment) -> list[Approver]:
    return queries.approvers_of([request])[request.pk]


# who may decide


def test_approvers_are_the_line_manager_and_the_training_contacts(region: Organisation) -> None:
    contact, manager = _contact(region), make.user(organisation=region)
    request = make.request(make.user(organisation=region, manager=manager))

    assert _approvers(request) == [
        Approver(As.MANAGER, manager.email, manager),
        Approver(As.CONTACT, contact.email, contact),
    ]


def test_approvers_are_none_of_another_organisation(region: Organisation) -> None:
    elsewhere = make.organisation("Haaglanden")
    _contact(elsewhere)
    anna = make.user(organisation=region)
    make.affiliation(anna, elsewhere, manager=make.user(organisation=elsewhere))

    assert _approvers(make.request(anna, organisation=region)) == []


def test_approvers_are_never_the_person_itself(region: Organisation) -> None:
    contact = _contact(region)
    Affiliation.objects.filter(user=contact).update(manager=contact)
    make.affiliation(contact, make.organisation(), manager_address=contact.email)

    assert _approvers(make.request(contact)) == []
    assert _approvers(make.request(contact, organisation=contact.employments[1].organisation)) == []


def test_approvers_hold_one_person_once_who_is_both(region: Organisation) -> None:
    both = _contact(region)
    request = make.request(make.user(organisation=region, manager=both))

    assert [(one.role, one.person) for one in _approvers(request)] == [(As.MANAGER, both)]


def test_approvers_hold_a_manager_who_has_no_account(region: Organisation) -> None:
    anna = make.user()
    make.affiliation(anna, region, manager_address="Chef@Zeeland.example")

    assert _approvers(make.request(anna)) == [Approver(As.MANAGER, "chef@zeeland.example")]


def test_approvers_are_none_who_can_no_longer_sign_in(region: Organisation) -> None:
    _contact(region, is_active=False)
    manager = make.user(organisation=region, is_active=False)

    assert _approvers(make.request(make.user(organisation=region, manager=manager))) == []


def test_approvers_are_followed_by_who_stands_in_for_them(region: Organisation) -> None:
    manager, contact, deputy = make.user(organisation=region), _contact(region), make.user()
    anna = make.user(organisation=region, manager=manager)
    make.deputyship(manager, deputy)
    make.deputyship(contact, anna)  # who does not decide on the own request
    make.deputyship(contact, manager)  # who is asked already

    assert _approvers(make.request(anna)) == [
        Approver(As.MANAGER, manager.email, manager),
        Approver(As.CONTACT, contact.email, contact),
        Approver(As.MANAGER, deputy.email, deputy, stands_in_for=manager),
    ]


def test_requests_wait_for_a_deputy_too(region: Organisation) -> None:
    manager, deputy = make.user(organisation=region), make.user()
    request = make.request(make.user(organisation=region, manager=manager))
    make.deputyship(manager, deputy)

    assert queries.requests_for(deputy, make.TODAY) == [request]


def test_approvers_are_none_when_the_role_or_the_job_has_ended(region: Organisation) -> None:
    former = make.user()
    make.role_grant(former, Role.TRAINING_CONTACT, organisation=region, valid_until=YESTERDAY)
    anna = make.user()
    make.affiliation(anna, region, manager=make.user(), valid_until=YESTERDAY)

    assert _approvers(make.request(anna, organisation=region)) == []


@pytest.mark.parametrize(
    ("manager_jobs", "decides"),
    [
        ([], True),  # works for another region, or nowhere that we know of
        ([("here", None)], True),
        ([("here", make.TODAY)], True),  # the last day counts
        ([("here", YESTERDAY)], False),  # left
        ([("here", YESTERDAY), ("there", None)], False),
        ([("there", YESTERDAY)], True),
    ],
)
def test_approvers_are_no_managers_who_left_the_organisation(
    manager_jobs: list[tuple[str, object]], decides: bool, region: Organisation
) -> None:
    manager, there = make.user(), make.organisation()
    for where, until in manager_jobs:
        make.affiliation(manager, region if where == "here" else there, valid_until=until)
    request = make.request(make.user(organisation=region, manager=manager))

    assert bool(_approvers(request)) is decides


def test_approvers_are_no_managers_who_came_back(region: Organisation) -> None:
    manager = make.user()
    make.affiliation(manager, region, valid_until=YESTERDAY)
    make.affiliation(manager, region, valid_from=make.TODAY)
    request = make.request(make.user(organisation=region, manager=manager))

    assert [one.person for one in _approvers(request)] == [manager]


def test_approvers_are_nobody_for_who_comes_for_no_organisation() -> None:
    assert _approvers(make.request(make.user())) == []


def test_approvers_follow_who_leads_today_and_not_who_led_at_the_request(region: Organisation) -> None:
    before, now = make.user(organisation=region), make.user(organisation=region)
    anna = make.user(organisation=region, manager=before)
    request = make.request(anna)
    Affiliation.objects.filter(user=anna).update(manager=now)

    assert request.manager == before
    assert [one.person for one in _approvers(request)] == [now]


def test_approvers_are_those_of_the_successor_when_the_organisation_went_over_into_it(region: Organisation) -> None:
    manager, successor = make.user(organisation=region), make.organisation()
    request, contact = make.request(make.user(organisation=region, manager=manager)), _contact(successor)
    merging.end_organisation(region, YESTERDAY, successor, by=make.user(roles=[Role.ADMINISTRATOR]))
    request = Enrolment.objects.get(pk=request.pk)

    assert [one.person for one in _approvers(request)] == [manager, contact]
    assert queries.requests_for(contact, make.TODAY) == queries.requests_for(manager, make.TODAY) == [request]


@pytest.mark.parametrize("number", [1, 30])
def test_approvers_take_four_queries_for_any_number(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    requests = []
    for _one in range(number):
        here = make.organisation()
        _contact(here)
        requests.append(make.request(make.user(organisation=here, manager=make.user(organisation=here))))

    with django_assert_num_queries(4):
        found = queries.approvers_of(requests)

    assert {len(deciders) for deciders in found.values()} == {2}


# which requests wait for whom


def test_requests_for_are_those_that_somebody_may_answer(region: Organisation) -> None:
    contact, manager = _contact(region), make.user(organisation=region)
    led = make.request(make.user(organisation=region, manager=manager))
    other = make.request(make.user(organisation=region))
    make.request(make.user(organisation=make.organisation()))
    make.request(contact)
    make.enrolment(organisation=region)

    assert set(queries.requests_for(contact, make.TODAY)) == {led, other}
    assert queries.requests_for(manager, make.TODAY) == [led]
    assert queries.requests_for(led.user, make.TODAY) == []


def test_requests_for_agree_with_the_approvers_of_each(region: Organisation) -> None:
    left = make.user()
    make.affiliation(left, region, valid_until=YESTERDAY)
    people = [_contact(region), _contact(make.organisation()), make.user(organisation=region), left]
    requests = [make.request(make.user(organisation=region, manager=manager)) for manager in people]

    for user in people:
        mine = [one for one in requests if user in [approver.person for approver in _approvers(one)]]
        assert queries.requests_for(user, make.TODAY) == mine


def test_requests_for_end_when_the_edition_begins(region: Organisation) -> None:
    contact = _contact(region)
    request = make.request(make.user(organisation=region))
    begins = request.edition.starts_on

    assert queries.requests_for(contact, begins - DAY) == [request]
    assert queries.requests_for(contact, begins) == []


def test_requests_for_cost_nothing_for_who_speaks_for_nobody(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make.request()
    anna = make.user()

    with django_assert_num_queries(2):  # the own roles, and whom one leads
        assert queries.requests_for(anna, make.TODAY) == []


@pytest.mark.parametrize("number", [1, 30])
def test_requests_for_take_the_same_number_of_queries(
    number: int, region: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contact = _contact(region)
    for _one in range(number):
        make.request(make.user(organisation=region, manager=make.user(organisation=region)))

    with django_assert_num_queries(9):
        assert len(queries.requests_for(contact, make.TODAY)) == number


def test_requests_without_approver_are_those_that_nobody_can_answer(region: Organisation) -> None:
    alone = make.request(make.user(organisation=region))
    homeless = make.request(make.user())
    led = make.user()
    make.affiliation(led, region, manager_address="chef@zeeland.example")
    make.request(led)

    assert set(queries.requests_without_approver(make.user(roles=[Role.PLANNER]), make.TODAY)) == {alone, homeless}


# the answer


def test_refusals_tell_the_reason_of_who_was_declined() -> None:
    declined, withdrawn = make.request(), make.request()
    for request, status in ((declined, Status.DECLINED), (withdrawn, Status.WITHDRAWN)):
        Enrolment.objects.filter(pk=request.pk).update(status=status)
        request.refresh_from_db()
    Approval.objects.filter(enrolment=declined).update(
        decision="declined", reason="Te druk", decided_as=As.CONTACT, decided_at=make.at(make.TODAY, 9)
    )

    found = queries.refusals([declined, withdrawn])

    assert {pk: one.reason for pk, one in found.items()} == {declined.pk: "Te druk"}


# the link


def test_link_of_finds_the_request_by_its_token_and_keeps_only_a_hash() -> None:
    request = make.request()
    token = make.approval_link(request, "chef@zeeland.example")

    link = queries.link_of(token)

    assert link is not None
    assert (link.approval.enrolment, link.address, link.person) == (request, "chef@zeeland.example", None)
    assert token not in str(vars(link))
    assert len(token) * 6 >= 128  # bits


def test_link_of_finds_nothing_for_a_token_that_is_not_exactly_it() -> None:
    token = make.approval_link(make.request(), "chef@zeeland.example")

    for other in (token[:-1], token + "x", token.swapcase(), "", "\udcff", sealing.token_hash(token)):
        assert queries.link_of(other) is None
