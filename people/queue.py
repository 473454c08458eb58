"""The queue: retries, rescue and the clock that django-tasks-db leaves to us. Runs in `send_mail`'s loop.

The rest of the house imports `task` from here, so that the move to `django.tasks` (Django 6) is one line.
A task that was given up is parked: it keeps its row, on a queue of its own, until a person decides (decision 29).
"""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, get_date_max

from people.jobs import Job, Jobs
from people.models import PeriodicJob

__all__ = [
    "PARKED",
    "DBTaskResult",
    "drop",
    "given_up",
    "jobs_and_tasks",
    "retry",
    "running",
    "sweep",
    "task",
    "tick",
    "waiting",
    "waiting_since",
]

log = logging.getLogger(__name__)

DEFAULT, PARKED = "default", "parked"  # queues


def sweep(now: datetime) -> int:
    """Put back failed tasks, and tasks whose worker died, until they have had `QUEUE_TRIES`; the number put back.

    After that a task is parked, with a line in the log from whoever parks it. Each row is on its own: a bad one stops
    nobody.
    """
    lost = Q(status=TaskResultStatus.RUNNING, started_at__lt=now - settings.QUEUE_LEASE)
    failed = Q(status=TaskResultStatus.FAILED) & ~Q(queue_name=PARKED)
    back = 0
    for row in DBTaskResult.objects.filter(lost | failed).defer("traceback", "return_value"):
        tries = len(row.worker_ids)
        seen = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
        if tries < settings.QUEUE_TRIES:
            back += seen.update(status=TaskResultStatus.READY, run_after=now + settings.QUEUE_FIRST_WAIT * 2**tries)
        else:
            _park(row, now)
    return back


def tick(jobs: Jobs, now: datetime) -> list[str]:
    """Enqueue each job that is due; missed turns become one. Harmless in any number of processes."""
    return [name for name, job in jobs.items() if _take_turn(name, job, now)]


def waiting() -> int:
    """Tasks that are ready to run."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()


def running() -> int:
    """Tasks that a worker is at, or was when it died."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).count()


def waiting_since(now: datetime) -> datetime | None:
    """Since when the oldest task waits that may run by now."""
    due = Q(run_after__lte=now) | Q(run_after=get_date_max())
    oldest = DBTaskResult.objects.filter(due, status=TaskResultStatus.READY).order_by("enqueued_at")
    return oldest.values_list("enqueued_at", flat=True).first()


def given_up() -> Any:
    """Tasks that failed for good, for a person to look at."""
    return DBTaskResult.objects.filter(queue_name=PARKED).order_by("-finished_at")


def jobs_and_tasks(jobs: Jobs) -> list[tuple[str, Job, PeriodicJob | None, Any]]:
    """Each job with its row, if it had a turn, and the task of its latest turn, if that is still known. Two queries."""
    rows = {row.name: row for row in PeriodicJob.objects.filter(name__in=list(jobs))}
    last = {row.name: row.last_task for row in rows.values() if row.last_task}
    tasks: dict[UUID, Any] = DBTaskResult.objects.defer("traceback").in_bulk(last.values())
    return [(name, job, rows.get(name), tasks.get(last[name]) if name in last else None) for name, job in jobs.items()]


def retry(task_id: UUID, now: datetime) -> bool:
    """Give a parked task all its tries again; False when somebody was first."""
    parked = DBTaskResult.objects.filter(pk=task_id, queue_name=PARKED)
    return bool(parked.update(status=TaskResultStatus.READY, queue_name=DEFAULT, worker_ids=[], run_after=now))


def drop(task_id: UUID) -> bool:
    """Throw a parked task away; False when somebody was first."""
    return bool(DBTaskResult.objects.filter(pk=task_id, queue_name=PARKED).delete()[0])


def _park(row: Any, now: datetime) -> None:
    """The same task with the same question was perhaps parked before: the newest tells enough."""
    seen = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
    if seen.exclude(queue_name=PARKED).update(status=TaskResultStatus.FAILED, queue_name=PARKED, finished_at=now):
        log.error("taak %s is opgegeven: %s (%s)", row.pk, row.task_path, row.exception_class_path or "weggevallen")
        alike = DBTaskResult.objects.filter(task_path=row.task_path, args_kwargs=row.args_kwargs, queue_name=PARKED)
        alike.exclude(pk=row.pk).delete()


def _take_turn(name: str, job: Job, now: datetime) -> bool:
    """A turn passes without a task while the task of the turn before it has not ended."""
    row, _new = PeriodicJob.objects.get_or_create(name=name, defaults={"due_at": now})
    if row.due_at > now:
        return False
    with transaction.atomic():
        turn = PeriodicJob.objects.filter(name=name, due_at=row.due_at)
        if not turn.update(due_at=now + job.every):
            return False  # another process was first
        last = PeriodicJob.objects.filter(pk=row.pk).values("last_task")
        before = DBTaskResult.objects.filter(pk__in=last).exclude(queue_name=PARKED)
        if before.exclude(status=TaskResultStatus.SUCCESSFUL).exists():
            return False
        PeriodicJob.objects.filter(name=name).update(
            last_started_at=now, last_task=UUID(str(import_string(job.task).enqueue().id))
        )
    return True
