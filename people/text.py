"""Words: folding for search and sorting, and the language of stored texts."""

import unicodedata
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

# Letters that Unicode does not take apart, as Dutch readers look for them.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "’": "'"})  # noqa: RUF001  # they are meant


def folded(text: str) -> str:
    """`text` for comparing: no case, no diacritics, nothing invisible, dashes and runs of space as one space.

    Both databases then search and sort alike; SQLite by itself folds ASCII only.
    """
    split = unicodedata.normalize("NFKD", text.replace("İ", "I")).casefold()
    plain = "".join(_as_looked_for(mark) for mark in split).translate(_PLAIN)
    return " ".join(plain.split())


def _as_looked_for(mark: str) -> str:
    kind = unicodedata.category(mark)
    if kind == "Pd":  # a hyphen or dash, whichever the word processor made of it
        return " "
    return "" if kind == "Cf" or unicodedata.combining(mark) else mark  # Cf: soft hyphens, zero width spaces


def address(text: str) -> str:
    """An e-mail address in the one notation it is kept and compared in: lower case, composed, its domain in ASCII.

    jan@münchen.example and jan@xn--mnchen-3ya.example are one mailbox; jan+cursus@ is another than jan@.
    """
    name, at, domain = unicodedata.normalize("NFC", text.strip()).lower().rpartition("@")
    try:
        return f"{name}{at}{domain.encode('idna').decode()}"
    except UnicodeError:  # no domain at all: whoever checks addresses will say so
        return f"{name}{at}{domain}"


def local(thing: Any, field: str) -> str:
    """`field` of `thing` in the language of the page; Dutch where there is no English text."""
    english = getattr(thing, f"{field}_en", "") if translation.get_language() == "en" else ""
    return str(english or getattr(thing, field))


# How browsers and systems give themselves away; the first that fits counts, for each calls itself its forerunners too.
_BROWSERS = {
    "Edg": "Edge",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def browser(user_agent: str) -> str:
    """'Firefox op Windows', for people to recognise; what the browser calls itself when we do not know it."""
    name = next((word for sign, word in _BROWSERS.items() if sign in user_agent), "")
    system = next((word for sign, word in _SYSTEMS.items() if sign in user_agent), "")
    if name and system:
        return _("{browser} op {system}").format(browser=name, system=system)
    return user_agent or _("onbekende browser")
