"""The administrator's pages of people, and the deeds on them."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from people.models import Affiliation, AuditEvent, Role, RoleGrant, User
from tests import make

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]
PEOPLE = "/beheer/mensen/"
TODAY, YESTERDAY = make.TODAY, make.TODAY - timedelta(days=1)
ROLE = {"rol-role": "planner", "rol-valid_from": f"{TODAY}", "rol-valid_until": f"{TODAY + timedelta(days=365)}"}


@pytest.fixture
def boss() -> User:
    return make.user(roles=[Role.ADMINISTRATOR])


@pytest.fixture
def office(as_user: AsUser, boss: User) -> Client:
    return as_user(boss)


def _page(person: User, deed: str = "") -> str:
    return f"{PEOPLE}{person.pk}/{deed}"


def _names(page: str) -> list[str]:
    return re.findall(r'<td data-label="Naam"><a [^>]*>([^<]+)<', page)


# the list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Achterberg, Daan", "Zuidema, Eva", "Vries, Boss"]),
        ("zoek=ACHTERB", ["Achterberg, Daan"]),
        ("zoek=eva@example", ["Zuidema, Eva"]),
        ("zoek=zeeland", ["Achterberg, Daan"]),
        ("zoek=daan+zeeland", ["Achterberg, Daan"]),
        ("zoek=eva+zeeland", []),
        ("zoek=limburg", []),  # she left
        ("rol=administrator", ["Vries, Boss"]),
        ("toegang=geblokkeerd", ["Zuidema, Eva"]),
    ],
)
def test_persons_finds_by_name_address_organisation_role_and_access(
    as_user: AsUser, query: str, found: list[str]
) -> None:
    boss = make.user(given_name="Boss", infix="", family_name="Vries", roles=[Role.ADMINISTRATOR])
    make.user(given_name="Daan", infix="", family_name="Achterberg", organisation=make.organisation("Zeeland"))
    eva = make.user("eva@example.org", given_name="Eva", infix="", family_name="Zuidema", is_active=False)
    make.affiliation(eva, make.organisation("Limburg"), valid_until=YESTERDAY)

    page = as_user(boss).get(f"{PEOPLE}?{query}").content.decode()

    assert sorted(_names(page)) == sorted(found)


def test_persons_says_no_when_a_filter_makes_no_sense(office: Client) -> None:
    assert office.get(f"{PEOPLE}?rol=keizer").status_code == 400


def test_persons_shows_fifty_at_a_time(office: Client) -> None:
    for _ in range(50):
        make.user()

    assert len(_names(office.get(PEOPLE).content.decode())) == 50
    assert len(_names(office.get(f"{PEOPLE}?page=2").content.decode())) == 1


@pytest.mark.parametrize("number", ["0", "-1", "tien", "999"])
def test_persons_has_no_page_that_is_not_there(office: Client, number: str) -> None:
    assert len(_names(office.get(f"{PEOPLE}?page={number}").content.decode())) == 1


@pytest.mark.parametrize("sort", ["last_login", "-last_login"])
def test_persons_that_are_equal_in_what_sorts_stand_in_one_order(office: Client, sort: str) -> None:
    made = [make.user(family_name=f"Gelijk{n:02}").pk for n in range(60)]

    pages = [office.get(f"{PEOPLE}?sort={sort}&page={page}").context["table"].page.object_list for page in (1, 2)]

    listed = [row.record.pk for page in pages for row in page]
    assert [pk for pk in listed if pk in made] == made


@pytest.mark.parametrize("rows", [1, 30])
def test_persons_costs_the_same_for_more_rows(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make.user(organisation=make.organisation(), roles=[Role.TRAINING_CONTACT])

    with django_assert_max_num_queries(10):
        office.get(PEOPLE)


@pytest.mark.parametrize("rows", [1, 30])
def test_person_costs_the_same_for_more_rows(
    office: Client, boss: User, django_assert_max_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    person = make.user()
    for _ in range(rows):
        make.affiliation(person, make.organisation(), manager=make.user())
        make.role_grant(person, Role.TRAINING_CONTACT, organisation=make.organisation(), granted_by=boss)

    with django_assert_max_num_queries(13):
        office.get(_page(person))


# roles


def test_grant_role_gives_it_for_a_while_and_leaves_a_line(office: Client, boss: User) -> None:
    person = make.user()

    answer = office.post(_page(person, "rol-geven/"), ROLE)

    grant = RoleGrant.objects.get(user=person)
    assert answer.headers["Location"] == _page(person)
    assert (grant.role, grant.scope, grant.granted_by) == (Role.PLANNER, RoleGrant.Scope.ALL, boss)
    assert grant.valid_until == TODAY + timedelta(days=365)
    line = AuditEvent.objects.get(deed="grant_role")
    assert (line.actor, line.subject, line.object_id) == (boss, person, str(grant.pk))


def test_grant_role_acts_once_when_the_form_is_sent_twice(office: Client) -> None:
    person, key = make.user(), str(uuid.uuid4())

    answers = [office.post(_page(person, "rol-geven/"), ROLE | {"key": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert RoleGrant.objects.filter(user=person).count() == 1


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        ({"rol-role": "keizer"}, 400, "Kies iets uit de lijst."),
        ({"rol-valid_until": ""}, 400, "Laatste dag: "),
        ({"rol-valid_until": "2031-01-01"}, 409, "Laatste dag: Een rol geldt hooguit twee jaar."),
        ({"rol-valid_from": f"{YESTERDAY}"}, 409, "Eerste dag: Een rol begint vandaag of later."),
        ({"rol-role": "training_contact"}, 409, "Organisatie: Kies waarvoor deze rol geldt."),
    ],
)
def test_grant_role_tells_at_the_field_what_is_wrong(
    office: Client, typed: dict[str, str], status: int, told: str
) -> None:
    person = make.user()

    answer = office.post(_page(person, "rol-geven/"), ROLE | typed)

    assert answer.status_code == status
    assert told in answer.content.decode()
    assert not RoleGrant.objects.filter(user=person).exists()


def test_grant_role_is_for_one_edition_when_its_code_is_typed(office: Client) -> None:
    person, edition = make.user(), make.edition()

    office.post(_page(person, "rol-geven/"), ROLE | {"rol-edition": edition.code.lower()})

    grant = RoleGrant.objects.get(user=person)
    assert (grant.role, grant.scope, grant.object_id) == (Role.PLANNER, RoleGrant.Scope.EDITION, edition.pk)
    assert f'<td data-label="Waarvoor">{edition.code}</td>' in office.get(_page(person)).content.decode()


def test_grant_role_is_for_one_traineeship_when_the_trainee_is_named(office: Client) -> None:
    person, trainee = make.user(), make.user()
    traineeship = make.traineeship(trainee=trainee)
    typed = ROLE | {"rol-role": Role.COORDINATOR, "rol-traineeship": trainee.email.upper()}

    office.post(_page(person, "rol-geven/"), typed)

    grant = RoleGrant.objects.get(user=person)
    assert (grant.scope, grant.object_id) == (RoleGrant.Scope.TRAINEESHIP, traineeship.pk)
    assert f'<td data-label="Waarvoor">{traineeship}</td>' in office.get(_page(person)).content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"rol-edition": "BESTAAT-NIET"}, "Uitvoering: Er is geen uitvoering met deze code."),
        (
            {"rol-traineeship": "niemand@example.org"},
            "E-mailadres van de trainee: Er is geen trainee met dit e-mailadres.",
        ),
    ],
)
def test_grant_role_is_refused_when_what_it_is_for_is_unknown(office: Client, typed: dict[str, str], told: str) -> None:
    person = make.user()

    answer = office.post(_page(person, "rol-geven/"), ROLE | typed)

    assert (answer.status_code, told in answer.content.decode()) == (400, True)
    assert not RoleGrant.objects.filter(user=person).exists()


@pytest.mark.parametrize("deed", ["rol-geven/", "blokkeren/"])
def test_administrator_changes_nothing_of_himself(office: Client, boss: User, deed: str) -> None:
    answer = office.post(_page(boss, deed), ROLE)

    boss.refresh_from_db()
    assert answer.status_code == 409
    assert boss.is_active
    assert boss.role_grants.count() == 1


def test_withdraw_role_ends_it_at_once_when_its_holder_is_at_work(office: Client, as_user: AsUser) -> None:
    planner = make.user(roles=[Role.PLANNER])
    at_work = as_user(planner)
    before = at_work.get("/planning/").status_code

    office.post(_page(planner, f"rollen/{planner.role_grants.get().pk}/intrekken/"))

    assert (before, at_work.get("/planning/").status_code) == (200, 403)
    assert AuditEvent.objects.filter(deed="withdraw_role", subject=planner).count() == 1


def test_withdraw_role_leaves_an_ended_one_as_it_was(office: Client) -> None:
    ended = make.role_grant(make.user(), Role.PLANNER, valid_until=make.LONG_AGO)

    office.post(_page(ended.user, f"rollen/{ended.pk}/intrekken/"))

    ended.refresh_from_db()
    assert ended.valid_until == make.LONG_AGO
    assert not AuditEvent.objects.filter(deed="withdraw_role").exists()


def test_withdraw_role_is_not_there_when_it_is_somebody_elses(office: Client) -> None:
    held = make.role_grant(make.user(), Role.PLANNER)

    assert office.post(_page(make.user(), f"rollen/{held.pk}/intrekken/")).status_code == 404


def test_withdraw_role_refuses_one_s_own(office: Client, boss: User) -> None:
    answer = office.post(_page(boss, f"rollen/{boss.role_grants.get().pk}/intrekken/"))

    assert answer.status_code == 409
    assert boss.role_grants.get().valid_until is None


# affiliations


def test_person_without_work_is_offered_the_organisation_that_the_address_hints_at(office: Client) -> None:
    region = make.organisation("Zeeland")
    make.user("bob@vrz.example", organisation=region)
    anna = make.user("anna@vrz.example")

    page = office.get(_page(anna))

    assert "werken meestal voor Veiligheidsregio Zeeland" in page.content.decode()
    assert page.context["affiliation_form"]["organisation"].value() == region.pk
    assert not anna.affiliations.exists()


def test_add_affiliation_finds_the_manager_by_address(office: Client) -> None:
    person, manager, region = make.user(organisation=make.organisation()), make.user(), make.organisation()
    typed = {"werk-organisation": region.pk, "werk-manager_address": manager.email.upper(), "werk-function": "adviseur"}

    office.post(_page(person, "dienstverband/"), typed | {"werk-valid_from": f"{TODAY}"})

    bond = person.affiliations.get(organisation=region)
    assert (bond.manager, bond.manager_address, bond.function) == (manager, "", "adviseur")
    assert {job.organisation for job in User.objects.get(pk=person.pk).employments} > {region}
    assert AuditEvent.objects.filter(deed="add_affiliation", subject=person).count() == 1


def test_add_affiliation_keeps_the_address_of_a_manager_without_account(office: Client) -> None:
    person, region = make.user(), make.organisation()
    typed = {"werk-organisation": region.pk, "werk-manager_address": "chef@example.org", "werk-valid_from": f"{TODAY}"}

    office.post(_page(person, "dienstverband/"), typed)

    assert person.affiliations.get().manager_address == "chef@example.org"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"werk-organisation": "0"}, "Organisatie: Kies iets uit de lijst."),
        ({"werk-valid_from": "1026-01-01"}, "Eerste dag: Kies een dag tussen 1990 en 2100."),
        ({"werk-manager_address": "geen adres"}, "E-mailadres van de leidinggevende: "),
        ({"werk-function": "advi\u202eseur"}, "Functie: Hierin staat een onzichtbaar teken."),
    ],
)
def test_add_affiliation_tells_at_the_field_what_is_wrong(office: Client, typed: dict[str, str], told: str) -> None:
    person = make.user()
    fine = {"werk-organisation": str(make.organisation().pk), "werk-valid_from": f"{TODAY}"}

    answer = office.post(_page(person, "dienstverband/"), fine | typed)

    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not person.affiliations.exists()


def test_end_affiliation_keeps_it_in_history(office: Client) -> None:
    person = make.user(organisation=make.organisation())
    bond = person.affiliations.get()

    office.post(_page(person, f"dienstverbanden/{bond.pk}/"), {"last_day": f"{YESTERDAY}"})

    assert Affiliation.objects.get().valid_until == YESTERDAY
    assert User.objects.get(pk=person.pk).employments == []


@pytest.mark.parametrize(("day", "status"), [("", 400), ("gisteren", 400), ("2019-12-31", 409)])
def test_end_affiliation_tells_what_is_wrong_with_the_day(office: Client, day: str, status: int) -> None:
    person = make.user(organisation=make.organisation())

    answer = office.post(_page(person, f"dienstverbanden/{person.affiliations.get().pk}/"), {"last_day": day})

    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert person.affiliations.get().valid_until is None


# access and name


def test_block_puts_somebody_out_at_once_and_unblock_lets_in(office: Client, as_user: AsUser) -> None:
    person = make.user()
    elsewhere = as_user(person)

    office.post(_page(person, "blokkeren/"))
    blocked = elsewhere.get("/mijn/")
    office.post(_page(person, "deblokkeren/"))

    assert blocked.headers["Location"].startswith("/account/login/")
    assert User.objects.get(pk=person.pk).is_active
    assert [line.deed for line in AuditEvent.objects.filter(subject=person).order_by("pk")] == ["block", "unblock"]


def test_block_writes_one_line_when_it_is_pressed_in_two_tabs(office: Client) -> None:
    person = make.user()

    for _ in range(2):
        office.post(_page(person, "blokkeren/"))

    assert AuditEvent.objects.filter(deed="block").count() == 1


def test_correct_name_changes_it_and_where_it_is_found(office: Client) -> None:
    person = make.user(given_name="Sem", infix="", family_name="Fout")

    typed = {"given_name": "Sam", "infix": "van", "family_name": "Goed", "seen": person.name_mark}
    office.post(_page(person, "naam/"), typed)

    assert "Goed, Sam van" in office.get(f"{PEOPLE}?zoek=goed").content.decode()
    assert _names(office.get(f"{PEOPLE}?zoek=fout").content.decode()) == []


@pytest.mark.parametrize("name", ["", "12", "Sam\u202e", "x" * 61])
def test_correct_name_tells_at_the_field_what_is_wrong(office: Client, name: str) -> None:
    person = make.user(given_name="Sam")

    typed = {"given_name": name, "family_name": "Goed", "seen": person.name_mark}
    answer = office.post(_page(person, "naam/"), typed)

    assert answer.status_code == 400
    assert "Voornaam: " in answer.content.decode()
    assert User.objects.get(pk=person.pk).given_name == "Sam"


# one's own


def test_my_details_changes_one_s_own_name_only(as_user: AsUser) -> None:
    anna, other = make.user(), make.user()

    typed = {"given_name": "Anna", "infix": "", "family_name": "Bos", "seen": anna.name_mark}
    answer = as_user(anna).post("/mijn/gegevens/", typed)

    assert answer.headers["Location"] == "/mijn/gegevens/"
    assert User.objects.get(pk=anna.pk).full_name == "Anna Bos"
    assert User.objects.get(pk=other.pk).full_name == other.full_name
    assert AuditEvent.objects.get(deed="correct_name").subject == anna


def test_my_details_shows_where_one_works_and_one_s_roles(as_user: AsUser) -> None:
    region = make.organisation("Zeeland")
    anna = make.user(organisation=region, roles=[Role.TRAINING_CONTACT])

    page = as_user(anna).get("/mijn/gegevens/").content.decode()

    assert page.count("Veiligheidsregio Zeeland") == 2
    assert "Contactpersoon opleidingen" in page
    assert "intrekken/" not in page


def test_my_details_keeps_the_name_when_it_is_wrong(as_user: AsUser) -> None:
    anna = make.user(given_name="Anna")

    answer = as_user(anna).post("/mijn/gegevens/", {"given_name": "", "family_name": "Bos"})

    assert answer.status_code == 400
    assert User.objects.get(pk=anna.pk).given_name == "Anna"


def test_name_that_another_corrected_meanwhile_is_shown_beside_what_was_typed(office: Client) -> None:
    person = make.user(given_name="Sem", infix="", family_name="Fout")
    typed = {"given_name": "Sam", "infix": "", "family_name": "Fout", "seen": person.name_mark}
    office.post(_page(person, "naam/"), typed | {"family_name": "Eerst"})

    answer = office.post(_page(person, "naam/"), typed | {"family_name": "Later"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Zo staat het er nu" in page
    assert "<dd>Eerst</dd>" in page
    assert 'value="Later"' in page
    assert User.objects.get(pk=person.pk).family_name == "Eerst"


def test_one_s_own_name_is_not_overwritten_either(as_user: AsUser, office: Client) -> None:
    anna = make.user(given_name="Anna", infix="", family_name="Bos")
    typed = {"given_name": "Anna", "infix": "", "family_name": "Bosch", "seen": anna.name_mark}
    office.post(_page(anna, "naam/"), typed | {"family_name": "Berg"})

    answer = as_user(anna).post("/mijn/gegevens/", typed)

    assert answer.status_code == 409
    assert "<dd>Berg</dd>" in answer.content.decode()
    assert User.objects.get(pk=anna.pk).family_name == "Berg"


def test_last_day_that_another_chose_meanwhile_is_told_beside_what_was_typed(office: Client) -> None:
    person = make.user(organisation=make.organisation())
    address = _page(person, f"dienstverbanden/{person.affiliations.get().pk}/")
    office.post(address, {"last_day": "2027-12-31", "seen": ""})

    answer = office.post(address, {"last_day": "2027-11-30", "seen": ""})

    assert answer.status_code == 409
    assert "nu 31-12-2027, u vulde 30-11-2027 in" in answer.content.decode()
    assert f"{person.affiliations.get().valid_until}" == "2027-12-31"
