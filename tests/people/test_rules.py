from datetime import date, timedelta

import pytest

from people import rules
from people.models import Area, Organisation, Role, RoleGrant, User
from people.rules import AffiliationWish, GrantWish
from tests import make

pytestmark = pytest.mark.django_db

TODAY, YEAR = make.TODAY, make.TODAY + timedelta(days=365)


@pytest.fixture
def boss() -> User:
    return make.user(roles=[Role.ADMINISTRATOR])


def _wish(role: Role = Role.PLANNER, **parts: object) -> GrantWish:
    nothing = dict.fromkeys(("area", "organisation", "edition", "traineeship"))
    plain = nothing | {"valid_from": TODAY, "valid_until": YEAR}
    return GrantWish(role, **plain | parts)  # type: ignore[arg-type]  # a test names only what it is about


def _job(organisation: Organisation, **parts: object) -> AffiliationWish:
    plain = {"function": "", "manager": None, "manager_address": "", "valid_from": TODAY, "valid_until": None}
    return AffiliationWish(organisation, **plain | parts)  # type: ignore[arg-type]  # the same


def _thing(scope: RoleGrant.Scope) -> Area | Organisation | int | None:
    if scope == RoleGrant.Scope.AREA:
        return make.area()
    if scope == RoleGrant.Scope.ORGANISATION:
        return make.organisation()
    return None if scope == RoleGrant.Scope.ALL else 1


FITTING = {
    (Role.TRAINING_CONTACT, RoleGrant.Scope.ORGANISATION),
    (Role.AREA_COORDINATOR, RoleGrant.Scope.AREA),
    (Role.PLANNER, RoleGrant.Scope.ALL),
    (Role.PLANNER, RoleGrant.Scope.EDITION),
    (Role.COURSE_OWNER, RoleGrant.Scope.ALL),
    (Role.READER, RoleGrant.Scope.ALL),
    (Role.COORDINATOR, RoleGrant.Scope.ALL),
    (Role.COORDINATOR, RoleGrant.Scope.TRAINEESHIP),
    (Role.ADMINISTRATOR, RoleGrant.Scope.ALL),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("scope", RoleGrant.Scope)
def test_grant_fits_when_its_scope_is_one_that_the_role_asks_about(
    boss: User, role: Role, scope: RoleGrant.Scope
) -> None:
    chosen = {} if scope == RoleGrant.Scope.ALL else {str(scope): _thing(scope)}

    faults = rules.faults_of_grant(make.user(), _wish(role, **chosen), by=boss, on=TODAY)

    assert (faults == {}) == ((role, scope) in FITTING)
    assert faults.keys() <= {"area", "organisation", "edition", "traineeship"}


def test_grant_for_one_edition_is_refused_when_the_role_is_held_for_everything(boss: User) -> None:
    planner = make.user(roles=[Role.PLANNER])

    assert rules.faults_of_grant(planner, _wish(edition=1), by=boss, on=TODAY).keys() == {"role"}


def test_grant_for_everything_fits_when_the_role_is_held_for_one_edition(boss: User) -> None:
    helper = make.user()
    make.role_grant(helper, Role.PLANNER, scope=RoleGrant.Scope.EDITION, object_id=1)

    assert rules.faults_of_grant(helper, _wish(), by=boss, on=TODAY) == {}
    assert rules.faults_of_grant(helper, _wish(edition=2), by=boss, on=TODAY) == {}
    assert rules.faults_of_grant(helper, _wish(edition=1), by=boss, on=TODAY).keys() == {"role"}


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        (Role.TRAINING_CONTACT, {"area", "organisation"}),
        (Role.AREA_COORDINATOR, {"area", "organisation"}),
        (Role.PLANNER, set()),
    ],
)
def test_grant_is_refused_at_the_scope_when_none_is_given(boss: User, role: Role, fields: set[str]) -> None:
    faults = rules.faults_of_grant(make.user(), _wish(role), by=boss, on=TODAY)

    assert faults.keys() <= fields
    assert bool(faults) == bool(fields)


def test_grant_is_refused_at_both_scopes_when_the_role_has_neither(boss: User) -> None:
    wish = _wish(Role.READER, area=make.area(), organisation=make.organisation())

    assert rules.faults_of_grant(make.user(), wish, by=boss, on=TODAY).keys() == {"area", "organisation"}


def test_grant_is_refused_when_it_is_for_oneself(boss: User) -> None:
    assert rules.faults_of_grant(boss, _wish(), by=boss, on=TODAY).keys() == {""}


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY - timedelta(days=1), YEAR, "valid_from"),
        (TODAY, TODAY, None),  # one day
        (TODAY, TODAY - timedelta(days=1), "valid_until"),
        (TODAY, TODAY + rules.LONGEST_GRANT, None),
        (TODAY, TODAY + rules.LONGEST_GRANT + timedelta(days=1), "valid_until"),
    ],
)
def test_grant_is_refused_at_the_day_that_is_wrong(boss: User, first: date, last: date, field: str | None) -> None:
    wish = _wish(valid_from=first, valid_until=last)

    assert rules.faults_of_grant(make.user(), wish, by=boss, on=TODAY).keys() == ({field} if field else set())


@pytest.mark.parametrize(("ended", "refused"), [(None, True), (TODAY, True), (TODAY - timedelta(days=1), False)])
def test_grant_is_refused_when_the_role_is_held_in_that_time(boss: User, ended: date | None, *, refused: bool) -> None:
    person = make.user()
    make.role_grant(person, Role.PLANNER, valid_until=ended)

    assert ("role" in rules.faults_of_grant(person, _wish(), by=boss, on=TODAY)) == refused


@pytest.mark.parametrize(("ended", "refused"), [(None, True), (TODAY, True), (TODAY - timedelta(days=1), False)])
def test_affiliation_is_refused_when_it_overlaps_one_with_the_same_organisation(
    ended: date | None, *, refused: bool
) -> None:
    person, region = make.user(), make.organisation()
    make.affiliation(person, region, valid_until=ended)

    assert ("organisation" in rules.faults_of_affiliation(person, _job(region))) == refused


def test_affiliation_is_fine_when_it_is_the_second_at_once() -> None:
    person = make.user(organisation=make.organisation())

    assert rules.faults_of_affiliation(person, _job(make.organisation())) == {}


def test_affiliation_is_refused_when_the_organisation_ends_before_it() -> None:
    ended = make.organisation(valid_until=YEAR)

    assert rules.faults_of_affiliation(make.user(), _job(ended)).keys() == {"organisation"}
    assert rules.faults_of_affiliation(make.user(), _job(ended, valid_until=YEAR)) == {}


def test_affiliation_is_refused_when_somebody_manages_himself() -> None:
    person, region = make.user(), make.organisation()

    assert rules.faults_of_affiliation(person, _job(region, manager=person)).keys() == {"manager_address"}
    assert rules.faults_of_affiliation(person, _job(region, manager_address=person.email)).keys() == {"manager_address"}


@pytest.mark.parametrize(
    ("until", "last_day", "refused"),
    [
        (None, make.LONG_AGO, False),
        (None, make.LONG_AGO - timedelta(days=1), True),
        (TODAY, TODAY, False),
        (TODAY, TODAY + timedelta(days=1), True),
    ],
)
def test_last_day_is_refused_when_it_is_outside_the_affiliation(
    until: date | None, last_day: date, *, refused: bool
) -> None:
    bond = make.affiliation(make.user(), make.organisation(), valid_until=until)

    assert bool(rules.fault_of_last_day(bond, last_day)) == refused
