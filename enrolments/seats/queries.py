"""For whom seats are kept, and who that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.db.models import BooleanField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.module_loading import import_string

from courses.models import Edition
from enrolments.models import TAKEN, Enrolment, EnrolmentChange, SeatReservation
from enrolments.seats.counting import Claim, Kept
from people import clock
from people.models import Organisation, User

Kind = SeatReservation.Kind


def holding(edition: Edition, on: date, user: User | None = None) -> QuerySet[Any]:
    """What is kept in `edition` on that day, the oldest first, each with `has_user`. One query."""
    found = SeatReservation.objects.filter(edition=edition).holding(on).order_by("pk")
    return found.select_related("organisation", "area").annotate(has_user=_has(user))


def reservations_of(edition: Edition) -> QuerySet[Any]:
    """All, also those that were released, each with how many people use a seat of it. One query."""
    used = Count("enrolments", filter=Q(enrolments__status__in=TAKEN))
    return edition.reservations.select_related("organisation", "area").annotate(used=used).order_by("pk")


def passed(enrolment: Enrolment) -> QuerySet[EnrolmentChange]:
    """The times that somebody behind who waits got a seat, and why, the latest first. One query."""
    return enrolment.changes.filter(reason__in=EnrolmentChange.PASSED).order_by("-at", "-pk")


def still_held(editions: Iterable[int], on: date) -> list[Any]:
    """What reservations of these editions still hold, each with `held` seats. One query.

    Whoever follows some modules only uses a seat in some sessions, so it is held in the others.
    """
    used = Count("enrolments", filter=Q(enrolments__status__in=TAKEN, enrolments__modules=None))
    here = SeatReservation.objects.filter(edition__in=list(editions)).holding(on).order_by("pk")
    holding = here.annotate(held=F("seats") - used).filter(held__gt=0)
    return list(holding.select_related("organisation", "area"))


def kept_by_edition(editions: Iterable[Edition], on: date) -> dict[int, int]:
    """For lists: edition pk -> seats that are still kept. One query; the edition page counts per session."""
    used = Count("enrolments", filter=Q(enrolments__status__in=TAKEN))
    here = SeatReservation.objects.filter(edition__in=[edition.pk for edition in editions]).holding(on)
    found: dict[int, int] = defaultdict(int)
    for edition, seats, used_seats in here.order_by().annotate(used=used).values_list("edition", "seats", "used"):
        found[edition] += max(0, seats - used_seats)
    return found


def claims(enrolments: Iterable[Enrolment], kept: Iterable[Kept]) -> list[tuple[Enrolment, Claim]]:
    """What each of `enrolments` asks. They have organisation and modules at hand; a query for each kept cohort."""
    asking = list(enrolments)
    own = own_of([(one.user_id, one.organisation) for one in asking], kept)
    return [
        (one, Claim(frozenset(module.pk for module in one.modules.all()), theirs))
        for one, theirs in zip(asking, own, strict=True)
    ]


def own_of(people: Sequence[tuple[int, Organisation | None]], kept: Iterable[Kept]) -> list[tuple[int, ...]]:
    """Which reservations are for each of `people`, who come for an organisation. A query for each kept cohort."""
    reservations = [one.reservation for one in kept]
    groups = members(reservations, [person for person, _organisation in people])
    return [
        tuple(one.pk for one in reservations if person in groups[one.pk] or is_for(one, organisation))
        for person, organisation in people
    ]


def claim_of(organisation: Organisation | None, kept: Iterable[Kept]) -> Claim:
    """What somebody asks who comes for `organisation` and follows everything. No query."""
    own = (one.reservation.pk for one in kept if one.has_user or is_for(one.reservation, organisation))
    return Claim(own=tuple(own))


def is_for(reservation: SeatReservation, organisation: Organisation | None) -> bool:
    """Whether who comes for `organisation` may use a seat of `reservation`; after a merger, as who carries on."""
    if organisation is None or reservation.kind == Kind.COHORT:
        return False
    if reservation.kind == Kind.AREA:
        return reservation.area_id == organisation.area_id
    if reservation.kind == Kind.ORGANISATION_KIND:
        return reservation.organisation_kind == organisation.kind
    today, kept_for = clock.today(), reservation.organisation
    return kept_for is not None and kept_for.carried_on_by(today) == organisation.carried_on_by(today)


def members(reservations: Iterable[SeatReservation], people: Iterable[int]) -> Mapping[int, set[int]]:
    """Who of `people` are in the groups of a floor above: reservation -> people. A query for each."""
    asked, found = list(people), defaultdict[int, set[int]](set)
    for one in reservations:
        if one.kind == Kind.COHORT:
            found[one.pk] = set(_in_group(one.object_id).filter(pk__in=asked).values_list("pk", flat=True))
    return found


def named(reservations: Iterable[SeatReservation]) -> dict[int, str]:
    """For whom each is, in words. At most one query."""
    listed = list(reservations)
    groups = {one.object_id for one in listed if one.kind == Kind.COHORT}
    names: dict[int, str] = _room("names")(groups) if groups else {}
    return {one.pk: names.get(one.object_id or 0, "") or _name(one) for one in listed}


def groups() -> dict[int, str]:
    """The groups of a floor above that seats can be kept for, with their names. One query."""
    return dict(_room("current")(clock.today()))


def _has(user: User | None) -> Exists | Value:
    """For a reservation: `user` is in its group of a floor above."""
    if user is None:
        return Value(False, output_field=BooleanField())
    return Exists(_in_group(OuterRef("object_id")).filter(pk=user.pk))  # only a group of a floor above has an object_id


def _in_group(group: int | OuterRef | None) -> QuerySet[User]:
    """Who is in it today."""
    return cast("QuerySet[User]", _room("members")(group, clock.today()))


def _room(question: str) -> Callable[..., Any]:
    return cast(Callable[..., Any], import_string(f"{settings.SEAT_GROUPS}.{question}"))


def _name(reservation: SeatReservation) -> str:
    if reservation.kind == Kind.ORGANISATION_KIND:
        return str(reservation.get_organisation_kind_display())
    return str(reservation.organisation or reservation.area or "")
