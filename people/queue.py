"""The queue: retries, rescue and the clock that django-tasks-db leaves to us. Runs in `send_mail`'s loop.

The rest of the house imports `task` from here, so that the move to `django.tasks` (Django 6) is one line.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from people.models import PeriodicJob

__all__ = ["given_up", "sweep", "task", "tick", "waiting"]

FIRST_WAIT = timedelta(seconds=10)
Jobs = Mapping[str, tuple[str, timedelta]]


def sweep(now: datetime) -> int:
    """Put back failed tasks, and tasks whose worker died, until they have had `QUEUE_TRIES`; the number put back."""
    lost = Q(status=TaskResultStatus.RUNNING, started_at__lt=now - settings.QUEUE_LEASE)
    back = 0
    for row in DBTaskResult.objects.filter(lost | Q(status=TaskResultStatus.FAILED)):
        tries = len(row.worker_ids)
        seen = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
        if tries < settings.QUEUE_TRIES:
            back += seen.update(status=TaskResultStatus.READY, run_after=now + FIRST_WAIT * 2**tries)
        elif row.status == TaskResultStatus.RUNNING:
            seen.update(status=TaskResultStatus.FAILED, finished_at=now)
    return back


def tick(jobs: Jobs, now: datetime) -> list[str]:
    """Enqueue each job that is due; missed turns become one. Harmless in any number of processes."""
    return [name for name, (path, every) in jobs.items() if _take_turn(name, path, every, now)]


def waiting() -> int:
    """Tasks that are ready to run."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()


def given_up() -> Any:
    """Tasks that failed for good, for a person to look at."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")


def _take_turn(name: str, path: str, every: timedelta, now: datetime) -> bool:
    job, _new = PeriodicJob.objects.get_or_create(name=name, defaults={"due_at": now})
    if job.due_at > now:
        return False
    with transaction.atomic():
        turn = PeriodicJob.objects.filter(name=name, due_at=job.due_at)
        if not turn.update(due_at=now + every, last_started_at=now):
            return False  # another process was first
        import_string(path).enqueue()
    return True
