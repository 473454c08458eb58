"""Whom a training contact may enrol, and what decides about each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable

from courses.models import Course, Edition, Session
from enrolments import queries
from enrolments.models import Enrolment, Invited
from people import clock
from people.models import Affiliation, User


@dataclass(frozen=True)
class Newcomer:
    """Somebody who wants a seat, with what the rules ask: for many at once, instead of one by one."""

    user: User
    jobs: list[Affiliation]  # today, at the organisations of the training contact; the main one first
    already_in: bool
    clash: Session | None  # the first that is in the way
    missing: Course | None = None  # what must be completed before, and is not
    is_invited: bool = True


def colleagues_of(contact: User) -> QuerySet[User]:
    """Who works today for an organisation that `contact` is training contact of, by name; never `contact`."""
    here = Affiliation.objects.on(clock.today()).filter(organisation__in=contact.contact_for)
    found = User.objects.filter(pk__in=here.values("user"), is_active=True).exclude(pk=contact.pk)
    return found.order_by("sort_key", "pk")


def newcomers(people: Sequence[User], edition: Edition, contact: User) -> list[Newcomer]:
    """The facts about `people`, who come for organisations of `contact`, in their order.

    At most three queries, for one and for many; one more where the course asks for another.
    """
    return _newcomers(people, edition, _jobs([one.pk for one in people], contact))


def newcomer(user: User, edition: Edition, organisation: int | None) -> Newcomer:
    """The same about one person who comes for that organisation."""
    here = Affiliation.objects.on(clock.today()).filter(user=user, organisation=organisation)
    return _newcomers([user], edition, here.select_related("organisation"))[0]


def _newcomers(people: Sequence[User], edition: Edition, employments: QuerySet[Affiliation]) -> list[Newcomer]:
    wanted = [one.pk for one in people]
    asked = OuterRef(OuterRef("pk"))  # two deep: what somebody attends is a question within the one about sessions
    facts = User.objects.filter(pk__in=wanted, is_active=True).annotate(
        already_in=Exists(Enrolment.objects.active().filter(edition=edition, user=OuterRef("pk"))),
        clash=Subquery(queries.clashing_sessions(asked, edition).values("pk")[:1]),
        is_ready=_is_ready(edition.course),
        is_invited=_is_invited(edition),
    )
    known = {one["pk"]: one for one in facts.values("pk", "already_in", "clash", "is_ready", "is_invited")}
    in_the_way = Session.objects.select_related("edition__course").in_bulk(
        [one["clash"] for one in known.values() if one["clash"]]
    )
    jobs: dict[int, list[Affiliation]] = defaultdict(list)
    for job in employments:
        jobs[job.user_id].append(job)
    return [_newcomer(one, jobs[one.pk], known.get(one.pk), in_the_way, edition.course) for one in people]


def _newcomer(
    user: User, jobs: list[Affiliation], facts: Mapping[str, Any] | None, sessions: dict[int, Session], course: Course
) -> Newcomer:
    """Whoever was blocked meanwhile works nowhere."""
    if facts is None:
        return Newcomer(user, [], already_in=False, clash=None)
    return Newcomer(
        user,
        jobs,
        already_in=facts["already_in"],
        clash=sessions[facts["clash"]] if facts["clash"] else None,
        missing=None if facts["is_ready"] else course.requires,
        is_invited=facts["is_invited"],
    )


def _is_ready(course: Course) -> Combinable:
    """Of a person: has completed what `course` asks for; everybody when it asks for nothing."""
    return Exists(queries.completed(OuterRef("pk"), course)) if course.requires_id else Value(True)


def _is_invited(edition: Edition) -> Combinable:
    return (
        Exists(Invited.objects.filter(user=OuterRef("pk"), edition=edition)) if edition.by_invitation else Value(True)
    )


def _jobs(people: Sequence[int], contact: User) -> QuerySet[Affiliation]:
    today = Affiliation.objects.on(clock.today()).filter(user__in=people, organisation__in=contact.contact_for)
    return today.exclude(user=contact).select_related("organisation")
