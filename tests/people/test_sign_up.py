"""What the form of signing up costs, for an address that has an account and for one that has none."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Message, User
from tests import make

pytestmark = pytest.mark.django_db

PERSON = {"given_name": "Eve", "family_name": "Il", "password1": make.PASSWORD}


def _written(email: str) -> list[str]:
    """To which tables was written, in order."""
    with CaptureQueriesContext(connection) as asked:
        Client().post(reverse("account_signup"), PERSON | {"email": email})
    return [query["sql"].split('"')[1] for query in asked if query["sql"].startswith(("INSERT", "UPDATE"))]


def test_sign_up_leaves_an_account_as_it_was() -> None:
    user = make.account(given_name="Anna")

    answer = Client().post(reverse("account_signup"), PERSON | {"email": user.email})

    assert answer.status_code == 302
    assert list(User.objects.values_list("email", "given_name")) == [(user.email, "Anna")]
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [user.email]
    assert Message.objects.get().kind == "account_already_exists"


def test_sign_up_makes_as_many_persons_and_addresses_when_the_account_exists() -> None:
    make.account()

    known, unknown = _written("anna@example.org"), _written("bram@example.org")

    for table in ("people_user", "account_emailaddress", "people_message"):
        made = [[line for line in written if line == table] for written in (known, unknown)]
        assert len(made[0]) >= len(made[1]) > 0
