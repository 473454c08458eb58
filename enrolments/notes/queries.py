"""Which notes there are on editions and enrolments, of which edition they are, and who can be given one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.models import Edition
from courses.permissions import may_plan, plans_something
from enrolments.models import Enrolment
from people import clock
from people.models import Note, Role, RoleGrant, User


def reads_notes(user: User) -> bool:
    """Who plans, and coordinators; of which editions, `may_note` says."""
    return plans_something(user) or user.has_role(Role.COORDINATOR)


def may_note(user: User, edition: Edition) -> bool:
    return may_plan(user, edition) or user.has_role(Role.COORDINATOR)


def editions_noted_by(user: User) -> QuerySet[Edition]:
    """The editions of which `user` reads and writes the notes."""
    return Edition.objects.all() if user.has_role(Role.COORDINATOR) else Edition.objects.planned_by(user)


def notes_of(edition: Edition) -> QuerySet[Note]:
    """On `edition` and on every enrolment in it, with the people in them. One query."""
    there = Enrolment.objects.filter(edition=edition).values("pk")
    found = Note.objects.on(Edition, [edition.pk]) | Note.objects.on(Enrolment, there)
    return found.select_related("about", "assigned_to", "written_by", "done_by").in_order()


def open_notes() -> Coalesce:
    """For an enrolment in a query: how many notes on it are open."""
    mine = _on_enrolments().filter(object_id=OuterRef("pk"))
    counted = mine.order_by().values("object_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def noted_enrolments() -> QuerySet[Note, int]:
    """The numbers of the enrolments with an open note, as part of a query."""
    return _on_enrolments().values_list("object_id", flat=True)


def _on_enrolments() -> QuerySet[Note]:
    return Note.objects.open().filter(object_kind=Enrolment._meta.label_lower)


def editions_of(notes: Iterable[Note]) -> dict[int, Edition]:
    """Note -> the edition that it is about; of what is on something else, nothing. At most two queries."""
    found = list(notes)
    whole = {one.object_id for one in found if one.object_kind == Edition._meta.label_lower}
    parts = {one.object_id for one in found if one.object_kind == Enrolment._meta.label_lower}
    editions = Edition.objects.select_related("course").in_bulk(whole) if whole else {}
    enrolments = Enrolment.objects.select_related("edition__course").in_bulk(parts) if parts else {}
    named = {
        Edition._meta.label_lower: editions,
        Enrolment._meta.label_lower: {pk: one.edition for pk, one in enrolments.items()},
    }
    things = {one.pk: named.get(one.object_kind, {}).get(one.object_id) for one in found}
    return {pk: edition for pk, edition in things.items() if edition}


def assignable(edition: Edition, reader: User, now: User | None = None) -> QuerySet[User]:
    """Whom `reader` can give a note on `edition`: who reads it too, and who has it `now`. One query.

    Who plans this edition only does not get to know who else plans, and gives it to nobody but themselves.
    """
    kept = Q(pk=now.pk) if now else Q(pk=None)
    if not reader.has_role(Role.PLANNER, Role.COORDINATOR):
        return User.objects.filter(Q(pk=reader.pk) | kept)
    everything = Q(role__in=[Role.PLANNER, Role.COORDINATOR], scope=RoleGrant.Scope.ALL)
    only_this = Q(role=Role.PLANNER, scope=RoleGrant.Scope.EDITION, object_id=edition.pk)
    holders = RoleGrant.objects.on(clock.today()).filter(everything | only_this)
    return User.objects.filter(Q(is_active=True, pk__in=holders.values("user")) | kept)


def to_think_of(user: User) -> QuerySet[Note]:
    """Open notes with a day that are given to `user`, the earliest first. One query."""
    return Note.objects.open().filter(assigned_to=user, due__isnull=False).select_related("about").in_order()
