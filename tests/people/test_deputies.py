"""Who stands in for whom, what that opens, and what it does not."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from people.deputies import actions, rules
from people.deputies import queries as deputies
from people.deputies.rules import DeputyWish
from people.errors import ChangeRefused
from people.models import AuditEvent, Deputyship, Message, Organisation, Role, User
from people.queries import colleagues
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
TODAY, DAY = make.TODAY, timedelta(days=1)
EMPLOYER, EVERYTHING = Deputyship.Covers
MINE = "/mijn/waarneming/"


@pytest.fixture
def region() -> Organisation:
    return make.organisation()


@pytest.fixture
def contact(region: Organisation) -> User:
    return make.user(organisation=region, roles=[Role.TRAINING_CONTACT])


@pytest.fixture
def leader(region: Organisation) -> User:
    """A line manager at the same region."""
    leader = make.user(organisation=region)
    make.user(organisation=region, manager=leader)
    return leader


def _wish(deputy: User | None, **parts: object) -> DeputyWish:
    plain = {"covers": EMPLOYER, "valid_from": TODAY, "valid_until": TODAY + 7 * DAY}
    return DeputyWish(deputy, **plain | parts)  # type: ignore[arg-type]  # a test names only what it is about


def _again(user: User) -> User:
    """As the next request knows them."""
    return User.objects.get(pk=user.pk)


# what it opens


def test_deputy_speaks_for_the_organisation_of_a_training_contact(contact: User, region: Organisation) -> None:
    deputy = make.user()
    make.deputyship(contact, deputy)

    assert deputy.contact_for == [region.pk]
    assert deputy.stands_in_for == [contact]
    assert contact.stands_in_for == []


def test_deputy_leads_the_people_of_a_line_manager_but_not_himself(region: Organisation, leader: User) -> None:
    deputy = make.user(organisation=region, manager=leader)
    make.deputyship(leader, deputy)

    assert deputy.manages_somebody
    assert deputy not in {bond.user for bond in deputy.managed}
    assert {bond.user for bond in deputy.managed} == set(colleagues(deputy)) - {deputy}
    assert deputy.stands_in_for == [leader]


@pytest.mark.parametrize(
    ("covers", "held"),
    [(EMPLOYER, {Role.TRAINING_CONTACT}), (EVERYTHING, {Role.TRAINING_CONTACT, Role.PLANNER})],
)
def test_deputy_for_everything_has_all_roles_but_administrator(
    region: Organisation, covers: str, held: set[Role]
) -> None:
    absent = make.user(organisation=region, roles=[Role.TRAINING_CONTACT, Role.PLANNER, Role.ADMINISTRATOR])
    deputy = make.user()
    make.deputyship(absent, deputy, covers=covers)

    assert {role for role in Role if deputy.has_role(role)} == held


@pytest.mark.parametrize(
    ("first", "last"), [(TODAY + DAY, TODAY + 2 * DAY), (TODAY - 2 * DAY, TODAY - DAY), (TODAY, TODAY - DAY)]
)
def test_deputy_has_nothing_on_other_days(contact: User, first: date, last: date) -> None:
    deputy = make.user()
    make.deputyship(contact, deputy, valid_from=first, valid_until=last)

    assert deputy.grants == []


def test_deputy_has_nothing_of_who_is_blocked(contact: User) -> None:
    deputy = make.user()
    make.deputyship(contact, deputy)

    User.objects.filter(pk=contact.pk).update(is_active=False)

    assert deputy.grants == []


def test_deputy_of_a_deputy_has_nothing(contact: User) -> None:
    deputy, second = make.user(), make.user()
    make.deputyship(contact, deputy)
    make.deputyship(deputy, second)

    assert second.grants == []


# naming


def test_candidates_speak_for_the_same_organisation(contact: User, leader: User, region: Organisation) -> None:
    make.user(organisation=region)
    make.user(organisation=make.organisation(), roles=[Role.TRAINING_CONTACT])
    make.user(organisation=region, roles=[Role.TRAINING_CONTACT], is_active=False)

    assert set(deputies.candidates(leader)) == {contact}
    assert set(deputies.candidates(contact)) == {leader}


def test_name_tells_the_deputy_and_leaves_a_line(contact: User, leader: User) -> None:
    named = actions.name(leader, _wish(contact), by=leader)

    (mail,) = Message.objects.all()
    line = AuditEvent.objects.get(deed="name_deputy")
    assert (mail.recipient, mail.subject) == (contact, f"U neemt waar voor {leader}")
    assert (line.actor, line.subject, line.object_id) == (leader, leader, str(named.pk))


def test_name_tells_both_when_an_administrator_does_it(contact: User) -> None:
    boss, deputy = make.user(roles=[Role.ADMINISTRATOR]), make.user()

    actions.name(contact, _wish(deputy, covers=EVERYTHING), by=boss)

    assert set(Message.objects.values_list("recipient", flat=True)) == {contact.pk, deputy.pk}


def test_name_is_refused_when_one_has_no_tasks_or_the_deputy_is_not_listed(contact: User, leader: User) -> None:
    stranger = make.user()

    for absent, wish in [
        (stranger, _wish(contact)),
        (leader, _wish(stranger)),
        (leader, _wish(leader)),
        (leader, _wish(None)),
        (leader, _wish(contact, covers=EVERYTHING)),
    ]:
        assert rules.faults_of(absent, wish, by=absent, on=TODAY).keys() <= {"", "deputy"}
        assert rules.faults_of(absent, wish, by=absent, on=TODAY)


def test_name_leaves_nothing_when_it_is_refused(leader: User) -> None:
    with pytest.raises(ChangeRefused):
        actions.name(leader, _wish(make.user()), by=leader)


def test_name_is_refused_when_an_administrator_names_himself(contact: User) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])

    with pytest.raises(ChangeRefused) as refused:
        actions.name(contact, _wish(boss), by=boss)

    assert refused.value.faults.keys() == {"deputy"}


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY - DAY, TODAY, "valid_from"),
        (TODAY, TODAY - DAY, "valid_until"),
        (TODAY, TODAY, None),
        (TODAY, TODAY + rules.LONGEST, None),
        (TODAY, TODAY + rules.LONGEST + DAY, "valid_until"),
    ],
)
def test_name_is_refused_at_the_day_that_is_wrong(
    contact: User, leader: User, first: date, last: date, field: str | None
) -> None:
    faults = rules.faults_of(leader, _wish(contact, valid_from=first, valid_until=last), by=leader, on=TODAY)

    assert faults.keys() == ({field} if field else set())


def test_name_is_refused_when_the_same_person_stands_in_already(contact: User, leader: User) -> None:
    make.deputyship(leader, contact)

    assert rules.faults_of(leader, _wish(contact), by=leader, on=TODAY).keys() == {"deputy"}
    later = _wish(contact, valid_from=TODAY + 8 * DAY, valid_until=TODAY + 9 * DAY)
    assert rules.faults_of(leader, later, by=leader, on=TODAY) == {}


def test_end_takes_it_back_at_once_and_once(contact: User, leader: User) -> None:
    named = make.deputyship(leader, contact)

    actions.end(named, by=leader)
    actions.end(named, by=leader)

    assert _again(contact).stands_in_for == []
    assert AuditEvent.objects.filter(deed="end_deputy").count() == 1


# pages


def test_line_manager_names_and_ends_a_deputy_on_the_own_page(as_user: AsUser, contact: User, leader: User) -> None:
    browser = as_user(leader)
    days = {"waarneming-valid_from": f"{TODAY}", "waarneming-valid_until": f"{TODAY + DAY}"}

    named = browser.post(MINE, {"waarneming-deputy": contact.pk, **days}, follow=True)

    assert named.redirect_chain == [("/mijn/gegevens/", 302)]
    assert f"<strong>{contact}</strong>" in named.content.decode()
    assert f"<strong>{leader}</strong>" in as_user(contact).get("/").content.decode()

    browser.post(f"{MINE}{Deputyship.objects.get().pk}/beeindigen/")

    assert "U neemt waar voor" not in as_user(contact).get("/").content.decode()


def test_deputy_is_chosen_from_the_list_only(as_user: AsUser, leader: User) -> None:
    stranger = make.user()
    typed = {"waarneming-deputy": stranger.pk, "waarneming-valid_from": f"{TODAY}"}

    answer = as_user(leader).post(MINE, typed | {"waarneming-valid_until": f"{TODAY}"})

    assert answer.status_code == 400
    assert str(stranger) not in answer.content.decode()


def test_who_has_no_tasks_names_nobody(as_user: AsUser) -> None:
    assert as_user(make.user()).post(MINE, {}).status_code == 403


def test_nobody_ends_the_deputyship_of_another(as_user: AsUser, contact: User, leader: User) -> None:
    named = make.deputyship(leader, contact)

    assert as_user(contact).post(f"{MINE}{named.pk}/beeindigen/").status_code == 404
    assert _again(contact).stands_in_for == [leader]


def test_administrator_names_and_ends_a_deputy_of_another(as_user: AsUser, contact: User) -> None:
    boss, deputy = make.user(roles=[Role.ADMINISTRATOR]), make.user()
    browser, page = as_user(boss), f"/beheer/mensen/{contact.pk}/"
    typed = {"waarneming-deputy": deputy.email.upper(), "waarneming-covers": EVERYTHING}
    days = {"waarneming-valid_from": f"{TODAY}", "waarneming-valid_until": f"{TODAY + DAY}"}

    browser.post(f"{page}waarneming/", typed | days)
    named = Deputyship.objects.get()
    shown = browser.get(page).content.decode()
    browser.post(f"{page}waarnemingen/{named.pk}/")

    assert (named.deputy, named.covers, named.named_by) == (deputy, EVERYTHING, boss)
    assert f"<strong>{deputy}</strong>" in shown
    assert _again(deputy).grants == []


def test_administrator_is_told_at_the_field_that_nobody_has_the_address(as_user: AsUser, contact: User) -> None:
    boss = make.user(roles=[Role.ADMINISTRATOR])
    typed = {"waarneming-deputy": "niemand@example.org", "waarneming-covers": EMPLOYER}
    days = {"waarneming-valid_from": f"{TODAY}", "waarneming-valid_until": f"{TODAY}"}

    answer = as_user(boss).post(f"/beheer/mensen/{contact.pk}/waarneming/", typed | days)

    assert answer.status_code == 409
    assert "E-mailadres van de waarnemer: Dit is niet het adres van iemand die kan inloggen." in answer.content.decode()


def test_rights_report_shows_deputies(as_user: AsUser, contact: User, leader: User) -> None:
    make.deputyship(leader, contact)
    boss = make.user(roles=[Role.ADMINISTRATOR])

    page = as_user(boss).get("/beheer/rechten/").content.decode()

    assert '<td data-label="Rol">neemt waar voor</td>' in page
    assert f"{leader}: goedkeuren en inzien namens de organisatie" in page


@pytest.mark.parametrize("rows", [1, 10])
def test_deputies_cost_no_query_on_top_of_the_roles(
    contact: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    deputy = make.user()
    for _ in range(rows):
        make.deputyship(make.user(organisation=make.organisation(), roles=[Role.TRAINING_CONTACT]), deputy)

    with django_assert_num_queries(2):
        assert len(deputy.stands_in_for) == rows
