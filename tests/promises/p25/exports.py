"""Every export of the house, found by asking every address for one; and which fields reach it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, models, transaction
from django.http import HttpResponse
from django.test import Client

from evaluations import gate
from evaluations.models import Question, Round
from people import sheets
from people.fields import AddressField
from tests import make
from tests.walk import access, canaries, markers
from tests.walk.canaries import Aviary, Canary

MADE = {"courses.Edition.code"}  # by the house, from letters and numbers: nobody types it
Field = tuple[type[models.Model], str]


@dataclass(frozen=True)
class Export:
    """An address that gives a table as a file, and who may have it."""

    route: str
    address: str
    browser: Client

    def taken(self, kind: str) -> bytes:
        answer = self.browser.get(f"{self.address}?export={kind}")
        if answer.headers.get("Content-Type") != sheets.KINDS[kind]:
            raise AssertionError(f"{self.route} gives no {kind}: {answer.status_code}")
        return bytes(answer.content)


class Written:
    """Stands before `sheets.answer` and keeps what was to be written: the x of import(export(x))."""

    def __init__(self) -> None:
        self.headers: list[str] = []
        self.rows: list[list[Any]] = []
        self._answer = sheets.answer

    def __call__(self, kind: str, name: str, headers: Sequence[str], rows: Iterable[Any]) -> HttpResponse:
        self.headers, self.rows = list(headers), [list(row) for row in rows]
        return self._answer(kind, name, self.headers, self.rows)


def counted_round() -> Round:
    """A round with results, for only those have words of ours in them. Made before the markers are put in."""
    question = make.question(Question.Kind.SINGLE_CHOICE, "goed", "kan beter")
    round = make.round(make.questionnaire(question), 9)
    make.answers(round, 1, 1, 1, 2, 2, 2)
    return gate.close(round.pk)


def found(birds: Aviary, counted: Round) -> list[Export]:
    """One for each address that answers with a table when it is asked for one."""
    exports: dict[str, Export] = {}
    for door in access.DOORS:
        roles = sorted(door.opens_to & birds.people.keys())
        if door.method != "GET" or not roles:
            continue
        role = access.COORDINATOR if access.COORDINATOR in roles else roles[0]
        browser, address = birds.browser(role), canaries.address_of(door, birds.scene)
        if door.route == "evaluations:round":
            address = counted.get_absolute_url()
        kinds = [browser.get(f"{address}?export={kind}").headers.get("Content-Type") for kind in sheets.KINDS]
        if set(kinds) & set(sheets.KINDS.values()):
            exports.setdefault(door.route, Export(door.route, address, browser))
    return list(exports.values())


def reached(birds: Aviary, exports: Sequence[Export]) -> dict[str, set[Canary]]:
    """Export -> the texts of which the marker stands in it."""
    texts = {one.route: one.taken("csv").decode() for one in exports}
    return {
        route: {birds.canaries[mark] for mark in markers.MARKER.findall(text) if mark in birds.canaries}
        for route, text in texts.items()
    }


def plant(value: str, canary: Canary) -> bool:
    """Put `value` in that field, past every form; whether it fits."""
    model, field = type(canary.row), canary.row._meta.get_field(canary.field)
    label, longest = f"{model._meta.label}.{canary.field}", getattr(field, "max_length", None)
    if label in MADE:
        return False
    if isinstance(field, AddressField):
        value = f"{value}{canary.row.pk}@example.org"
    if isinstance(field, models.JSONField):
        return _plant_in_words(value, canary)
    if (longest and len(value) > longest) or not _can_be(field, value):
        return False
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=canary.row.pk).update(**{canary.field: value})
    except IntegrityError:  # another has it: the key after it changes nothing about how it begins
        model._default_manager.filter(pk=canary.row.pk).update(**{canary.field: f"{value}{canary.row.pk}"})
    return True


def _plant_in_words(value: str, canary: Canary) -> bool:
    """In a text of two languages, or in several of them."""
    row = type(canary.row)._default_manager.get(pk=canary.row.pk)
    held = getattr(row, canary.field)
    if not (isinstance(held, list) and held and all(isinstance(one, dict) and "nl" in one for one in held)):
        return False
    setattr(row, canary.field, [one | {"nl": value} for one in held])
    row.save(update_fields=[canary.field])
    return True


def _can_be(field: Any, value: str) -> bool:
    if not isinstance(field, models.EmailField):
        return True
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
