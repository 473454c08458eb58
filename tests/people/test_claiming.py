"""Somebody whom a colleague enrolled comes in by the address and stays one person; blocking ends all of it."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from people import calendars, outbox
from people.models import Message, User
from tests import make

pytestmark = pytest.mark.django_db

CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.MULTILINE)
LINK = re.compile(r"^\S+(/account/password/reset/key/\S+)$", re.MULTILINE)
NEW = "een heel ander wachtwoord"


def _signed_in(user: User) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    assert _is_in(browser)
    return browser


def _is_in(browser: Client) -> bool:
    return browser.get(reverse("mfa_index")).status_code == 200


def _last_mail() -> str:
    outbox.send_due()
    return str(mail.outbox[-1].body)


def _sign_up(browser: Client, email: str) -> str:
    person = {"given_name": "Eve", "family_name": "Il", "email": email, "password1": make.PASSWORD}
    return browser.post(reverse("account_signup"), person).headers["Location"]


def test_code_claims_the_record_in_any_case_of_the_address(client: Client) -> None:
    user = make.user("nieuw@example.org")

    client.post(reverse("account_request_login_code"), {"email": "NIEUW@Example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": CODE.findall(_last_mail())[0]})

    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get().verified
    assert User.objects.count() == 1


def test_sign_up_leads_to_the_record_by_mail_and_makes_no_second_person(client: Client) -> None:
    user = make.user("nieuw@example.org")

    known, unknown = _sign_up(client, "nieuw@example.org"), _sign_up(Client(), "onbekend@example.org")

    told = Message.objects.get(address=user.email)
    user.refresh_from_db()
    assert known == unknown
    assert told.kind == "account_already_exists"
    assert reverse("account_request_login_code") in told.body
    assert User.objects.filter(email=user.email).count() == 1
    assert (user.given_name, user.has_usable_password()) == ("Sam", False)  # what a stranger typed is not taken over
    assert not EmailAddress.objects.filter(user=user).exists()


def test_reset_link_gives_the_record_a_password(client: Client) -> None:
    user = make.user("nieuw@example.org")

    client.post(reverse("account_reset_password"), {"email": user.email})
    form = client.get(LINK.findall(_last_mail())[0]).headers["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert User.objects.count() == 1


def test_change_of_address_cannot_take_a_record_over(client: Client) -> None:
    made, user = make.user("nieuw@example.org"), make.account()
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})

    client.post(reverse("account_email"), {"email": made.email, "action_add": ""})
    client.post(reverse("account_email_verification_sent"), {"code": CODE.findall(_last_mail())[0]})

    assert set(User.objects.values_list("email", flat=True)) == {made.email, user.email}
    assert not EmailAddress.objects.filter(email=made.email).exists()


def test_stolen_session_is_dead_when_the_password_was_reset(client: Client) -> None:
    user = make.account()
    stolen = _signed_in(user)
    client.post(reverse("account_reset_password"), {"email": user.email})
    form = client.get(LINK.findall(_last_mail())[0]).headers["Location"]

    client.post(form, {"password1": NEW, "password2": NEW})

    assert not _is_in(stolen)


def test_sessions_elsewhere_end_by_one_button() -> None:
    user = make.account()
    here, elsewhere = _signed_in(user), _signed_in(user)

    here.post(reverse("usersessions_list"))

    assert _is_in(here)
    assert not _is_in(elsewhere)


@pytest.mark.parametrize("change", ["mfa_deactivate_totp", "mfa_generate_recovery_codes"])
def test_sessions_elsewhere_end_when_a_factor_changes(
    change: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = make.account()
    here, elsewhere = _signed_in(user), _signed_in(user)
    make.app(user)
    here.post(reverse("mfa_reauthenticate"), {"code": make.app_code()})

    with django_capture_on_commit_callbacks(execute=True):
        here.post(reverse(change))

    assert _is_in(here)
    assert not _is_in(elsewhere)


def test_blocking_ends_sessions_feed_and_every_way_in() -> None:
    user = make.account()
    browser, feed = _signed_in(user), reverse("private_feed", args=[calendars.new_feed_token(user)])
    assert Client().get(feed).status_code == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    again = Client()
    again.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    assert [_is_in(browser), _is_in(again), Client().get(feed).status_code] == [False, False, 404]
