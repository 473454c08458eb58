"""Words: folding for search and sorting, and the language of stored texts."""

import unicodedata
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Django's own short months, written by the date format "b", so that our English gives them their capital: 8 Dec 2025.
MONTHS = (
    *(_("jan"), _("feb"), _("mar"), _("apr"), _("may"), _("jun")),
    *(_("jul"), _("aug"), _("sep"), _("oct"), _("nov"), _("dec")),
)
_SMALL = (_("nul"), _("één"), _("twee"), _("drie"), _("vier"), _("vijf"), _("zes"), _("zeven"), _("acht"), _("negen"))
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


def in_words(number: int) -> str:
    """Zero to nine as people say them, larger numbers in digits; in the language of now."""
    small = [gettext(word) for word in _SMALL]
    return small[number] if number < len(small) else str(number)


def euros(amount: Decimal) -> str:
    """€ 450, or € 412,50: cents only where there are some."""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"€ {number_format(amount, places, force_grouping=True)}"


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
    return spoken(getattr(thing, field), getattr(thing, f"{field}_en", ""))


def spoken(dutch: object, english: object) -> str:
    """One of two texts that say the same."""
    return str(english if english and translation.get_language() == "en" else dutch)


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
        return gettext("{browser} op {system}").format(browser=name, system=system)
    return user_agent or gettext("onbekende browser")
