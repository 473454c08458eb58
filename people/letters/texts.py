"""The words of each kind of mail: a default in the repository, or what staff made of it, with gaps such as `{naam}`.

A default is two files, `<path>.nl.txt` and `<path>.en.txt`: the subject, an empty line, the body. What fills `{naam}`
is the part of that name in `placeholders.txt` beside them, a template of ours. Words of staff are only ever filled in:
nothing of the database is run as a template.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context, loader
from django.utils import translation
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from people.models import MailText

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
ALONE = re.compile(r"(?<!\S)\(?\{[a-z_]+\}[.,;:!?)]*(?!\S)")  # a link may have the marks around it that no link holds
FRESH = 10  # seconds that a process knows what staff wrote before it looks again; no mail costs a query
Words = tuple[str, str]  # subject and body


@dataclass(frozen=True)
class Placeholder:
    """What a text may hold between braces. A block has lines of its own, or is empty and then takes no room."""

    name: str
    means: str | Promise  # for who edits
    example: str | Promise
    is_block: bool = False
    is_required: bool = False  # a mail without it would be of no use, or not honest
    is_link: bool = False  # within other words it would lead elsewhere, and perhaps tell somebody a secret


@dataclass(frozen=True)
class Text:
    """Where the default of one kind of mail is, and what may be filled in.

    What is not in `settings.MAIL_KINDS` has a label of its own. A part is one matter in the mail of a reminder: its
    subject is the title of the matter, and the mail has the greeting and the close.
    """

    path: str
    placeholders: tuple[Placeholder, ...]
    label: str | Promise = ""
    is_part: bool = False

    def named(self) -> dict[str, Placeholder]:
        return {one.name: one for one in self.placeholders}


def texts() -> dict[str, Text]:
    """Kind of mail -> its text, from every floor."""
    return {kind: text for path in settings.MAIL_TEXTS for kind, text in import_string(path).items()}


def write(kind: str, context: Mapping[str, Any], language: str) -> Words:
    """Subject and body of one mail."""
    text = texts()[kind]
    template = f"{text.path.rpartition('/')[0]}/placeholders.txt"
    told = Context({**context, "address": settings.ADDRESS}, autoescape=False)

    def value(name: str) -> str:
        return str(loader.get_template(f"{template}#{name}").template.render(told))  # type: ignore[attr-defined]  # Django's own engine

    with translation.override(language):
        return _filled(text, in_use(kind, language), value)


def example(kind: str, words: Words, language: str) -> Words:
    """The same with what each placeholder has as its example, for who edits."""
    text = texts()[kind]
    with translation.override(language):
        return _filled(text, words, lambda name: str(text.named()[name].example))


@cache
def default(kind: str, language: str) -> Words:
    """What the software itself says."""
    source = (settings.BASE / "templates" / f"{texts()[kind].path}.{language}.txt").read_text()
    subject, _newline, body = source.partition("\n")
    return subject, body.strip() + "\n"


def to_edit(kind: str, language: str, kept: MailText | None) -> Words:
    """What staff wrote, also when it is refused by now: then it can be mended; else the default."""
    return (kept.subject, kept.body) if kept and kept.subject else default(kind, language)


def in_use(kind: str, language: str) -> Words:
    """What staff wrote; the default where they wrote nothing, or something that this version cannot fill."""
    words = _edited().get((kind, language))
    return words if words and not faults(kind, *words) else default(kind, language)


def faults(kind: str, subject: str, body: str) -> dict[str, str]:
    """Field -> why these words cannot be this kind of mail; the page says it, the action refuses it."""
    known = texts()[kind].named()
    required = {name for name, one in known.items() if one.is_required}
    inline = {name for name, one in known.items() if not one.is_block and not one.is_required}
    links = {name for name, one in known.items() if one.is_link}
    found = {"subject": _fault(subject, inline, set(), links), "body": _fault(body, set(known), required, links)}
    return {field: fault for field, fault in found.items() if fault}


def _fault(words: str, known: set[str], required: set[str], links: set[str]) -> str:
    used, rest, found = set(PLACEHOLDER.findall(words)), PLACEHOLDER.sub("", words), []
    if unknown := used - known:
        found.append(_("Dit kan hier niet worden ingevuld: %(names)s.") % {"names": _listed(unknown)})
    if missing := required - used:
        found.append(_("Dit moet in de tekst blijven staan: %(names)s.") % {"names": _listed(missing)})
    if glued := links & set(PLACEHOLDER.findall(ALONE.sub("", words))):
        found.append(_("Zet spaties of regeleinden om deze link: %(names)s.") % {"names": _listed(glued)})
    if any(mark in rest for mark in ("{", "}", "[[", "]]")):
        found.append(_("Accolades en dubbele haken horen alleen bij wat wordt ingevuld. Kies uit de lijst."))
    return " ".join(found)


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _filled(text: Text, words: Words, value: Callable[[str], str]) -> Words:
    """In one go: what somebody is called is never filled in again. A line that stays empty disappears."""
    known = text.named()

    def fill(found: re.Match[str]) -> str:
        filled = value(found[1]).strip()
        return filled if known[found[1]].is_block else " ".join(filled.split())

    subject = " ".join(PLACEHOLDER.sub(fill, words[0]).split())
    lines = [(line, PLACEHOLDER.sub(fill, line).rstrip()) for line in words[1].splitlines()]
    body = "\n".join(filled for line, filled in lines if filled or not line.strip())
    return subject, re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


# what this process knows of the words of staff, and until when
_known: dict[tuple[str, str], Words] = {}
_known_until = 0.0


def _edited() -> dict[tuple[str, str], Words]:
    if time.monotonic() >= _known_until:
        rows = MailText.objects.exclude(subject="").values_list("kind", "language", "subject", "body")
        know({(kind, language): (subject, body) for kind, language, subject, body in rows}, time.monotonic() + FRESH)
    return _known


def know(words: dict[tuple[str, str], Words], until: float) -> None:
    global _known, _known_until
    _known, _known_until = words, until


def forget() -> None:
    """The next mail looks again."""
    know({}, 0.0)
