"""What a page offers its reader is open to that reader: no link on it leads to "this is not for you"."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.http.response import HttpResponseBase
from django.urls import reverse

from tests.walk import access, doors
from tests.walk.scene import Scene, scene

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
SHUT = {403, 404}


@pytest.mark.parametrize("role", sorted(access.SIGNED_IN))
def test_no_page_links_to_what_its_reader_may_not_open(role: str) -> None:
    staged = scene()
    browser = doors.browser(staged, role)
    linked = {link: page for page in _pages(staged, role) for link in _links(browser.get(page))}

    shut = {link: page for link, page in linked.items() if browser.get(link).status_code in SHUT}

    assert shut == {}
    assert linked


def _pages(staged: Scene, role: str) -> Iterator[str]:
    """The addresses that open to `role`."""
    for door in access.DOORS:
        if door.method == "GET" and role in door.opens_to:
            yield reverse(door.route, args=staged.things[door.thing].split() if door.thing else [])


def _links(answer: HttpResponseBase) -> Iterator[str]:
    for found in LINK.findall(bytes(getattr(answer, "content", b"")).decode("utf-8", "replace")):
        yield unescape(found)
