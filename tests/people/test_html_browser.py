"""The HTML of a mail, as a mail program draws it."""

import pytest
from django.conf import settings
from playwright.sync_api import Page

from people.letters import html
from tests.looking import wrong_on

pytestmark = pytest.mark.browser

TEXT = f"""Beste Anna,

Wanneer en waar:
- maandag 13 april 2026, 09:00-17:00, Sprinklers, Zaal 3, NIPV, Arnhem
- dinsdag 14 april 2026, 13:00-16:00, Schuim, online

Antwoorden kan met uw eigen link:
{settings.ADDRESS}/evaluatie/{"lang" * 20}/

KWMF-73QX

Meer leest u op https://voorbeeld.example/{"heel-lang-" * 12}pad.

Met vriendelijke groet,
Opleidingen Industriële Veiligheid
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_page_is_accessible_and_fits(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals

    page.set_content(html.page("Actie nodig: uw mening over Sprinklers", TEXT, "nl"))

    assert wrong_on(page) == []
