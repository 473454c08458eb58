"""An organisation that ends, or goes over into another."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from enrolments.models import Enrolment
from people import merging
from people.errors import ChangeRefused
from people.models import AuditEvent, Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
TODAY = make.TODAY
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def _merge(old: Organisation, new: Organisation | None, last_day: date = YESTERDAY) -> None:
    merging.end_organisation(old, last_day, new, by=make.user(roles=[Role.ADMINISTRATOR]))


def _fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_merge_takes_people_along_and_keeps_their_history() -> None:
    old, new = make.organisation(), make.organisation()
    manager = make.user()
    anna = make.user(organisation=old, manager=manager)

    _merge(old, new)

    before, after = anna.affiliations.order_by("valid_from")
    assert (before.organisation, before.valid_from, before.valid_until) == (old, make.LONG_AGO, YESTERDAY)
    assert (after.organisation, after.valid_from, after.valid_until, after.manager) == (new, TODAY, None, manager)
    assert AuditEvent.objects.get(deed="end_organisation").result == new.code


def test_merge_takes_the_contact_s_role_along_with_its_end_and_giver() -> None:
    old, new, boss = make.organisation(), make.organisation(), make.user()
    end = TODAY + timedelta(days=100)
    contact = make.user()
    make.role_grant(contact, Role.TRAINING_CONTACT, organisation=old, granted_by=boss, valid_until=end)

    _merge(old, new)

    grant = contact.role_grants.get(organisation=new)
    assert (grant.valid_from, grant.valid_until, grant.granted_by) == (TODAY, end, boss)
    assert contact.role_grants.get(organisation=old).valid_until == YESTERDAY


def test_merge_makes_no_second_affiliation_when_somebody_works_there_already() -> None:
    old, new = make.organisation(), make.organisation()
    both = make.user(organisation=old)
    make.affiliation(both, new)

    _merge(old, new)

    assert [job.organisation for job in _fresh(both).employments] == [new]


def test_end_without_successor_leaves_people_without_that_employer() -> None:
    old = make.organisation()
    anna = make.user(organisation=old, roles=[Role.TRAINING_CONTACT])

    _merge(old, None)

    assert _fresh(anna).employments == []
    assert _fresh(anna).grants == []


def test_contact_of_the_successor_sees_what_was_enrolled_before() -> None:
    older, old, new = make.organisation(), make.organisation(), make.organisation()
    enrolment = make.enrolment(make.user(organisation=older), organisation=older)
    contact = make.user(roles=[Role.TRAINING_CONTACT], organisation=new)
    stranger = make.user(roles=[Role.TRAINING_CONTACT], organisation=make.organisation())

    _merge(older, old, YESTERDAY - timedelta(days=9))
    _merge(old, new)

    assert list(Enrolment.objects.visible_to(_fresh(contact))) == [enrolment]
    assert not Enrolment.objects.visible_to(_fresh(stranger)).exists()


def test_contact_of_the_successor_waits_for_the_day() -> None:
    old, new = make.organisation(), make.organisation()
    make.enrolment(make.user(organisation=old), organisation=old)
    contact = make.user(roles=[Role.TRAINING_CONTACT], organisation=new)

    _merge(old, new, TODAY)

    assert not Enrolment.objects.visible_to(_fresh(contact)).exists()


@pytest.mark.parametrize(
    ("facts", "last_day", "field"),
    [
        ({"valid_until": TODAY}, TODAY, ""),
        ({"valid_from": TODAY}, YESTERDAY, "last_day"),
        ({"valid_from": TODAY}, TODAY, None),
    ],
)
def test_end_is_refused_outside_the_life_of_the_organisation(
    facts: dict[str, date], last_day: date, field: str | None
) -> None:
    old = make.organisation("Zeeland", **facts)

    if field is None:
        _merge(old, None, last_day)
    else:
        with pytest.raises(ChangeRefused) as refused:
            _merge(old, None, last_day)
        assert refused.value.faults.keys() == {field}


def test_end_is_refused_when_somebody_still_begins_there() -> None:
    old = make.organisation()
    make.affiliation(make.user(), old, valid_from=TOMORROW)

    with pytest.raises(ChangeRefused) as refused:
        _merge(old, make.organisation(), TODAY)

    assert refused.value.faults.keys() == {"last_day"}


@pytest.mark.parametrize("gone", [True, False])
def test_merge_is_refused_into_itself_or_into_what_ends(*, gone: bool) -> None:
    old = make.organisation()
    into = make.organisation(valid_until=TOMORROW) if gone else old

    with pytest.raises(ChangeRefused) as refused:
        _merge(old, into)

    assert refused.value.faults.keys() == {"successor"}


# the pages


def test_organisations_counts_who_works_there_today(as_user: AsUser) -> None:
    region = make.organisation("Zeeland", area=make.area("D"))
    make.user(organisation=region)
    make.affiliation(make.user(), region, valid_until=YESTERDAY)

    page = as_user(make.user(roles=[Role.ADMINISTRATOR])).get("/beheer/organisaties/").content.decode()

    assert "Veiligheidsregio Zeeland" in page
    assert '<td data-label="Mensen">1</td>' in page


def test_end_organisation_from_its_page(as_user: AsUser) -> None:
    old, new = make.organisation(), make.organisation()
    anna = make.user(organisation=old)
    office = as_user(make.user(roles=[Role.ADMINISTRATOR]))

    answer = office.post(
        f"/beheer/organisaties/{old.pk}/beeindigen/", {"last_day": f"{YESTERDAY}", "successor": new.pk}
    )

    assert answer.headers["Location"] == f"/beheer/organisaties/{old.pk}/"
    assert str(new) in office.get(answer.headers["Location"]).content.decode()
    assert [job.organisation for job in _fresh(anna).employments] == [new]


@pytest.mark.parametrize(
    ("day", "status", "told"), [("", 400, "Laatste dag: "), ("0226-03-01", 400, "Laatste dag: Kies een dag")]
)
def test_end_organisation_tells_at_the_field_what_is_wrong(as_user: AsUser, day: str, status: int, told: str) -> None:
    old = make.organisation()

    answer = as_user(make.user(roles=[Role.ADMINISTRATOR])).post(
        f"/beheer/organisaties/{old.pk}/beeindigen/", {"last_day": day}
    )

    assert answer.status_code == status
    assert told in answer.content.decode()
