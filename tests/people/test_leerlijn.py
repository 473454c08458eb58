"""The filters of `people/templatetags/leerlijn.py`."""

import pytest
from django.conf import settings
from django.utils import translation

from people.templatetags.leerlijn import browser, own_links

WINDOWS_EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
IPHONE_SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"
ANDROID_CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (WINDOWS_EDGE, "Edge op Windows"),
        (IPHONE_SAFARI, "Safari op iPhone"),
        (ANDROID_CHROME, "Chrome op Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op Linux"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "onbekende browser"),
    ],
)
def test_browser_says_what_people_recognise(user_agent: str, words: str) -> None:
    with translation.override("nl"):
        assert browser(user_agent) == words


@pytest.mark.parametrize("tail", ["", "/", "/mijn/?a=1"])
def test_own_links_link_our_address(tail: str) -> None:
    ours = f"{settings.ADDRESS}{tail}"

    assert own_links(f"Kijk op\n{ours}\n") == f'Kijk op\n<a class="utrecht-link" href="{ours}">{ours}</a>\n'


@pytest.mark.parametrize("other", [".evil.example/", "@evil.example/", "0/"])
def test_own_links_leave_what_only_looks_like_it(other: str) -> None:
    assert "<a" not in own_links(f"{settings.ADDRESS}{other}")


def test_own_links_escape_everything() -> None:
    assert own_links('<b>"') == "&lt;b&gt;&quot;"
    assert own_links(f'{settings.ADDRESS}/"><script>').count("<") == 2  # the link itself
