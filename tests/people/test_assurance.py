import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from people import assurance
from people.models import Role, User
from tests import make

pytestmark = pytest.mark.django_db

FACTORS = {Authenticator.Type.TOTP: False, Authenticator.Type.WEBAUTHN: False, Authenticator.Type.RECOVERY_CODES: True}


def _asked_by(user: User, *, proven_ago: float | None) -> HttpRequest:
    """A request of somebody who proved who they are so many seconds ago, or never."""
    request = RequestFactory().get("/")
    request.user, request.session = user, SessionStore()
    if proven_ago is not None:
        request.session["account_authentication_methods"] = [{"method": "password", "at": time.time() - proven_ago}]
        request.session["account_authentication_methods_user"] = str(user.pk)
    return request


@pytest.mark.parametrize(("role", "owes"), [(Role.PLANNER, True), (Role.READER, False)])
def test_second_factor_is_owed_by_the_roles_of_the_settings(settings: Settings, role: Role, owes: bool) -> None:
    settings.SECOND_FACTOR_ROLES = ["planner"]

    assert assurance.owes_second_factor(make.user(roles=[role])) is owes


def test_second_factor_is_owed_by_nobody_when_the_settings_name_no_role() -> None:
    assert not assurance.owes_second_factor(make.user(roles=[Role.ADMINISTRATOR]))


@pytest.mark.parametrize(("kind", "owes"), FACTORS.items())
def test_second_factor_is_an_app_or_a_passkey(settings: Settings, kind: Authenticator.Type, owes: bool) -> None:
    settings.SECOND_FACTOR_ROLES = ["planner"]
    user = make.user(roles=[Role.PLANNER])
    Authenticator.objects.create(user=user, type=kind, data={})

    assert assurance.owes_second_factor(user) is owes


@pytest.mark.parametrize(
    ("proven_ago", "confirmed"),
    [
        (0, True),
        (14 * 60, True),
        (15 * 60 + 1, False),
        (None, False),
    ],
)
def test_proof_holds_for_a_quarter_of_an_hour(settings: Settings, proven_ago: float | None, confirmed: bool) -> None:
    settings.CONFIRMED_FOR = timedelta(minutes=15)

    assert assurance.is_confirmed(_asked_by(make.account(), proven_ago=proven_ago)) is confirmed


def test_proof_of_another_person_does_not_count(settings: Settings) -> None:
    settings.CONFIRMED_FOR = timedelta(minutes=15)
    request = _asked_by(make.account(), proven_ago=0)
    request.user = make.account("bram@example.org")

    assert not assurance.is_confirmed(request)


def test_proof_is_not_asked_of_who_has_only_codes_by_mail(settings: Settings) -> None:
    settings.CONFIRMED_FOR = timedelta(minutes=15)

    assert assurance.is_confirmed(_asked_by(make.user(), proven_ago=None))


def test_proof_is_not_asked_when_the_settings_say_so() -> None:
    assert assurance.is_confirmed(_asked_by(make.account(), proven_ago=None))
