"""`manage.py db_worker`: the worker of django-tasks-db, that says it lives and survives a task it cannot read."""

import logging
from typing import Any

from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from people import heartbeat
from people.origin import origin

log = logging.getLogger(__name__)


class Worker(db_worker.Worker):
    """Runs one task at a time; told to stop, it finishes the one it is at."""

    def run_task(self, db_task_result: DBTaskResult[..., Any]) -> None:
        """A task written by another version can be so strange that the library fails again in telling that it failed.

        It is marked as failed by then, and the sweep counts its tries; the worker goes on with the next.
        """
        try:
            super().run_task(db_task_result)
        except (ArithmeticError, AttributeError, ImportError, LookupError, TypeError, ValueError) as error:
            log.error("taak %s is niet te lezen: %s", db_task_result.pk, type(error).__name__)


class Command(db_worker.Command):
    help = "Run background work; until it is told to stop"

    def handle(self, **options: Any) -> None:
        """One queue of ours beside the default is never run: a task that was given up waits there for a person."""
        origin.set("db_worker")
        self.configure_logging(options["verbosity"])
        worker = Worker(
            queue_names=options["queue_name"].split(","),
            interval=options["interval"],
            batch=options["batch"],
            backend_name=options["backend_name"],
            startup_delay=options["startup_delay"],
            max_tasks=options["max_tasks"],
            worker_id=options["worker_id"],
            excluded_queue_names=[],
        )
        worker.configure_signals()
        with heartbeat.beating(heartbeat.Kind.WORKER):
            worker.run()
