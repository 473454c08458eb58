"""Two people change the same thing: the second reads what the first saved, beside what was typed (promise P14).

A form says in `seen` how its page showed the thing. The action asks, under the lock of the thing, whether that is
still so; when it is not, nothing is saved and the page comes back with both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

SEEN = "seen"  # the name of the hidden field
AnyForm = TypeVar("AnyForm", bound=forms.Form)


@dataclass(frozen=True)
class Newer:
    """What another saved in one field, in words."""

    label: str
    words: str


def mark(*facts: object) -> str:
    """Tells facts from other facts."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def changed(seen: object, now: object) -> bool:
    """Whether somebody changed it since the page was made that showed it as `seen`. Call under its lock."""
    return seen != now


def again(sent: QueryDict, made: Callable[[Any], AnyForm]) -> tuple[AnyForm, list[Newer]]:
    """The form as it was sent, by somebody who now sees how the thing is; and what another saved meanwhile, if any.

    `made` makes the form from what was sent, or from None as its page shows it now.
    """
    now = made(None)
    seen = str(now[SEEN].value())
    newer = beside(made(sent), now) if changed(sent.get(SEEN, ""), seen) else []
    return made(seeing(sent, seen)), newer


def seeing(sent: QueryDict, seen: object) -> QueryDict:
    """What was sent, by somebody who now sees this."""
    data = sent.copy()
    data[SEEN] = str(seen)
    return data


def beside(typed: forms.Form, now: forms.Form) -> list[Newer]:
    """What stands in `now` and was typed differently, field by field."""
    return [
        Newer(str(field.label), _words(field))
        for field in now
        if not field.is_hidden and _value(field, field.value()) != _value(field, typed[field.name].data)
    ]


def _value(field: forms.BoundField, said: Any) -> object:
    """What the field makes of it, or else what was said."""
    try:
        value = field.field.to_python(said)
    except forms.ValidationError:
        value = said
    return set(value) if isinstance(value, list) else value


def _words(field: forms.BoundField) -> str:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return _("ja") if value else _("nee")
    if (choices := getattr(field.field, "choices", None)) is not None:
        chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value]) if one not in (None, "")}
        value = ", ".join(str(label) for key, label in _flat(choices) if str(key) in chosen)
    elif isinstance(value, date):
        value = date_format(value, "j F Y")
    elif isinstance(value, time):
        value = time_format(value, "H:i")
    return str(value) if value not in (None, "") else _("niets")


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
