"""Background work, as an administrator sees and steers it: processes, jobs that return, tasks that were given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks import TaskResultStatus

from people import audit, queue
from people.errors import ChangeRefused
from people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_SHOWN = 50
TURN_MISSED = timedelta(minutes=2)  # the clock looks every few seconds; a turn that is later has no clock

REASONS: dict[str, StrOrPromise] = {
    "": gettext_lazy("het proces dat eraan werkte, viel weg"),
    "django.db.utils.OperationalError": gettext_lazy("de database was weg of te druk"),
    "django.db.utils.InterfaceError": gettext_lazy("de database was weg of te druk"),
    "builtins.ImportError": gettext_lazy("deze versie kent de taak niet"),
    "builtins.ModuleNotFoundError": gettext_lazy("deze versie kent de taak niet"),
    "django.core.exceptions.SuspiciousOperation": gettext_lazy("deze versie kent de taak niet"),
    "builtins.KeyError": gettext_lazy("de opdracht past niet bij deze versie"),
    "builtins.TypeError": gettext_lazy("de opdracht past niet bij deze versie"),
    "builtins.ConnectionError": gettext_lazy("een ander systeem gaf geen antwoord"),
    "builtins.ConnectionRefusedError": gettext_lazy("een ander systeem gaf geen antwoord"),
    "builtins.TimeoutError": gettext_lazy("een ander systeem gaf geen antwoord"),
    "builtins.SystemExit": gettext_lazy("het werk werd van buiten gestopt"),
}


@dataclass(frozen=True)
class Result:
    """How a turn went: a colour, a word, and the reason when it did not go well."""

    colour: str
    word: str
    why: str = ""


@dataclass(frozen=True)
class JobState:
    """One job that returns, and how it stands."""

    title: str
    purpose: str
    every: str
    last: datetime | None
    took: str
    result: Result
    next: datetime | None
    is_late: bool


@dataclass(frozen=True)
class GivenUp:
    """A task that waits for a person."""

    pk: UUID
    title: str
    stopped_at: datetime
    tries: int
    why: str
    error: str  # the class, for who knows the software


def jobs(now: datetime) -> list[JobState]:
    """Every job, also one that never ran. Two queries."""
    return [_state(*known, now) for known in queue.jobs_and_tasks(settings.PERIODIC_JOBS)]


def given_up() -> list[GivenUp]:
    """What was given up, the newest first. One query."""
    return [
        GivenUp(
            row.pk,
            title_of(row.task_path),
            row.finished_at,
            len(row.worker_ids),
            reason(row.exception_class_path),
            row.exception_class_path,
        )
        for row in queue.given_up().defer("traceback")[:MOST_SHOWN]
    ]


def title_of(path: str) -> str:
    """The words for a task that is a periodic job; another task goes by its path."""
    return next((capfirst(str(job.title)) for job in settings.PERIODIC_JOBS.values() if job.task == path), path)


def reason(error: str) -> str:
    """Why a task failed, for who does not know the software; `error` is a class, and empty when its worker died."""
    return str(REASONS.get(error, _("een fout in de software")))


def every(wait: timedelta) -> str:
    """How often a job returns, in words: whole minutes, hours or days."""
    minutes = round(wait.total_seconds() / 60)
    if minutes % (24 * 60) == 0:
        days = minutes // (24 * 60)
        return ngettext("elke dag", "elke %(number)s dagen", days) % {"number": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("elk uur", "elke %(number)s uur", hours) % {"number": hours}
    return ngettext("elke minuut", "elke %(number)s minuten", minutes) % {"number": minutes}


def duration(took: timedelta) -> str:
    """Tenths of a second below ten, then whole seconds."""
    seconds = took.total_seconds()
    shown = number_format(round(seconds, 1), 1 if seconds < 10 else 0)
    return _("%(number)s s") % {"number": shown if seconds >= 0.1 else f"<\N{NO-BREAK SPACE}{number_format(0.1, 1)}"}


@transaction.atomic(savepoint=False)
def retry_task(pk: UUID, *, by: User, now: datetime) -> None:
    """Let a task that was given up run again, with all its tries. Raises ChangeRefused."""
    if not queue.retry(pk, now):
        raise ChangeRefused({"": _("Deze taak ligt hier niet meer: iemand anders was u voor.")})
    audit.record(by, "retry_task", queue.DBTaskResult(pk=pk))


@transaction.atomic(savepoint=False)
def drop_task(pk: UUID, *, by: User) -> None:
    """Throw away a task that was given up; what it should have done, stays undone. Raises ChangeRefused."""
    if not queue.drop(pk):
        raise ChangeRefused({"": _("Deze taak ligt hier niet meer: iemand anders was u voor.")})
    audit.record(by, "drop_task", queue.DBTaskResult(pk=pk))


def _state(name: str, job: Any, row: Any, task: Any, now: datetime) -> JobState:
    ended = task and task.finished_at and task.started_at and task.status == TaskResultStatus.SUCCESSFUL
    return JobState(
        title=str(job.title),
        purpose=str(job.purpose),
        every=every(job.every),
        last=row and row.last_started_at,
        took=duration(task.finished_at - task.started_at) if ended else "",
        result=_result(row, task),
        next=row and row.due_at,
        is_late=row is not None and row.due_at < now - TURN_MISSED,
    )


def _result(row: Any, task: Any) -> Result:
    if row is None or row.last_started_at is None:
        return Result("grey", _("nog niet gelopen"))
    if task is None:
        return Result("grey", _("niet meer bekend"))
    if task.queue_name == queue.PARKED:
        return Result("red", _("opgegeven"), reason(task.exception_class_path))
    tried = task.exception_class_path
    return {
        TaskResultStatus.SUCCESSFUL: Result("green", _("gelukt")),
        TaskResultStatus.RUNNING: Result("blue", _("bezig")),
        TaskResultStatus.FAILED: Result("yellow", _("mislukt, probeert het opnieuw"), reason(tried)),
        TaskResultStatus.READY: Result("yellow", _("mislukt, probeert het opnieuw"), reason(tried))
        if task.worker_ids
        else Result("grey", _("wacht op een werker")),
    }[task.status]
