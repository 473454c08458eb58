"""Words: folding for search and sorting, and the language of stored texts."""

import unicodedata
from typing import Any

from django.utils import translation

# Letters that Unicode does not take apart, as Dutch readers look for them.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})  # noqa: RUF001  # the Turkish i is meant


def folded(text: str) -> str:
    """`text` for comparing: no case, no diacritics, hyphens and runs of space as one space.

    Both databases then search and sort alike; SQLite by itself folds ASCII only.
    """
    split = unicodedata.normalize("NFKD", text.replace("İ", "I")).casefold()
    plain = "".join(mark for mark in split if not unicodedata.combining(mark)).translate(_PLAIN)
    return " ".join(plain.replace("-", " ").split())


def local(thing: Any, field: str) -> str:
    """`field` of `thing` in the language of the page; Dutch where there is no English text."""
    english = getattr(thing, f"{field}_en", "") if translation.get_language() == "en" else ""
    return str(english or getattr(thing, field))
