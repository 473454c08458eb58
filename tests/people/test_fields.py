import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Upper
from django.test import Client

from people.models import User
from tests import make

pytestmark = pytest.mark.django_db


def test_address_is_kept_in_lower_case() -> None:
    anna = User.objects.create_user("  Anna.Berg@Example.ORG ")

    assert anna.email == "anna.berg@example.org"
    anna.refresh_from_db()
    assert anna.email == "anna.berg@example.org"


@pytest.mark.parametrize("typed", ["anna@example.org", "ANNA@EXAMPLE.ORG", " Anna@example.org "])
def test_address_is_found_however_it_is_typed(typed: str) -> None:
    anna = make.user("anna@example.org")

    assert User.objects.get(email=typed) == anna
    assert User.objects.get(email__in=[typed]) == anna
    assert User.objects.get_by_natural_key(typed) == anna


@pytest.mark.parametrize("other", ["anna@münchen.example", "anna@xn--mnchen-3ya.example"])
def test_sign_up_makes_no_second_person_when_the_domain_is_written_differently(client: Client, other: str) -> None:
    make.user("anna@münchen.example")
    typed = {"given_name": "Anna", "family_name": "Berg", "email": other, "password1": make.PASSWORD}

    client.post("/account/signup/", typed)

    assert User.objects.count() == 1


def test_address_belongs_to_one_person_whatever_its_case() -> None:
    make.user("anna@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        make.user("Anna@Example.org")


def test_address_in_capitals_is_refused_by_the_database() -> None:
    make.user("anna@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(email=Upper("email"))


def test_key_follows_the_fields_it_is_made_of() -> None:
    anna = make.user("anna@example.org", given_name="Zoë", infix="van", family_name="Öland")
    assert (anna.sort_key, anna.search_key) == ("oland zoe van anna@example.org", "zoe van oland anna@example.org")

    anna.family_name = "Berg"
    anna.save()

    anna.refresh_from_db()
    assert anna.sort_key == "berg zoe van anna@example.org"


def test_key_sorts_names_as_readers_expect() -> None:
    for name in ("Zwart", "Öland", "de Vries", "Albers", "d'Hondt", "Çelik"):
        make.user(family_name=name)

    assert [user.family_name for user in User.objects.all()] == [
        *("Albers", "Çelik", "d'Hondt", "de Vries", "Öland", "Zwart")
    ]


def test_key_fits_its_column_when_the_fields_are_long() -> None:
    course = make.course("ß" * 160, summary="é" * 300, title_en="ﬃ" * 160)  # folding makes these longer

    assert len(course.search_key) <= 1000
