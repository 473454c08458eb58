"""Who may name a deputy, for whom, and why not.

People who speak for an organisation name their own deputy among those who speak for the same one; an administrator
names anybody, also for all roles. Source: BIO2 5.03 (separation of duties).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from people import rules
from people.deputies import queries
from people.models import Deputyship, Role, User

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class DeputyWish:
    """Who is to stand in, for what, and when."""

    deputy: User | None  # None: the address is nobody's
    covers: str
    valid_from: date
    valid_until: date


def has_tasks(user: User) -> bool:
    """Speaks for an organisation in one's own right: training contact of it, or line manager of somebody."""
    speaks = any(grant.role == Role.TRAINING_CONTACT and grant.user_id == user.pk for grant in user.grants)
    return speaks or any(bond.manager_id == user.pk for bond in user.managed)


def faults_of(absent: User, wish: DeputyWish, *, by: User, on: date) -> rules.Faults:
    """Why `by` may not let somebody stand in for `absent`. At most two queries."""
    if absent == by and not has_tasks(absent):
        return {"": _("U hebt geen taken namens een organisatie die een ander kan waarnemen.")}
    if fault := _fault_of_deputy(absent, wish, by):
        return {"deputy": fault}
    if faults := _faults_of_period(wish, on):
        return faults
    same = Deputyship.objects.filter(absent=absent, deputy=wish.deputy).during(wish.valid_from, wish.valid_until)
    return {"deputy": _("Deze persoon neemt in die tijd al waar.")} if same.exists() else {}


def _fault_of_deputy(absent: User, wish: DeputyWish, by: User) -> str:
    if wish.deputy is None or not wish.deputy.is_active:
        return _("Dit is niet het adres van iemand die kan inloggen.")
    if wish.deputy == absent:
        return _("Niemand neemt waar voor zichzelf.")
    if by == absent:
        known = (
            wish.covers == Deputyship.Covers.EMPLOYER and queries.candidates(absent).filter(pk=wish.deputy.pk).exists()
        )
        return "" if known else _("Kies iemand uit de lijst.")
    return "" if rules.may_change_rights_of(wish.deputy, by) else _("U kunt uzelf geen rechten geven.")


def _faults_of_period(wish: DeputyWish, on: date) -> rules.Faults:
    if wish.valid_from < on:
        return {"valid_from": _("Waarnemen begint vandaag of later.")}
    if wish.valid_until < wish.valid_from:
        return {"valid_until": _("De laatste dag ligt voor de eerste.")}
    if wish.valid_until - wish.valid_from > LONGEST:
        return {"valid_until": _("Waarnemen duurt hooguit een jaar.")}
    return {}
