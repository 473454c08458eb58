from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from people import queries
from people.models import Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db

YESTERDAY, TODAY, TOMORROW = date(2026, 3, 1), make.TODAY, date(2026, 3, 3)


@pytest.fixture
def regions() -> dict[str, Organisation]:
    """Regions whose names differ from list to list."""
    names = {
        "VR01": ("Groningen", []),
        "VR02": ("Fryslân", ["Friesland"]),
        "VR06": ("Noord- en Oost-Gelderland", ["VNOG"]),
        "VR10": ("Noord-Holland Noord", []),
        "VR14": ("Gooi en Vechtstreek", []),
        "VR17": ("Rotterdam-Rijnmond", ["VRR"]),
        "VR24": ("Zuid-Limburg", ["Limburg-Zuid"]),
    }
    return {code: make.organisation(name, code=code, aliases=aliases) for code, (name, aliases) in names.items()}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Fryslân", "VR02"),
        ("fryslan", "VR02"),
        ("FRYSLÂN", "VR02"),
        ("Frysla\u0302n", "VR02"),  # the circumflex apart
        ("Friesland", "VR02"),
        ("Veiligheidsregio Fryslân", "VR02"),
        ("veiligheidsregio friesland", "VR02"),
        ("Veiligheidsregio\u00a0Fryslân", "VR02"),  # a space that does not break
        ("VR Fryslân", "VR02"),
        ("VR02", "VR02"),
        ("vr02", "VR02"),
        ("  Groningen  ", "VR01"),
        ("Noord- en Oost-Gelderland", "VR06"),
        ("Noord- en Oost Gelderland", "VR06"),
        ("VNOG", "VR06"),
        ("Noord-Holland-Noord", "VR10"),
        ("Noord Holland Noord", "VR10"),
        ("Noord\u2011Holland\u2011Noord", "VR10"),  # hyphens of a word processor
        ("Veiligheidsregio Noord-Holland Noord", "VR10"),
        ("Gooi- en Vechtstreek", "VR14"),
        ("Rotterdam Rijnmond", "VR17"),
        ("VRR", "VR17"),
        ("Limburg-Zuid", "VR24"),
        ("Zuid Limburg", "VR24"),
    ],
)
def test_organisation_named_knows_every_form_in_use(text: str, code: str, regions: dict[str, Organisation]) -> None:
    assert queries.organisation_named(text) == regions[code]


@pytest.mark.parametrize("text", ["", "   ", "-", "Veiligheidsregio", "VR", "Limburg", "Noord", "Groninge", "VR99"])
def test_organisation_named_is_none_when_nothing_fits(text: str, regions: dict[str, Organisation]) -> None:
    assert queries.organisation_named(text) is None


def test_organisation_named_is_none_when_two_fit() -> None:
    make.organisation("Omgevingsdienst Midden", aliases=["OD"])
    make.organisation("Omgevingsdienst Noord", aliases=["OD"])

    assert queries.organisation_named("OD") is None
    assert queries.organisation_named("omgevingsdienst noord") is not None


def test_organisation_named_asks_once(regions: object, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        queries.organisation_named("Fryslân")


@pytest.mark.parametrize(
    ("here", "there", "hinted"),
    [(2, 0, True), (2, 1, True), (1, 1, False), (0, 0, False), (1, 0, True)],
)
def test_hinted_organisation_is_where_most_with_that_domain_work(here: int, there: int, *, hinted: bool) -> None:
    region, other = make.organisation(), make.organisation()
    for number in range(here):
        make.user(f"hier{number}@vr.example", organisation=region)
    for number in range(there):
        make.user(f"daar{number}@vr.example", organisation=other)
    make.user("elders@ergens-vr.example", organisation=other)
    anna = make.user("anna@vr.example", organisation=other)

    assert queries.hinted_organisation(anna.email) == (region if hinted else None)


def test_colleagues_of_a_contact_are_all_of_the_own_organisation() -> None:
    here, there = make.organisation(), make.organisation()
    contact = make.user(roles=[Role.TRAINING_CONTACT], organisation=here)
    colleague, stranger = make.user(organisation=here), make.user(organisation=there)

    assert set(queries.colleagues(contact)) == {contact, colleague}
    assert stranger not in queries.colleagues(contact)


def test_colleagues_of_a_contact_count_once_when_they_work_here_twice() -> None:
    here = make.organisation()
    contact = make.user(roles=[Role.TRAINING_CONTACT], organisation=here)
    make.affiliation(contact, here, valid_from=date(2019, 1, 1), valid_until=TODAY)

    assert queries.colleagues(contact).count() == 1


def test_colleagues_of_a_line_manager_are_those_of_whom_he_is_the_manager() -> None:
    here = make.organisation()
    manager = make.user(organisation=here)
    own = make.user(organisation=here, manager=manager)
    make.user(organisation=here)

    assert set(queries.colleagues(manager)) == {own}


def test_colleagues_are_nobody_when_one_has_no_say() -> None:
    here = make.organisation()
    make.user(organisation=here)

    assert not queries.colleagues(make.user(organisation=here)).exists()


@pytest.mark.parametrize(
    ("begin", "end", "counts"),
    [
        (TODAY, None, True),
        (TOMORROW, None, False),
        (YESTERDAY, TODAY, True),  # the last day counts
        (YESTERDAY, YESTERDAY, False),
    ],
)
def test_colleagues_are_those_who_work_here_today(begin: date, end: date | None, counts: bool) -> None:
    here = make.organisation()
    contact = make.user(roles=[Role.TRAINING_CONTACT], organisation=here)
    colleague = make.user()
    make.affiliation(colleague, here, valid_from=begin, valid_until=end)

    assert (colleague in queries.colleagues(contact)) is counts


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("zoë", True),
        ("ZOE OLAND", True),
        ("öland zo", True),
        ("van", True),
        ("zoe@example.org", True),
        ("zoe jansen", False),
        ("%", False),
        ("_", False),
    ],
)
def test_people_matching_hold_every_word(words: str, found: bool) -> None:
    zoe = make.user("zoe@example.org", given_name="Zoë", infix="van", family_name="Öland")

    assert list(queries.people_matching(words)) == ([zoe] if found else [])


def test_people_matching_come_in_order_of_name() -> None:
    for name in ("Zwart", "Öland", "Albers"):
        make.user(family_name=name)

    assert [user.family_name for user in queries.people_matching("persoon")] == ["Albers", "Öland", "Zwart"]
    assert User.objects.count() == 3
