from functools import partial

import pytest
from django.db import transaction

from courses.models import Edition
from enrolments import actions
from enrolments.models import Approval, Enrolment, EnrolmentChange, Interest, Status
from enrolments.rules import Code
from people.models import AuditEvent, Message, Organisation, Role, User
from tests import make
from tests.together import together

pytestmark = pytest.mark.django_db

Reason = EnrolmentChange.Reason


@pytest.fixture
def region() -> Organisation:
    return make.organisation("Zeeland")


@pytest.fixture
def contact(region: Organisation) -> User:
    return make.user(organisation=region, roles=[Role.TRAINING_CONTACT], given_name="Bas", infix="", family_name="Kok")


def _colleagues(region: Organisation, number: int) -> list[User]:
    return [make.user(organisation=region) for _one in range(number)]


def _statuses(edition: Edition) -> list[tuple[int, str]]:
    return list(edition.enrolments.order_by("number").values_list("user", "status"))


def _asks_approval(**fields: int) -> Edition:
    return make.edition(make.course(needs_approval=True), **fields)  # type: ignore[arg-type]  # seats only


def test_enrol_colleagues_gives_seats_in_the_given_order_and_then_places_in_line(
    region: Organisation, contact: User
) -> None:
    edition = make.edition(seats=2)
    first, second, third, fourth = _colleagues(region, 4)

    outcomes = actions.enrol_colleagues([fourth, first, third, second], edition, by=contact)

    assert _statuses(edition) == [
        *[(one.pk, Status.ENROLLED) for one in (fourth, first)],
        *[(one.pk, Status.WAITING) for one in (third, second)],
    ]
    assert [(one.status, one.place) for one in outcomes] == [
        *[(Status.ENROLLED, None)] * 2,
        (Status.WAITING, 1),
        (Status.WAITING, 2),
    ]


def test_enrol_colleagues_ends_the_interest_of_who_comes_in(region: Organisation, contact: User) -> None:
    edition, (anna, bas) = make.edition(), _colleagues(region, 2)
    elsewhere = make.user()
    for person in (anna, bas, elsewhere):
        make.interest(person, edition.course)
    other = make.interest(anna)

    actions.enrol_colleagues([anna, elsewhere], edition, by=contact)

    left = set(Interest.objects.values_list("user", "course"))
    assert left == {(bas.pk, edition.course_id), (elsewhere.pk, edition.course_id), (anna.pk, other.course_id)}


def test_enrol_colleagues_writes_the_row_its_history_the_audit_line_and_the_mail(
    region: Organisation, contact: User
) -> None:
    manager = make.user()
    anna = make.user(organisation=region, manager=manager)

    actions.enrol_colleagues([anna], make.edition(), by=contact)

    enrolment = Enrolment.objects.get()
    assert (enrolment.user, enrolment.organisation, enrolment.manager) == (anna, region, manager)
    change, line, mail = enrolment.changes.get(), AuditEvent.objects.get(), Message.objects.get()
    assert (change.status, change.reason, change.by) == (Status.ENROLLED, Reason.BY_CONTACT, contact)
    assert (line.deed, line.result, line.actor, line.subject) == ("enrol_colleague", "enrolled", contact, anna)
    assert mail.recipient == anna
    assert "Ingeschreven door Bas Kok, namens Veiligheidsregio Zeeland." in mail.body


def test_enrol_colleagues_takes_back_what_waits_about_having_left_before(region: Organisation, contact: User) -> None:
    anna, edition = make.user(organisation=region), make.edition()
    actions.withdraw(actions.enrol(anna, edition, by=anna), by=anna)

    actions.enrol_colleagues([anna], edition, by=contact)

    told = Message.objects.filter(recipient=anna, state=Message.State.READY)
    assert [one.kind for one in told] == ["enrolment_enrolled"]


def test_enrol_colleagues_says_by_whom_in_english_too(region: Organisation, contact: User) -> None:
    anna, bob = (make.user(organisation=region, language="en") for _one in range(2))

    actions.enrol_colleagues([anna, bob], make.edition(seats=1), by=contact)

    bodies = Message.objects.values_list("body", flat=True)
    assert all("Enrolled by Bas Kok, on behalf of" in body for body in bodies)


def test_enrol_says_nothing_of_anybody_else_when_somebody_does_it_alone(region: Organisation) -> None:
    anna = make.user(organisation=region)

    actions.enrol(anna, make.edition(), by=anna)

    assert "Ingeschreven door" not in Message.objects.get().body


def test_enrol_colleagues_says_why_somebody_waits(region: Organisation, contact: User) -> None:
    anna, bob = _colleagues(region, 2)

    actions.enrol_colleagues([anna, bob], make.edition(seats=1), by=contact)

    change = EnrolmentChange.objects.get(enrolment__user=bob)
    assert (change.reason, change.by) == (Reason.FULL, contact)


def test_enrol_colleagues_leaves_out_who_cannot_with_all_reasons(region: Organisation, contact: User) -> None:
    edition = make.edition(make.course(admits=[Organisation.Kind.SAFETY_REGION]))
    office = make.organisation(kind=Organisation.Kind.ENVIRONMENTAL_SERVICE)
    make.role_grant(contact, Role.TRAINING_CONTACT, organisation=office)
    busy = make.user(organisation=office)
    make.enrolment(busy, make.edition(starts_on=edition.starts_on))
    inside, anna = _colleagues(region, 2)
    make.enrolment(inside, edition)

    outcomes = actions.enrol_colleagues([busy, inside, anna], edition, by=contact)

    assert [[obstacle.code for obstacle in one.obstacles] for one in outcomes] == [
        [Code.NOT_ADMITTED, Code.CLASH],
        [Code.ALREADY_IN],
        [],
    ]
    assert _statuses(edition) == [(inside.pk, Status.ENROLLED), (anna.pk, Status.ENROLLED)]


def test_enrol_colleagues_leaves_out_who_works_elsewhere_and_tells_no_more(contact: User) -> None:
    edition, stranger = make.edition(), make.user(organisation=make.organisation())
    make.enrolment(stranger, edition)
    former, blocked = make.user(), make.user(organisation=contact.employments[0].organisation, is_active=False)

    outcomes = actions.enrol_colleagues([stranger, former, blocked, contact], edition, by=contact)

    assert [[obstacle.code for obstacle in one.obstacles] for one in outcomes] == [[Code.NOT_A_COLLEAGUE]] * 4
    assert edition.enrolments.count() == 1


def test_enrol_colleagues_comes_for_the_organisation_of_the_contact(contact: User, region: Organisation) -> None:
    anna = make.user(organisation=make.organisation())  # the main job is elsewhere
    make.affiliation(anna, region)

    actions.enrol_colleagues([anna], make.edition(), by=contact)

    assert Enrolment.objects.get().organisation == region


def test_enrol_colleagues_takes_somebody_named_twice_once(contact: User, region: Organisation) -> None:
    (anna,) = _colleagues(region, 1)

    outcomes = actions.enrol_colleagues([anna, anna], make.edition(), by=contact)

    assert [one.status for one in outcomes] == [Status.ENROLLED]
    assert Message.objects.count() == 1


def test_enrol_colleagues_undoes_all_when_one_breaks(contact: User, region: Organisation) -> None:
    anna = make.user(organisation=region)
    broken = make.user(organisation=region, language="xx")  # a mail that cannot be written

    with pytest.raises(FileNotFoundError), transaction.atomic():
        actions.enrol_colleagues([anna, broken], make.edition(), by=contact)

    assert [one.objects.count() for one in (Enrolment, Message, AuditEvent)] == [0, 0, 0]


# approval


def test_enrol_colleagues_is_the_approval_where_one_is_asked(contact: User, region: Organisation) -> None:
    edition = _asks_approval()
    (anna,) = _colleagues(region, 1)

    actions.enrol_colleagues([anna], edition, by=contact)

    approval = Approval.objects.get()
    assert _statuses(edition) == [(anna.pk, Status.ENROLLED)]
    assert (approval.decision, approval.decided_as, approval.decided_by) == ("approved", "contact", contact)
    assert [one.kind for one in Message.objects.all()] == ["enrolment_enrolled"]  # and nobody is asked


def test_enrol_colleagues_by_a_deputy_says_for_whom_it_approves(contact: User, region: Organisation) -> None:
    (anna,) = _colleagues(region, 1)
    deputy = make.user(organisation=region)
    make.deputyship(contact, deputy)

    actions.enrol_colleagues([anna], _asks_approval(), by=deputy)

    approval = Approval.objects.get()
    assert (approval.decided_by, approval.decided_for) == (deputy, contact)


def test_enrol_colleagues_by_a_deputy_asks_another_for_whom_the_deputy_stands_in(
    contact: User, region: Organisation
) -> None:
    deputy, other = make.user(organisation=region), make.user(organisation=region, roles=[Role.TRAINING_CONTACT])
    make.deputyship(contact, deputy)
    edition = _asks_approval()

    actions.enrol_colleagues([contact], edition, by=deputy)

    assert _statuses(edition) == [(contact.pk, Status.REQUESTED)]
    assert Approval.objects.get().decision == Approval.Decision.OPEN
    assert {one.recipient for one in Message.objects.filter(kind="approval_request")} == {other}


def test_withdraw_gives_a_seat_without_asking_again_to_who_waits_with_approval(
    contact: User, region: Organisation
) -> None:
    edition = _asks_approval(seats=1)
    sitting = make.enrolment(edition=edition)
    (anna,) = _colleagues(region, 1)
    actions.enrol_colleagues([anna], edition, by=contact)
    told = Message.objects.get().body

    actions.withdraw(sitting, by=sitting.user)

    assert edition.enrolments.get(user=anna).status == Status.ENROLLED
    assert Approval.objects.get().decision == Approval.Decision.APPROVED
    assert "om goedkeuring" not in told


@pytest.mark.postgresql  # on SQLite the second waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_enrol_colleagues_gives_the_last_seats_once_when_contacts_and_others_press_at_once() -> None:
    edition = make.edition(seats=5)
    regions = [make.organisation() for _one in range(3)]
    contacts = [make.user(organisation=one, roles=[Role.TRAINING_CONTACT]) for one in regions]
    groups = [_colleagues(one, 3) for one in regions]
    alone = [make.user() for _one in range(3)]

    ends = together(
        [
            *(partial(_enrol_group, group, edition, contact) for group, contact in zip(groups, contacts, strict=True)),
            *(partial(_enrol_alone, one, edition) for one in alone),
        ]
    )

    assert ends == [*[3] * 3, *[1] * 3]
    assert list(edition.enrolments.order_by("number").values_list("number", "status")) == [
        (number, Status.ENROLLED if number <= 5 else Status.WAITING) for number in range(1, 13)
    ]


@pytest.mark.postgresql  # on SQLite the second press waits at the door, whatever we lock
@pytest.mark.django_db(transaction=True)
def test_enrol_colleagues_happens_once_when_two_contacts_name_the_same_people() -> None:
    edition, region = make.edition(), make.organisation()
    contacts = [make.user(organisation=region, roles=[Role.TRAINING_CONTACT]) for _one in range(4)]
    people = _colleagues(region, 3)

    ends = together([partial(_enrol_group, people, edition, contact) for contact in contacts])

    assert sorted(ends, key=str) == [0, 0, 0, 3]
    assert (edition.enrolments.count(), Message.objects.count()) == (3, 3)


def _enrol_group(people: list[User], edition: Edition, contact: User) -> int:
    return sum(one.status is not None for one in actions.enrol_colleagues(people, edition, by=contact))


def _enrol_alone(person: User, edition: Edition) -> int:
    actions.enrol(person, edition, by=person)
    return 1
