"""What an administrator does: give and withdraw roles, begin and end affiliations, block, correct a name.
And what everybody does: read the privacy notice.

Each leaves a line in the audit trail. The row of the person is the lock for what that person has.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people import audit, clock, meanwhile, rules
from people.errors import ChangeRefused, changed_meanwhile
from people.models import Affiliation, RoleGrant, User
from people.rules import AffiliationWish, GrantWish


@transaction.atomic(savepoint=False)
def grant_role(person: User, wish: GrantWish, *, by: User) -> RoleGrant:
    """Give `person` a role for a while. Raises ChangeRefused."""
    _lock(person)
    if faults := rules.faults_of_grant(person, wish, by=by, on=clock.today()):
        raise ChangeRefused(faults)
    grant = RoleGrant.objects.create(
        user=person,
        role=wish.role,
        scope=wish.scope,
        area=wish.area,
        organisation=wish.organisation,
        object_id=wish.edition or wish.traineeship,
        valid_from=wish.valid_from,
        valid_until=wish.valid_until,
        granted_by=by,
    )
    audit.record(by, "grant_role", grant, grant.role, subject=person)
    return grant


@transaction.atomic(savepoint=False)
def withdraw_role(grant: RoleGrant, *, by: User) -> None:
    """End a role at once: yesterday was its last day. Withdrawing twice changes nothing. Raises ChangeRefused."""
    _lock(grant.user)
    _refuse_own(grant.user, by)
    yesterday = clock.today() - timedelta(days=1)
    grant.refresh_from_db()
    if grant.valid_until is not None and grant.valid_until <= yesterday:
        return
    grant.valid_until = yesterday
    grant.save(update_fields=["valid_until"])
    audit.record(by, "withdraw_role", grant, grant.role, subject=grant.user)


@transaction.atomic(savepoint=False)
def add_affiliation(person: User, wish: AffiliationWish, *, by: User) -> Affiliation:
    """`person` works for an organisation from a day on; two at once is possible. Raises ChangeRefused."""
    _lock(person)
    if faults := rules.faults_of_affiliation(person, wish):
        raise ChangeRefused(faults)
    bond = Affiliation.objects.create(
        user=person,
        organisation=wish.organisation,
        function=wish.function,
        manager=wish.manager,
        manager_address="" if wish.manager else wish.manager_address,
        valid_from=wish.valid_from,
        valid_until=wish.valid_until,
    )
    audit.record(by, "add_affiliation", bond, subject=person)
    return bond


@transaction.atomic(savepoint=False)
def end_affiliation(bond: Affiliation, last_day: date, *, seen: str, by: User) -> None:
    """`seen` is the last day that it had when the administrator saw it, "" for none. Raises ChangeRefused."""
    _lock(bond.user)
    bond.refresh_from_db()
    if meanwhile.changed(seen, f"{bond.valid_until or ''}"):
        raise ChangeRefused({"last_day": rules.ended_otherwise(bond, last_day)})
    if fault := rules.fault_of_last_day(bond, last_day):
        raise ChangeRefused({"last_day": fault})
    bond.valid_until = last_day
    bond.save(update_fields=["valid_until"])
    audit.record(by, "end_affiliation", bond, subject=bond.user)


@transaction.atomic(savepoint=False)
def set_active(person: User, *, active: bool, by: User) -> None:
    """Block somebody, or let in again. Whoever is blocked is out at the next request. Raises ChangeRefused."""
    _refuse_own(person, by)
    changed = User.objects.filter(pk=person.pk, is_active=not active).update(is_active=active)
    if changed:
        audit.record(by, "unblock" if active else "block", person, subject=person)


@transaction.atomic(savepoint=False)
def correct_name(person: User, given_name: str, infix: str, family_name: str, *, seen: str, by: User) -> None:
    """One's own, or somebody else's for an administrator: who may is decided at the door.

    `seen` is the mark of the name that they saw. Raises ChangeRefused.
    """
    if meanwhile.changed(seen, _lock(person).name_mark):
        raise ChangeRefused({"": changed_meanwhile()})
    person.given_name, person.infix, person.family_name = given_name, infix, family_name
    person.save(update_fields=["given_name", "infix", "family_name", "sort_key", "search_key"])
    audit.record(by, "correct_name", person, subject=person)


@transaction.atomic(savepoint=False)
def read_notice(person: User, version: int) -> None:
    """`person` read the privacy notice up to `version`; an older one, or the same again, changes nothing."""
    unread = User.objects.filter(pk=person.pk, notice_version__lt=version)
    if unread.update(notice_version=version, notice_read_at=timezone.now()):
        audit.record(person, "read_notice", person, str(version), subject=person)


def _lock(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _refuse_own(person: User, by: User) -> None:
    if not rules.may_change_rights_of(person, by):
        raise ChangeRefused({"": _("U kunt uw eigen rechten niet wijzigen. Vraag het een andere beheerder.")})
