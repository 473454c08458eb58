"""Which people and organisations there are."""

from datetime import date

from django.conf import settings
from django.db.models import Count, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from people import clock, queue
from people.models import Affiliation, AuditEvent, Message, Organisation, PeriodicJob, RoleGrant, User
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


def colleagues(user: User) -> QuerySet[User]:
    """The persons `user` speaks for today: everyone in the organisations of a training contact, and whom
    a line manager manages."""
    current = Affiliation.objects.on(clock.today())
    spoken_for = current.filter(Q(organisation__in=user.contact_for) | Q(manager=user))
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


def rights(today: date) -> QuerySet[RoleGrant]:
    """Grants that hold on `today` or begin later, with `last_deed`: when the holder last did something. One query.

    A deed is a line of the audit trail, of whatever role it took; looking at pages leaves none.
    """
    deeds = AuditEvent.objects.filter(actor=OuterRef("user")).order_by("-pk").values("at")[:1]
    held = RoleGrant.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    held = held.select_related("user", "area", "organisation", "granted_by").annotate(last_deed=Subquery(deeds))
    return held.order_by("role", "user__sort_key", "pk")


def _bare(text: str) -> str:
    bare = folded(text)
    for noise in _NOISE:
        bare = bare.removeprefix(noise)
    return bare


def administration_overview() -> dict[str, object]:
    """What the administrator's page shows: jobs, mail and tasks that need a person. Six queries."""
    waiting = Message.objects.filter(state=Message.State.READY).aggregate(number=Count("pk"), since=Min("created_at"))
    undeliverable = Message.objects.filter(state=Message.State.FAILED).select_related("recipient")
    return {
        "people": User.objects.filter(is_active=True).count(),
        "jobs": [(settings.PERIODIC_JOB_LABELS.get(job.name, job.name), job) for job in PeriodicJob.objects.all()],
        "mail_waiting": waiting,
        "undeliverable": undeliverable.order_by("-created_at")[:MOST_SHOWN],
        "tasks_waiting": queue.waiting(),
        "tasks_given_up": [(_task_label(row.task_path), row) for row in queue.given_up()[:MOST_SHOWN]],
    }


def _task_label(path: str) -> str:
    """The words for a task that is a periodic job; another task goes by its path."""
    names = [name for name, (task_path, _every) in settings.PERIODIC_JOBS.items() if task_path == path]
    return str(settings.PERIODIC_JOB_LABELS[names[0]]) if names else path
