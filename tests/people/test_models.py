from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from people.models import Affiliation, Organisation, Role, RoleGrant, User
from tests import make

pytestmark = pytest.mark.django_db

YESTERDAY, TODAY, TOMORROW = date(2026, 3, 1), make.TODAY, date(2026, 3, 3)

SPANS = [
    (TODAY, None, True),
    (TODAY, TODAY, True),
    (YESTERDAY, TODAY, True),  # the last day counts
    (YESTERDAY, YESTERDAY, False),
    (TOMORROW, None, False),
]


def _refused(*args: Any, **fields: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(*args, valid_from=TODAY, **fields)


@pytest.mark.parametrize(
    ("names", "full", "listed"),
    [
        (("Jan", "van den", "Berg"), "Jan van den Berg", "Berg, Jan van den"),
        (("Jan", "", "Berg"), "Jan Berg", "Berg, Jan"),
        (("", "", "Berg"), "Berg", "Berg"),
        (("Jan", "", ""), "Jan", "Jan"),
        (("", "", ""), "", "jan@example.org"),
    ],
)
def test_names_are_written_as_people_say_and_sort_them(names: tuple[str, str, str], full: str, listed: str) -> None:
    given, infix, family = names

    user = User(email="jan@example.org", given_name=given, infix=infix, family_name=family)

    assert (user.full_name, user.list_name) == (full, listed)


@pytest.mark.parametrize(("begin", "end", "holds"), SPANS)
def test_role_holds_from_its_first_day_to_its_last(begin: date, end: date | None, holds: bool) -> None:
    user = make.user()
    make.role_grant(user, Role.PLANNER, valid_from=begin, valid_until=end)

    assert user.has_role(Role.PLANNER) is holds


@pytest.mark.parametrize(("begin", "end", "holds"), SPANS)
def test_employment_holds_from_its_first_day_to_its_last(begin: date, end: date | None, holds: bool) -> None:
    user, manager = make.user(), make.user()
    bond = make.affiliation(user, make.organisation(), manager=manager, valid_from=begin, valid_until=end)

    assert bool(user.employments) is holds
    assert manager.manages_somebody is holds
    assert manager.managed == ([bond] if holds else [])


@pytest.mark.parametrize(("begin", "end", "exists"), [*SPANS, (None, None, True), (None, YESTERDAY, False)])
def test_organisation_exists_from_its_first_day_to_its_last(begin: date | None, end: date | None, exists: bool) -> None:
    make.organisation(valid_from=begin, valid_until=end)

    assert Organisation.objects.on(TODAY).exists() is exists


def test_has_role_is_true_for_one_of_several() -> None:
    user = make.user(roles=[Role.READER])

    assert user.has_role(Role.PLANNER, Role.READER)
    assert not user.has_role(Role.PLANNER)
    assert not user.has_role()


def test_somebody_can_work_for_two_regions_at_once() -> None:
    user = make.user(organisation=make.organisation("Flevoland"))
    make.affiliation(user, make.organisation("Gooi en Vechtstreek"))

    assert [job.organisation.name for job in user.employments] == ["Flevoland", "Gooi en Vechtstreek"]


def test_nobody_works_twice_at_once_for_one_region() -> None:
    region = make.organisation()
    user = make.user(organisation=region)

    with pytest.raises(IntegrityError), transaction.atomic():
        make.affiliation(user, region, valid_from=TODAY)


def test_affiliation_does_not_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make.affiliation(make.user(), make.organisation(), valid_from=TODAY, valid_until=YESTERDAY)
    assert not Affiliation.objects.exists()


def test_nobody_grants_a_role_to_himself() -> None:
    user, other = make.user(), make.user()

    make.role_grant(user, Role.PLANNER, granted_by=other)
    _refused(user=user, role=Role.ADMINISTRATOR, granted_by=user)


@pytest.mark.parametrize("scope", RoleGrant.Scope)
@pytest.mark.parametrize("given", [None, "area", "organisation", "object_id"])
def test_grant_names_the_object_of_its_scope_and_no_other(scope: str, given: str | None) -> None:
    things: dict[str, Any] = {"area": make.area(), "organisation": make.organisation(), "object_id": 7}
    named = {given: things[given]} if given else {}
    fits = {"all": None, "area": "area", "organisation": "organisation"}.get(scope, "object_id") == given

    if fits:
        RoleGrant.objects.create(user=make.user(), role=Role.READER, scope=scope, valid_from=TODAY, **named)
    else:
        _refused(user=make.user(), role=Role.READER, scope=scope, **named)


def test_safety_region_is_called_so() -> None:
    assert str(make.organisation("Groningen")) == "Veiligheidsregio Groningen"
    assert str(make.organisation("DCMR", kind=Organisation.Kind.ENVIRONMENTAL_SERVICE)) == "DCMR"
