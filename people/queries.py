"""Which people and organisations there are."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from people import clock, queue, scopes
from people.models import (
    Affiliation,
    AuditEvent,
    Deputyship,
    Message,
    Organisation,
    Paper,
    RoleGrant,
    User,
)
from people.text import folded

MOST_SHOWN = 50  # rows of trouble on the administrator's page
_NOISE = ("veiligheidsregio ", "vr ")  # words that people put before a region's name


def organisation_named(text: str) -> Organisation | None:
    """The organisation that `text` means, by code, name or alias.

    Case, hyphens, diacritics and "Veiligheidsregio" do not matter; None when nothing or more than one fits.
    One query. Source: the names in use differ per list (see people/data/README.md).
    """
    wanted = _bare(text)
    found = [o for o in Organisation.objects.all() if wanted in {_bare(name) for name in (o.code, o.name, *o.aliases)}]
    return found[0] if len(found) == 1 and wanted else None


def hinted_organisation(address: str) -> Organisation | None:
    """For whom most of the others with an address at the same domain work today: a hint, never proof.

    None when no organisation has more than half of them. At most two queries.
    """
    domain = f"@{address.rpartition('@')[2]}"
    others = Affiliation.objects.on(clock.today()).filter(user__email__endswith=domain).exclude(user__email=address)
    heads = Counter(dict(others.values_list("organisation").annotate(Count("user", distinct=True)).order_by()))
    most = heads.most_common(1)
    return Organisation.objects.get(pk=most[0][0]) if most and most[0][1] * 2 > heads.total() else None


def colleagues(user: User) -> QuerySet[User]:
    """The persons `user` speaks for today: everyone in the organisations of a training contact, and whom
    a line manager manages."""
    current = Affiliation.objects.on(clock.today())
    spoken_for = current.filter(Q(organisation__in=user.contact_for) | user.leading("manager"))
    return User.objects.filter(pk__in=spoken_for.values("user"))


def people_matching(words: str) -> QuerySet[User]:
    """Persons whose name or address holds every one of `words`."""
    people = User.objects.all()
    for word in folded(words).split():
        people = people.filter(search_key__contains=word)
    return people


def people_with_rights(today: date) -> QuerySet[User]:
    """Everybody, with `jobs` and `held`: where they work and which roles they hold on `today`. Three queries."""
    jobs = Prefetch("affiliations", Affiliation.objects.on(today).select_related("organisation"), "jobs")
    held = Prefetch("role_grants", RoleGrant.objects.on(today).select_related("organisation", "area"), "held")
    return User.objects.prefetch_related(jobs, held)


def organisations(today: date) -> QuerySet[Organisation]:
    """All of them, with `people`: how many work there on `today`. One query."""
    at_work = Q(affiliations__valid_from__lte=today) & (
        Q(affiliations__valid_until=None) | Q(affiliations__valid_until__gte=today)
    )
    counted = Count("affiliations__user", filter=at_work, distinct=True)
    return Organisation.objects.select_related("area", "successor").annotate(people=counted)


def papers(organisation: Organisation) -> QuerySet[Paper]:
    """Of `organisation`, with their names and who added them, the newest first. One query."""
    return organisation.papers.select_related("organisation", "file__added_by")


@dataclass(frozen=True)
class Right:
    """What somebody holds: a role, or a role of another whom they stand in for."""

    user: User
    role: str
    reach: str
    valid_from: date
    valid_until: date | None
    given_by: User | None  # None: set up with the system
    last_deed: datetime | None  # the youngest line of the audit trail by `user`, in whatever role


def rights(today: date) -> list[Right]:
    """Roles and deputyships that hold on `today` or begin later, by role and name.

    Two queries, and one more for each kind of thing that a role was given for alone.
    """
    return [*map(_granted, _grants(today)), *map(_standing_in, _deputyships(today))]


def _grants(today: date) -> list[RoleGrant]:
    held = RoleGrant.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today)).annotate(
        last_deed=_last_deed("user")
    )
    held = held.select_related("user", "area", "organisation", "granted_by")
    return scopes.named(held.order_by("role", "user__sort_key", "pk"))


def _deputyships(today: date) -> QuerySet[Deputyship]:
    named = Deputyship.objects.filter(valid_until__gte=today).annotate(last_deed=_last_deed("deputy"))
    return named.select_related("absent", "deputy", "named_by").order_by("deputy__sort_key", "pk")


def _last_deed(holder: str) -> Subquery:
    return Subquery(AuditEvent.objects.filter(actor=OuterRef(holder)).order_by("-pk").values("at")[:1])


def _granted(grant: Any) -> Right:
    days = grant.valid_from, grant.valid_until
    return Right(grant.user, str(grant.get_role_display()), grant.reach, *days, grant.granted_by, grant.last_deed)


def _standing_in(named: Any) -> Right:
    what = f"{named.absent}: {named.get_covers_display()}"
    days = named.valid_from, named.valid_until
    return Right(named.deputy, _("neemt waar voor"), what, *days, named.named_by, named.last_deed)


def _bare(text: str) -> str:
    bare = folded(text)
    for noise in _NOISE:
        bare = bare.removeprefix(noise)
    return bare


def administration_overview() -> dict[str, object]:
    """What the administrator's page shows: mail that needs a person, and how much work waits. Five queries."""
    waiting = Message.objects.filter(state=Message.State.READY).aggregate(number=Count("pk"), since=Min("created_at"))
    undeliverable = Message.objects.filter(state=Message.State.FAILED).select_related("recipient")
    return {
        "people": User.objects.filter(is_active=True).count(),
        "mail_waiting": waiting,
        "undeliverable": undeliverable.order_by("-created_at", "-pk")[:MOST_SHOWN],
        "tasks_waiting": queue.waiting(),
        "tasks_given_up": queue.given_up().count(),
    }
