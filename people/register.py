"""The register of personal data: its words, and the check that nothing with a person in it is missing.

Each app's `privacy.py` lists its models here. Export, erasure, retention, merging, pseudonymising and the data
map read this one register. Source: AVG art. 30, BIO2 5.33.01.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import models
from django.utils.translation import gettext_noop as _  # the words stay Dutch here; a page translates them

FLOORS = ("people", "courses", "enrolments", "trainees", "evaluations")


class Eye(Enum):
    """Who may see a field."""

    SELF = _("de persoon zelf")
    ON_REQUEST = _("de persoon zelf, op verzoek")  # in what is handed over, on no page
    EVERYONE = _("iedereen")
    COLLEAGUE = _("wie voor die organisatie werkt")
    CONTACT = _("contactpersoon opleidingen van de eigen organisatie")
    MANAGER = _("eigen leidinggevende")
    TRAINER = _("docent van de uitvoering")
    FELLOW = _("wie een plaats heeft in dezelfde uitvoering")
    PLANNER = _("planner")
    SUPERVISOR = _("eigen werkbegeleider")
    COACH = _("eigen coach")
    COORDINATOR = _("coördinator")
    ADMINISTRATOR = _("beheerder")
    NOBODY = _("niemand; alleen het systeem")


class Erasure(Enum):
    """What happens to a field or row when its person is removed."""

    KEEP = _("blijft, zegt niets over de persoon")
    BLANK = _("wordt leeg")
    REPLACE = _("wordt een vervangende waarde")
    DELETE = _("de rij verdwijnt")


class Retention(Enum):
    """How long a kind of row is kept; terms are proposals until the controller lays them down."""

    ACCOUNT = _("zolang de persoon in het netwerk werkt, daarna 2 jaar")
    ENROLMENT = _("2 jaar na afloop van de uitvoering")
    EVENT = _("tot een week na afloop van de uitvoering, of tot u zich uitschrijft")
    LISTED = _("tot een maand na afloop van de uitvoering, of tot u zich van de lijst haalt of uitschrijft")
    TRAINEESHIP = _("2 jaar na afloop van het traineeship")
    LOG = _("12 maanden")
    SHORT = _("tot het gebruikt of verlopen is")


class Merge(Enum):
    """What happens to the rows of the second of two persons who turn out to be one."""

    MOVE = "gaat over naar de overblijvende persoon"
    KEEP_FIRST = "die van de overblijvende persoon geldt"
    HISTORY = "blijft staan zoals het was"


@dataclass(frozen=True)
class Field:
    """One field: who may see it, and what erasing the person does to it."""

    seen_by: tuple[Eye, ...]
    erasure: Erasure = Erasure.KEEP


@dataclass(frozen=True)
class Record:
    """One model in which a person occurs. `person` are the paths to that person; "" is the row itself.

    `holds` says to that person what is kept, without a word of ours.
    """

    model: str
    holds: str
    person: tuple[str, ...]
    retention: Retention
    merge: Merge
    fields: dict[str, Field]

    @property
    def seen_by(self) -> list[Eye]:
        """Everyone who may see something of it, in the order of `Eye`; nobody else than the system is nobody."""
        eyes = {eye for field in self.fields.values() for eye in field.seen_by}
        return [eye for eye in Eye if eye in eyes and (eye is not Eye.NOBODY or len(eyes) == 1)]


def records() -> Iterator[Record]:
    """Everything that the floors have registered."""
    for floor in FLOORS:
        yield from import_module(f"{floor}.privacy").RECORDS


def everyone_is_registered(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Fails for a model with a person in it that no `privacy.py` lists, and for a field it forgets or invents."""
    registered = {record.model: record for record in records()}
    problems = [_unregistered(model) for model in _about_people() if model._meta.label not in registered]
    for record in registered.values():
        problems += _differences(record)
    return problems


def _about_people() -> Iterator[type[models.Model]]:
    """Models with a foreign key to a person or an e-mail address, in any installed app."""
    user_model = apps.get_model(settings.AUTH_USER_MODEL)
    for model in apps.get_models(include_auto_created=True):
        columns = [field for field in model._meta.get_fields() if field.concrete and not field.many_to_many]
        points = any(field.related_model is user_model for field in columns)
        if model is user_model or points or any(isinstance(field, models.EmailField) for field in columns):
            yield model


def _unregistered(model: type[models.Model]) -> CheckMessage:
    return Error(
        f"{model._meta.label} holds a person and no privacy.py lists it.",
        hint="Add a Record to privacy.py of its floor (people for library models).",
        id="privacy.E001",
    )


def _differences(record: Record) -> list[CheckMessage]:
    model = apps.get_model(record.model)
    concrete = {f.name for f in model._meta.get_fields() if f.concrete and not f.many_to_many and not _is_key(f)}
    unlisted, unknown = concrete - record.fields.keys(), record.fields.keys() - concrete
    found: list[CheckMessage] = []
    if unlisted:
        found.append(Error(f"{record.model}: not in the register: {', '.join(sorted(unlisted))}.", id="privacy.E002"))
    if unknown:
        found.append(Error(f"{record.model}: no such field: {', '.join(sorted(unknown))}.", id="privacy.E003"))
    return found


def _is_key(field: Any) -> bool:
    return bool(getattr(field, "primary_key", False)) and field.related_model is None
