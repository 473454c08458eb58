"""The account of an organisation in a real browser, behind the shield as it is in production."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from config import openid
from tests import identity_provider, make
from tests.identity_provider import Provider
from tests.looking import wrong_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with identity_provider.serving() as serving:
        app = identity_provider.app(serving)
        library = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": library | {"APPS": [app]}}
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        allowed = {"form-action": ["'self'", *openid.origins([app])]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives | allowed}
        yield serving


@pytest.mark.parametrize("width", [390, 1280])
def test_button_leads_through_the_provider_and_back(
    visitor: Page, live_server: LiveServer, provider: Provider, width: int
) -> None:
    visitor.set_viewport_size({"width": width, "height": 900})
    make.account("anna@example.org", given_name="Anna")
    start = live_server.url.replace("127.0.0.1", "localhost")
    visitor.goto(f"{start}/account/login/?next=/mijn/")
    assert wrong_on(visitor) == []

    visitor.get_by_role("button", name="Veiligheidsregio Rotterdam-Rijnmond").click()

    visitor.wait_for_url(f"{start}/mijn/")
    assert provider.refusals == []


@pytest.mark.parametrize("width", [390, 1280])
def test_refusal_shows_another_way_in(page: Page, live_server: LiveServer, provider: Provider, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    provider.person["email_verified"] = False
    page.goto(f"{live_server.url.replace('127.0.0.1', 'localhost')}/account/login/")

    page.get_by_role("button", name="Veiligheidsregio Rotterdam-Rijnmond").click()

    page.get_by_role("heading", name="Dit is niet gelukt").wait_for()
    assert page.get_by_role("link", name="Stuur mij een code").is_visible()
    assert wrong_on(page) == []
