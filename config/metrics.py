"""`/metrics`: figures of mail and background work for Prometheus. Numbers only, nothing about anybody.

They are counted in the database, so every web process tells the same. Who has no token finds nothing here.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks import TaskResultStatus

from people import heartbeat, queue
from people.models import Message

TEXT = "text/plain; version=0.0.4; charset=utf-8"
Figure = tuple[str, str, list[tuple[str, float]]]  # name, what it is, and per label its value


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who sends the token; else as if there were nothing."""
    if not _knows_the_token(request):
        raise Http404
    return HttpResponse("".join(_lines(figures(timezone.now()))), content_type=TEXT)


def figures(now: datetime) -> list[Figure]:
    """Everything that is told. Eight queries."""
    return [*_of_tasks(now), *_of_mail(now), _of_processes(now), *_of_jobs(now)]


def _knows_the_token(request: HttpRequest) -> bool:
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(sent, settings.METRICS_TOKEN)


def _of_tasks(now: datetime) -> list[Figure]:
    oldest = queue.waiting_since(now)
    states = [
        ('state="waiting"', queue.waiting()),
        ('state="running"', queue.running()),
        ('state="given_up"', queue.given_up().count()),
    ]
    return [
        ("leerlijn_tasks", "Background tasks by state.", [(label, float(number)) for label, number in states]),
        ("leerlijn_tasks_oldest_seconds", "How long the oldest task waits that may run.", [("", _age(oldest, now))]),
    ]


def _of_mail(now: datetime) -> list[Figure]:
    due = Q(state=Message.State.READY, send_after__lte=now)
    told = Message.objects.aggregate(
        waiting=Count("pk", filter=Q(state=Message.State.READY)),
        tried=Count("pk", filter=Q(state=Message.State.READY, attempts__gt=0)),
        failed=Count("pk", filter=Q(state=Message.State.FAILED)),
        oldest=Min("created_at", filter=due),
    )
    states = [(f'state="{name}"', float(told[name])) for name in ("waiting", "tried", "failed")]
    return [
        ("leerlijn_mail", "Mails that wait, those of them that were tried in vain, and undeliverable ones.", states),
        (
            "leerlijn_mail_oldest_seconds",
            "How long the oldest mail waits that may leave.",
            [("", _age(told["oldest"], now))],
        ),
    ]


def _of_processes(now: datetime) -> Figure:
    alive = [(f'kind="{shift.kind}"', float(shift.number)) for shift in heartbeat.shifts(now)]
    return "leerlijn_processes", "Mail senders and workers that live.", alive


def _of_jobs(now: datetime) -> list[Figure]:
    known = [
        (f'job="{name}"', row, task) for name, _job, row, task in queue.jobs_and_tasks(settings.PERIODIC_JOBS) if row
    ]
    begun = [(label, row.last_started_at.timestamp()) for label, row, _task in known if row.last_started_at]
    late = [(label, max(0.0, (now - row.due_at).total_seconds())) for label, row, _task in known]
    failed = [
        (label, float(bool(task.exception_class_path) and task.status != TaskResultStatus.SUCCESSFUL))
        for label, _row, task in known
        if task
    ]
    return [
        ("leerlijn_job_last_start_timestamp_seconds", "When the last turn of a periodic job began.", begun),
        ("leerlijn_job_late_seconds", "How long a periodic job waits for a turn that is due.", late),
        ("leerlijn_job_failed", "1 when the last turn of a periodic job failed.", failed),
    ]


def _age(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0


def _lines(told: list[Figure]) -> Iterator[str]:
    for name, words, values in told:
        yield f"# HELP {name} {words}\n# TYPE {name} gauge\n"
        for label, value in values:
            yield f"{name}{{{label}}} {value:.15g}\n" if label else f"{name} {value:.15g}\n"
