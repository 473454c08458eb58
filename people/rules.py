"""What may happen to a person's roles, affiliations and access, and the sentence why not.

A fault is a field of the form and the reason; "" is the form as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from people.models import Affiliation, Area, Organisation, Role, RoleGrant, User

LONGEST_GRANT = timedelta(days=731)  # every role ends by itself; who still needs it gets it again
Faults = dict[str, str]

# The scopes that the permissions of a role ask about. Another scope would be wider than it looks.
Scope = RoleGrant.Scope
SCOPES = {
    Role.TRAINING_CONTACT: {Scope.ORGANISATION},
    Role.AREA_COORDINATOR: {Scope.AREA},
    Role.PLANNER: {Scope.ALL, Scope.EDITION},
    Role.COORDINATOR: {Scope.ALL, Scope.TRAINEESHIP},
}


@dataclass(frozen=True)
class GrantWish:
    """A role that somebody is to have; an edition and a traineeship by number."""

    role: Role
    area: Area | None
    organisation: Organisation | None
    edition: int | None
    traineeship: int | None
    valid_from: date
    valid_until: date

    @property
    def things(self) -> dict[Scope, Area | Organisation | int | None]:
        """What was chosen per scope; a scope is also the name of its field."""
        return {
            Scope.ORGANISATION: self.organisation,
            Scope.AREA: self.area,
            Scope.EDITION: self.edition,
            Scope.TRAINEESHIP: self.traineeship,
        }

    @property
    def scope(self) -> Scope:
        return next((scope for scope, thing in self.things.items() if thing is not None), Scope.ALL)


@dataclass(frozen=True)
class AffiliationWish:
    """An organisation that somebody is to work for; the manager is a person, or only an address."""

    organisation: Organisation
    function: str
    manager: User | None
    manager_address: str
    valid_from: date
    valid_until: date | None


def may_change_rights_of(person: User, by: User) -> bool:
    """Nobody gives, takes or blocks his own. Source: BIO2 5.03, separation of duties."""
    return by.pk != person.pk


def faults_of_grant(person: User, wish: GrantWish, *, by: User, on: date) -> Faults:
    """Why `by` may not give `person` this role. One query."""
    if not may_change_rights_of(person, by):
        return {"": _("U kunt uw eigen rollen niet wijzigen. Vraag het een andere beheerder.")}
    faults = _faults_of_scope(wish) | _faults_of_period(wish, on)
    if not faults and _held_already(person, wish):
        faults["role"] = _("Deze persoon heeft deze rol in die tijd al.")
    return faults


def faults_of_affiliation(person: User, wish: AffiliationWish) -> Faults:
    """Why `person` cannot get this affiliation. One query."""
    faults = {}
    if wish.valid_until and wish.valid_until < wish.valid_from:
        faults["valid_until"] = _("De laatste dag ligt voor de eerste.")
    if not _exists_throughout(wish.organisation, wish.valid_from, wish.valid_until):
        faults["organisation"] = _("Deze organisatie bestaat niet in die hele tijd.")
    if wish.manager == person or (wish.manager_address and wish.manager_address == person.email):
        faults["manager_address"] = _("Niemand is zijn eigen leidinggevende.")
    if not faults and _overlaps(person, wish):
        faults["organisation"] = _("In die tijd werkt deze persoon al voor deze organisatie.")
    return faults


def fault_of_last_day(bond: Affiliation, last_day: date) -> str:
    """Why an affiliation cannot end on that day; empty when it can."""
    if last_day < bond.valid_from:
        return _("Dit dienstverband begon pas op %(day)s.") % {"day": f"{bond.valid_from:%d-%m-%Y}"}
    if bond.valid_until and bond.valid_until < last_day:
        return _("Dit dienstverband eindigt al eerder.")
    return ""


def ended_otherwise(bond: Affiliation, last_day: date) -> str:
    """To who wants it to end on `last_day`, and did not see what somebody else made of it."""
    days = {"now": f"{bond.valid_until:%d-%m-%Y}" if bond.valid_until else _("geen"), "typed": f"{last_day:%d-%m-%Y}"}
    return _("Iemand anders heeft de laatste dag intussen gewijzigd: nu %(now)s, u vulde %(typed)s in.") % days


def faults_of_ending(organisation: Organisation, last_day: date, successor: Organisation | None) -> Faults:
    """Why an organisation cannot end on that day and go over into `successor`. One query."""
    faults = {}
    if organisation.valid_until is not None:
        return {"": _("Deze organisatie eindigt al op %(day)s.") % {"day": f"{organisation.valid_until:%d-%m-%Y}"}}
    if organisation.valid_from and last_day < organisation.valid_from:
        faults["last_day"] = _("Deze organisatie begon pas op %(day)s.") % {
            "day": f"{organisation.valid_from:%d-%m-%Y}"
        }
    elif _somebody_begins_after(organisation, last_day):
        faults["last_day"] = _("Na die dag beginnen er nog dienstverbanden of rollen. Wijzig die eerst.")
    if successor == organisation:
        faults["successor"] = _("Een organisatie gaat niet op in zichzelf.")
    elif successor and not _exists_throughout(successor, last_day + timedelta(days=1), None):
        faults["successor"] = _("Deze organisatie bestaat dan niet, of eindigt zelf.")
    return faults


def _somebody_begins_after(organisation: Organisation, last_day: date) -> bool:
    later = {"organisation": organisation, "valid_from__gt": last_day}
    return Affiliation.objects.filter(**later).exists() or RoleGrant.objects.filter(**later).exists()


def _faults_of_scope(wish: GrantWish) -> Faults:
    fitting, faults = SCOPES.get(wish.role, {Scope.ALL}), {}
    for scope, thing in wish.things.items():
        if thing is None and fitting == {scope}:
            faults[str(scope)] = _("Kies waarvoor deze rol geldt.")
        if thing is not None and scope not in fitting:
            faults[str(scope)] = _("Dit hoort niet bij deze rol. Laat het leeg.")
    if wish.organisation and not _exists_throughout(wish.organisation, wish.valid_from, wish.valid_from):
        faults["organisation"] = _("Deze organisatie bestaat dan niet.")
    return faults


def _faults_of_period(wish: GrantWish, on: date) -> Faults:
    if wish.valid_from < on:
        return {"valid_from": _("Een rol begint vandaag of later.")}
    if wish.valid_until < wish.valid_from:
        return {"valid_until": _("De laatste dag ligt voor de eerste.")}
    if wish.valid_until - wish.valid_from > LONGEST_GRANT:
        return {"valid_until": _("Een rol geldt hooguit twee jaar. Daarna kunt u hem opnieuw geven.")}
    return {}


def _held_already(person: User, wish: GrantWish) -> bool:
    """The same, or for everything already."""
    thing = {"area": wish.area, "organisation": wish.organisation, "object_id": wish.edition or wish.traineeship}
    same = RoleGrant.objects.filter(user=person, role=wish.role).filter(Q(**thing) | Q(scope=Scope.ALL))
    return same.during(wish.valid_from, wish.valid_until).exists()


def _overlaps(person: User, wish: AffiliationWish) -> bool:
    same = Affiliation.objects.filter(user=person, organisation=wish.organisation)
    return same.during(wish.valid_from, wish.valid_until).exists()


def _exists_throughout(organisation: Organisation, first: date, last: date | None) -> bool:
    began = organisation.valid_from is None or organisation.valid_from <= first
    ended = organisation.valid_until is not None and (last is None or organisation.valid_until < last)
    return began and not ended
