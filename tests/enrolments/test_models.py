import pytest
from django.db import IntegrityError, transaction

from courses.models import Edition, TrainerAssignment
from enrolments.models import ACTIVE, Enrolment, Status
from people.models import Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Organisation:
    return make.organisation(area=make.area())


@pytest.mark.parametrize("role", Role)
def test_visible_to_a_role_is_the_own_organisation_or_everything(role: Role, region: Organisation) -> None:
    user = make.user(roles=[role], organisation=region)
    ours, theirs = make.enrolment(organisation=region), make.enrolment(organisation=make.organisation())

    seen = set(Enrolment.objects.visible_to(user))

    expected = {
        Role.PLANNER: {ours, theirs},
        Role.COORDINATOR: {ours, theirs},
        Role.TRAINING_CONTACT: {ours},
    }
    assert seen == expected.get(role, set())


def test_visible_to_a_participant_is_the_own_enrolment(region: Organisation) -> None:
    anna = make.user(organisation=region)
    own = make.enrolment(anna, organisation=region)
    make.enrolment(edition=own.edition, organisation=region)

    assert list(Enrolment.objects.visible_to(anna)) == [own]


def test_visible_to_a_line_manager_are_those_who_came_under_him(region: Organisation) -> None:
    manager = make.user(organisation=region)
    managed = make.enrolment(manager=manager, organisation=region)
    make.enrolment(organisation=region)

    assert list(Enrolment.objects.visible_to(manager)) == [managed]


@pytest.mark.parametrize("answer", TrainerAssignment.Status)
def test_visible_to_a_trainer_are_the_own_editions_once(answer: TrainerAssignment.Status) -> None:
    trainer, edition = make.user(), make.edition(sessions=2)
    for session in edition.sessions.all():
        make.trainer_assignment(session, trainer, answer)
    own = make.enrolment(edition=edition)
    make.enrolment()

    coming = answer != TrainerAssignment.Status.DECLINED
    assert list(Enrolment.objects.visible_to(trainer)) == ([own] if coming else [])


@pytest.mark.parametrize("first", ACTIVE)
@pytest.mark.parametrize("second", ACTIVE)
def test_active_enrolment_is_one_per_person_and_edition(first: Status, second: Status) -> None:
    enrolment = make.enrolment(status=first)

    with pytest.raises(IntegrityError), transaction.atomic():
        make.enrolment(enrolment.user, enrolment.edition, second)


@pytest.mark.parametrize("status", [status for status in Status if status not in ACTIVE])
def test_past_enrolments_may_be_many(status: Status) -> None:
    enrolment = make.enrolment(status=status)

    make.enrolment(enrolment.user, enrolment.edition, status)
    make.enrolment(enrolment.user, enrolment.edition)

    assert Enrolment.objects.active().count() == 1


def test_number_is_given_once_per_edition() -> None:
    enrolment = make.enrolment(number=4)
    make.enrolment(edition=make.edition(), number=4)

    with pytest.raises(IntegrityError), transaction.atomic():
        make.enrolment(edition=enrolment.edition, number=4)


def test_edition_with_people_in_it_cannot_be_removed() -> None:
    edition = make.enrolment().edition

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).delete()
