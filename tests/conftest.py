"""What every test may ask for."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from people.models import User
from tests import make

AsUser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def domain_clock(settings: Settings) -> None:
    """The domain clock stands at `make.TODAY`; a test moves it with `settings.AS_OF`."""
    if settings.AS_OF is None:
        settings.AS_OF = make.TODAY


@pytest.fixture
def as_user() -> AsUser:
    """A browser in which somebody is signed in: `as_user(planner).get(...)`. `client` is a visitor's."""

    def signed_in(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        return browser

    return signed_in
