"""A colleague takes a seat: whose, until when, and what becomes of its number, the approval, calendars and the line."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

import enrolments.invariants
from courses.models import Edition
from enrolments import actions
from enrolments.errors import SubstitutionRefused
from enrolments.models import Approval, Enrolment, EnrolmentChange, Status
from people.models import Message, Organisation, Role, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

substitute = transaction.atomic(actions.substitute)  # a refusal undoes no more than itself

Reason = EnrolmentChange.Reason
HIDDEN = "Uw collega kan deze plaats niet overnemen."


@pytest.fixture
def region() -> Organisation:
    return make.organisation("Zeeland")


@pytest.fixture
def contact(region: Organisation) -> User:
    return make.user("bas@example.org", organisation=region, roles=[Role.TRAINING_CONTACT])


@pytest.fixture
def anna(region: Organisation) -> User:
    return make.user("anna@example.org", organisation=region)


@pytest.fixture
def bo(region: Organisation) -> User:
    return make.user("bo@example.org", organisation=region)


def _seat(user: User, edition: Edition | None = None, **fields: Any) -> Enrolment:
    return make.enrolment(user, edition or make.edition(), organisation=user.employments[0].organisation, **fields)


def test_substitute_gets_the_seat_with_its_number_and_nobody_in_line_is_passed_over(anna: User, bo: User) -> None:
    edition = make.edition(seats=1)
    seat = _seat(anna, edition)
    waiting = actions.enrol(cor := make.user(), edition, by=cor)

    taken = substitute(seat, bo, by=anna)

    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (taken.user, taken.status, taken.number, taken.substitute_for) == (bo, Status.ENROLLED, 1, seat)
    assert (seat.status, seat.number, waiting.status) == (Status.WITHDRAWN, 3, Status.WAITING)
    assert [one.reason for one in EnrolmentChange.objects.order_by("pk")][1:] == [Reason.REPLACED, Reason.SUBSTITUTE]
    assert list(enrolments.invariants.broken()) == []


def test_both_are_told_and_the_calendars_change(anna: User, bo: User, contact: User) -> None:
    edition = make.edition()
    seat = actions.enrol(anna, edition, by=anna)
    Message.objects.update(state=Message.State.SENT)

    substitute(seat, bo, by=contact)

    out, new = (Message.objects.get(kind=kind, state="ready") for kind in ("enrolment_withdrawn", "enrolment_enrolled"))
    assert (out.recipient, new.recipient) == (anna, bo)
    assert [one["method"] for one in out.calendar or []] == ["CANCEL"]
    assert [one["method"] for one in new.calendar or []] == ["REQUEST"]
    assert f"Een collega neemt uw plaats over. Dat regelde {contact}." in out.body
    assert "er zijn geen kosten" in out.body
    assert str(bo) not in out.body
    assert f"U neemt de plaats van een collega over. Dat regelde {contact}, namens {seat.organisation}." in new.body


def test_what_waits_about_having_left_before_does_not_leave_any_more(anna: User, bo: User) -> None:
    seat = _seat(anna)
    actions.withdraw(actions.enrol(bo, seat.edition, by=bo), by=bo)

    actions.substitute(seat, bo, by=anna)

    told = Message.objects.filter(recipient=bo, state=Message.State.READY)
    assert [one.kind for one in told] == ["enrolment_enrolled"]


def test_by_the_contact_it_is_an_approval(anna: User, bo: User, contact: User) -> None:
    seat = _seat(anna, make.edition(make.course(needs_approval=True)))

    taken = substitute(seat, bo, by=contact)

    approval = Approval.objects.get(enrolment=taken)
    assert taken.status == Status.ENROLLED
    assert (approval.decision, approval.decided_by) == (Approval.Decision.APPROVED, contact)


def test_by_the_participant_the_employer_is_asked_and_the_seat_is_held(anna: User, bo: User, contact: User) -> None:
    edition = make.edition(make.course(needs_approval=True), seats=1)
    seat = _seat(anna, edition)
    waiting = actions.enrol(cor := make.user(), edition, by=cor)

    taken = substitute(seat, bo, by=anna)

    waiting.refresh_from_db()
    assert (taken.status, waiting.status) == (Status.REQUESTED, Status.WAITING)
    assert Message.objects.get(kind="approval_request").recipient == contact
    assert list(enrolments.invariants.broken()) == []


@pytest.mark.parametrize(
    ("days", "may"), [(make.AHEAD.days - 8, True), (make.AHEAD.days - 1, True), (make.AHEAD.days, False)]
)
def test_until_the_day_before_it_begins_also_when_enrolling_is_over(
    settings: Settings, anna: User, bo: User, days: int, may: bool
) -> None:
    seat = _seat(anna)
    settings.AS_OF = make.TODAY + timedelta(days=days)

    if may:
        assert substitute(seat, bo, by=anna).status == Status.ENROLLED
    else:
        with pytest.raises(SubstitutionRefused, match="tot en met de dag voordat het begon"):
            substitute(seat, bo, by=anna)


@pytest.mark.parametrize(
    "status", [Status.WAITING, Status.REQUESTED, Status.WITHDRAWN, Status.MOVED, Status.CANCELLED, Status.COMPLETED]
)
def test_only_a_seat_can_be_handed_over(anna: User, bo: User, status: Status) -> None:
    with pytest.raises(SubstitutionRefused):
        substitute(_seat(anna, status=status), bo, by=anna)

    assert not Enrolment.objects.filter(user=bo).exists()


def test_who_works_elsewhere_cannot_take_it(anna: User) -> None:
    seat = _seat(anna)

    with pytest.raises(SubstitutionRefused, match="Niet bekend als collega"):
        substitute(seat, make.user(organisation=make.organisation()), by=anna)
    with pytest.raises(SubstitutionRefused, match="Niet bekend als collega"):
        substitute(seat, anna, by=anna)


def test_who_left_the_organisation_or_has_no_say_gives_it_to_nobody(anna: User, bo: User) -> None:
    seat = _seat(anna)
    with pytest.raises(SubstitutionRefused, match="Alleen wie de plaats heeft"):
        substitute(seat, bo, by=bo)

    anna.affiliations.update(valid_until=make.TODAY - timedelta(days=1))

    with pytest.raises(SubstitutionRefused, match="Niet bekend als collega"):
        substitute(seat, bo, by=User.objects.get(pk=anna.pk))


def test_contact_reads_all_that_keeps_the_colleague_and_another_colleague_does_not(
    anna: User, bo: User, contact: User
) -> None:
    edition = make.edition(make.course(requires=make.course("Basis")))
    make.enrolment(bo, make.edition(starts_on=edition.starts_on))
    seat = _seat(anna, edition)

    with pytest.raises(SubstitutionRefused) as to_contact:
        substitute(seat, bo, by=contact)
    with pytest.raises(SubstitutionRefused) as to_anna:
        substitute(seat, bo, by=anna)

    assert str(to_contact.value) == ("Heeft Basis nog niet afgerond. Heeft op 13 april 2026 al een andere bijeenkomst.")
    assert str(to_anna.value).startswith(HIDDEN)
    assert "Basis" not in str(to_anna.value)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_seat_goes_to_one_of_two_colleagues_when_both_are_named_at_once() -> None:
    here = make.organisation()
    anna, bo, cor = (make.user(organisation=here) for _one in range(3))
    seat = actions.enrol(anna, make.edition(seats=1), by=anna)

    ends = together([partial(_hand_over, seat, one, anna) for one in (bo, cor)])

    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "SubstitutionRefused"]
    assert Enrolment.objects.active().count() == 1
    assert list(enrolments.invariants.broken()) == []


def _hand_over(seat: Enrolment, newcomer: User, by: User) -> None:
    substitute(seat, newcomer, by=by)


# the page


def _page(seat: Enrolment) -> str:
    return f"/inschrijvingen/{seat.pk}/vervangen/"


def test_page_hands_over_and_leads_back(as_user: Any, anna: User, bo: User) -> None:
    seat, browser = _seat(anna), as_user(anna)

    assert _page(seat) in browser.get(seat.edition.get_absolute_url()).content.decode()
    answer = browser.post(_page(seat), {"adres": "Bo <BO@example.org>"}, follow=True)

    assert answer.redirect_chain == [(seat.edition.get_absolute_url(), 302)]
    assert f"{bo} neemt de plaats over." in answer.content.decode()


@pytest.mark.parametrize("address", ["", "niemand@example.org", "elders@example.org"])
def test_page_says_the_same_of_an_account_elsewhere_as_of_none(as_user: Any, anna: User, address: str) -> None:
    make.user("elders@example.org", organisation=make.organisation())
    seat = _seat(anna)

    answer = as_user(anna).post(_page(seat), {"adres": address})

    assert answer.status_code == 400
    assert ("Niet bekend als collega" in answer.content.decode()) is bool(address)


def test_page_lists_colleagues_to_the_contact_only(as_user: Any, anna: User, bo: User, contact: User) -> None:
    seat = _seat(anna)

    pages = [as_user(one).get(_page(seat)).content.decode() for one in (contact, anna)]

    assert [f'<option value="{bo.email}">' in page for page in pages] == [True, False]


def test_page_is_for_the_owner_and_the_contact_only(as_user: Any, anna: User, bo: User, contact: User) -> None:
    seat = _seat(anna)
    elsewhere = make.user(organisation=make.organisation(), roles=[Role.TRAINING_CONTACT])
    planner = make.user(roles=[Role.PLANNER])

    found = [as_user(one).get(_page(seat)).status_code for one in (anna, contact, bo, elsewhere, planner)]

    assert found == [200, 200, 404, 404, 404]
    assert Client().get(_page(seat)).status_code == 302
