"""Who may read what stands in a row: the registers of personal data, asked for one reader and one row.

The oracle of the crawl. It holds the words of `privacy.py` against plain rows and asks no `visible_to`, rule or
permission of the house. What is about nobody stands in `sees.py`; a model in neither is a hole, and fails.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models

from courses.models import Edition, TrainerAssignment
from enrolments.models import SEATED, Attendant, Enrolment
from people import clock, register
from people.models import Affiliation, Deputyship, Note, Organisation, Role, RoleGrant, User
from people.register import Eye, Record
from tests.walk import sees
from tests.walk.sees import Reader
from trainees.models import Placement, Traineeship

NAMES = {"given_name", "infix", "family_name"}
ROLES = {Eye.PLANNER: Role.PLANNER, Eye.COORDINATOR: Role.COORDINATOR, Eye.ADMINISTRATOR: Role.ADMINISTRATOR}
REGISTER = {record.model: record for record in register.records()}


class Eyes:
    """The bonds between people as they are at one moment, read once."""

    def __init__(self) -> None:
        self.today = clock.today()
        self.grants: dict[int, list[RoleGrant]] = defaultdict(list)
        self.bonds: dict[int, list[Affiliation]] = defaultdict(list)
        self.teachers: dict[int, set[int]] = defaultdict(set)
        self.places: dict[int, list[Placement]] = defaultdict(list)
        for grant in RoleGrant.objects.all():
            if self._holds_today(grant):
                self.grants[grant.user_id].append(grant)
        for bond in Affiliation.objects.select_related("organisation"):
            if self._holds_today(bond):
                self.bonds[bond.user_id].append(bond)
        for one in TrainerAssignment.objects.select_related("session"):
            if one.status != TrainerAssignment.Status.DECLINED:
                self.teachers[one.session.edition_id].add(one.trainer_id)
        for place in Placement.objects.all():
            if place.starts_on <= self.today <= place.ends_on:
                self.places[place.traineeship_id].append(place)
        self.enrolled: dict[int, set[int]] = defaultdict(set)
        for edition, person in Enrolment.objects.values_list("edition", "user"):
            self.enrolled[edition].add(person)
        self.away: dict[int, list[Deputyship]] = defaultdict(list)  # deputy -> for whom
        for deputyship in Deputyship.objects.filter(absent__is_active=True):
            if self._holds_today(deputyship):
                self.away[deputyship.deputy_id].append(deputyship)
        self._namings = _namings()

    def may_read(self, reader: Reader, row: models.Model, field: str) -> bool:
        """Whether `reader` may be shown this field. Raises KeyError for what is listed nowhere.

        Who may read a field that points to a person may read the name of that person.
        """
        record = REGISTER.get(row._meta.label)
        if record is None:
            return sees.SEES[row._meta.label](self, reader, row, field)
        if any(self._looks(reader, eye, row, record) for eye in record.fields[field].seen_by):
            return True
        pointing = self._namings[row.pk] if isinstance(row, User) and field in NAMES else []
        return any(self.may_read(reader, other, name) for other, name in pointing)

    def may_read_some(self, reader: Reader, row: models.Model) -> bool:
        """Whether there is anything in this row for `reader`."""
        record = REGISTER.get(row._meta.label)
        return any(self.may_read(reader, row, field) for field in (record.fields if record else ["pk"]))

    def holds(self, reader: Reader, *roles: Role) -> bool:
        """For all that the role is about; a role for one edition or traineeship is narrow, see `given`."""
        return reader is not None and any(one.role in roles and not one.object_id for one in self._held(reader))

    def given(self, reader: Reader, role: Role) -> set[int]:
        """The editions or traineeships for which alone `reader` holds `role`."""
        held = self._held(reader) if reader else []
        return {one.object_id for one in held if one.role == role and one.object_id}

    def may_plan(self, reader: Reader, edition: Edition) -> bool:
        return self.holds(reader, Role.PLANNER) or edition.pk in self.given(reader, Role.PLANNER)

    def teaches(self, reader: Reader, edition: Edition | None) -> bool:
        return reader is not None and edition is not None and reader.pk in self.teachers[edition.pk]

    def _looks(self, reader: Reader, eye: Eye, row: models.Model, record: Record) -> bool:
        if eye in (Eye.EVERYONE, Eye.NOBODY, Eye.ON_REQUEST) or reader is None:
            return eye is Eye.EVERYONE
        about = sees.follow(row, record.person[0].rpartition("__")[0])
        if eye in ROLES:
            return self.holds(reader, ROLES[eye]) or self._is_given(reader, ROLES[eye], about)
        if eye is Eye.COLLEAGUE:
            return bool({bond.organisation_id for bond in self.bonds[reader.pk]} & self._organisations_of(row))
        if eye is Eye.SELF:
            return any(sees.follow(row, path) == reader for path in record.person)
        if isinstance(about, Traineeship):
            return self._guides(reader, eye, about)
        if isinstance(about, Enrolment):
            return self._answers_for(reader, eye, about)
        person = sees.follow(row, record.person[0])
        return isinstance(person, User) and self._works_with(reader, eye, person)

    def _held(self, reader: User) -> list[RoleGrant]:
        """The own roles, and those of whom one stands in for: as contact, or all but that of administrator."""
        held = list(self.grants[reader.pk])
        for one in self.away[reader.pk]:
            everything = one.covers == Deputyship.Covers.EVERYTHING
            held += [
                grant
                for grant in self.grants[one.absent_id]
                if grant.role == Role.TRAINING_CONTACT or (everything and grant.role != Role.ADMINISTRATOR)
            ]
        return held

    def _organisations_of(self, row: models.Model) -> set[int]:
        """For which organisations a role is, or somebody who is away speaks."""
        if not isinstance(row, Deputyship):
            return {row.organisation_id} if isinstance(row, RoleGrant) and row.organisation_id else set()
        contact = {one.organisation_id for one in self.grants[row.absent_id] if one.organisation_id}
        bonds = [bond for held in self.bonds.values() for bond in held]
        return contact | {bond.organisation_id for bond in bonds if bond.manager_id == row.absent_id}

    def _leads(self, reader: User, manager: int | None) -> bool:
        """The line manager, or who stands in for that one."""
        return manager in {reader.pk, *(one.absent_id for one in self.away[reader.pk])}

    def _is_given(self, reader: User, role: Role, about: Any) -> bool:
        """The row is about the one edition or traineeship, or about somebody in it."""
        given = self.given(reader, role)
        if isinstance(about, Enrolment):
            return role == Role.PLANNER and about.edition_id in given
        if isinstance(about, Traineeship):
            return role == Role.COORDINATOR and about.pk in given
        if isinstance(about, TrainerAssignment):
            return role == Role.PLANNER and about.session.edition_id in given
        if isinstance(about, Note):
            return role == Role.PLANNER and _edition_of(about) in given
        person = about.pk if isinstance(about, User) else 0
        return role == Role.PLANNER and any(person in self.enrolled[edition] for edition in given)

    def _guides(self, reader: User, eye: Eye, one: Traineeship) -> bool:
        return {
            Eye.SUPERVISOR: any(place.supervisor_id == reader.pk for place in self.places[one.pk]),
            Eye.MANAGER: any(place.manager_id == reader.pk for place in self.places[one.pk]),
            Eye.COACH: one.coach_id == reader.pk,
        }[eye]

    def _answers_for(self, reader: User, eye: Eye, one: Enrolment) -> bool:
        here = [bond for bond in self.bonds[one.user_id] if bond.organisation_id == one.organisation_id]
        return {
            Eye.CONTACT: self.speaks_for(reader, one.organisation),
            Eye.MANAGER: any(self._leads(reader, pk) for pk in (one.manager_id, *(bond.manager_id for bond in here))),
            Eye.TRAINER: self.teaches(reader, one.edition),
            Eye.FELLOW: one.edition.enrolments.filter(user=reader, status__in=SEATED).exists(),
        }[eye]

    def _works_with(self, reader: User, eye: Eye, person: User) -> bool:
        bonds = self.bonds[person.pk]
        return {
            Eye.CONTACT: any(self.speaks_for(reader, bond.organisation) for bond in bonds),
            Eye.MANAGER: any(self._leads(reader, bond.manager_id) for bond in bonds),
        }[eye]

    def speaks_for(self, reader: User, organisation: Organisation | None) -> bool:
        """Contact of the organisation, or of the one it went over into."""
        if organisation is None:
            return False
        over = organisation.valid_until is not None and organisation.valid_until < self.today
        heirs = {organisation.pk, organisation.successor_id if over else None}
        return any(one.role == Role.TRAINING_CONTACT and one.organisation_id in heirs for one in self._held(reader))

    def _holds_today(self, row: RoleGrant | Affiliation | Deputyship) -> bool:
        return row.valid_from <= self.today and (row.valid_until is None or row.valid_until >= self.today)


def _edition_of(note: Note) -> int | None:
    if note.object_kind == "courses.edition":
        return note.object_id
    return Enrolment.objects.get(pk=note.object_id).edition_id


def _namings() -> dict[int, list[tuple[models.Model, str]]]:
    """Person -> the fields of rows that point to them, or put them on a list."""
    found: dict[int, list[tuple[models.Model, str]]] = defaultdict(list)
    for record in REGISTER.values():
        model: Any = apps.get_model(record.model)
        pointing = [name for name in record.fields if model._meta.get_field(name).related_model is User]
        for row in model._default_manager.all() if pointing else []:
            for name in pointing:
                if pk := getattr(row, f"{name}_id"):
                    found[pk].append((row, name))
    for listed in Attendant.objects.select_related("enrolment"):
        found[listed.enrolment.user_id].append((listed, "enrolment"))
    return found
