"""The HTML of a mail: the words of its text once more. Nothing in it is fetched, or tells on its reader."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

STYLE = SafeString(Path(__file__).with_name("letter.css").read_text())
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
STYLE_HASH = f"'sha256-{_DIGEST}'"  # for the browser's shield, where a page shows a mail
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{subject}</h1>
{text}
</main>
</body>
</html>
"""
BREAK = SafeString("<br>\n")
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")  # on a line of its own
ITEM = "- "
LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)])")


def page(subject: str, text: str, language: str) -> str:
    """A page of one column: paragraphs, lists, links; a link of ours on a line of its own is a door."""
    with translation.override(language):
        blocks = format_html_join("\n", "{}", ((block,) for block in _blocks(text)))
    return format_html(PAGE, language=language, subject=subject, style=STYLE, text=blocks)


def _blocks(text: str) -> Iterator[SafeString]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        for look, lines in groupby(paragraph.splitlines(), key=_look):
            yield look(list(lines))


def _look(line: str) -> Callable[[list[str]], SafeString]:
    """What becomes of a line and those beside it that look the same."""
    if line.startswith(ITEM):
        return _list
    if CODE.fullmatch(line):
        return _code
    return _doors if line.startswith(f"{settings.ADDRESS}/") and LINK.fullmatch(line) else _words


def _list(lines: list[str]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((_linked(line.removeprefix(ITEM)),) for line in lines))
    return format_html("<ul>{}</ul>", items)


def _code(lines: list[str]) -> SafeString:
    return format_html_join("", '<p class="code">{}</p>', ((line,) for line in lines))


def _doors(lines: list[str]) -> SafeString:
    """Each says where it leads; what comes after the first part of a path can be a secret, and is nothing to read."""
    return format_html_join("", '<p><a class="door" href="{}">{}</a></p>', ((line, _leads_to(line)) for line in lines))


def _leads_to(link: str) -> str:
    there = urlsplit(link)
    return _("Open {where}").format(where=f"{there.netloc}/{there.path.split('/')[1]}".rstrip("/"))


def _words(lines: list[str]) -> SafeString:
    return format_html("<p>{}</p>", format_html_join(BREAK, "{}", ((_linked(line),) for line in lines)))


def _linked(line: str) -> SafeString:
    parts = LINK.split(line)  # every other one is a link
    return format_html_join("", "{}", ((_anchor(part) if turn % 2 else part,) for turn, part in enumerate(parts)))


def _anchor(link: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', link, link)
