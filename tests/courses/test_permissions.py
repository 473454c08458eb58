import pytest

from courses import permissions
from courses.models import Edition
from enrolments.models import Enrolment
from people.models import Role, RoleGrant, User
from tests import make

pytestmark = pytest.mark.django_db


def _planner_of(edition: Edition) -> User:
    planner = make.user()
    make.role_grant(planner, Role.PLANNER, scope=RoleGrant.Scope.EDITION, object_id=edition.pk)
    return planner


def test_planner_plans_every_edition() -> None:
    planner, edition = make.user(roles=[Role.PLANNER]), make.edition()

    assert permissions.plans_something(planner)
    assert permissions.may_plan(planner, edition)
    assert set(Edition.objects.planned_by(planner)) == {edition}


def test_planner_of_one_edition_plans_and_sees_that_one_only() -> None:
    given, other = (make.edition(status=Edition.Status.CONCEPT) for _ in range(2))
    here, elsewhere = make.enrolment(edition=given), make.enrolment(edition=other)

    planner = _planner_of(given)

    assert permissions.plans_something(planner)
    assert permissions.may_plan(planner, given)
    assert not permissions.may_plan(planner, other)
    assert set(Edition.objects.planned_by(planner)) == {given}
    assert set(Edition.objects.visible_to(planner)) == {given}
    assert set(Enrolment.objects.visible_to(planner)) == {here}
    assert elsewhere not in Enrolment.objects.visible_to(planner)


def test_planner_of_one_edition_is_no_planner_of_all() -> None:
    planner = _planner_of(make.edition())

    assert not planner.has_role(Role.PLANNER)


def test_who_has_another_role_for_the_same_number_plans_nothing() -> None:
    edition, coordinator = make.edition(), make.user()
    make.role_grant(coordinator, Role.COORDINATOR, scope=RoleGrant.Scope.TRAINEESHIP, object_id=edition.pk)

    assert not permissions.plans_something(coordinator)
    assert not permissions.may_plan(coordinator, edition)
