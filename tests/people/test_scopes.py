import pytest
from pytest_django import DjangoAssertNumQueries

from people import scopes
from people.models import Role, RoleGrant
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_named_tells_what_narrow_roles_are_for_in_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make.role_grant(
            make.user(), Role.PLANNER, scope=RoleGrant.Scope.EDITION, object_id=make.edition(code=f"PGS-{_}").pk
        )
    make.role_grant(make.user(), Role.PLANNER)

    with django_assert_num_queries(2):
        told = scopes.named(RoleGrant.objects.select_related("area", "organisation").order_by("pk"))

    assert [grant.reach for grant in told] == [*(f"PGS-{number}" for number in range(rows)), "alles"]


def test_named_says_the_kind_of_thing_when_the_thing_is_gone() -> None:
    grant = make.role_grant(make.user(), Role.PLANNER, scope=RoleGrant.Scope.EDITION, object_id=999)

    (told,) = scopes.named([grant])

    assert told.reach == "uitvoering"
