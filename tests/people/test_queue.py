import subprocess
import sys
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from people import queue
from people.models import Deed, PeriodicJob
from people.tasks import prune
from tests import make
from tests.together import together

GONE = "people.tasks.that_was_removed"
EVERY = timedelta(minutes=5)
JOBS = {"prune": ("people.tasks.prune", EVERY)}


def _row(**changes: object) -> DBTaskResult[..., object]:
    """A task on the queue, as the library writes it."""
    prune.enqueue()
    row = DBTaskResult.objects.latest("enqueued_at")
    DBTaskResult.objects.filter(pk=row.pk).update(**changes)
    row.refresh_from_db()
    return row


def _work(env: dict[str, str]) -> None:
    """A worker of its own runs what is ready, and leaves."""
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--queue-name", "*", "--no-startup-delay"]
    subprocess.run(command, cwd=settings.BASE, env=env, capture_output=True, check=True)


def _statuses() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


@pytest.mark.django_db
def test_tick_enqueues_a_job_once_per_turn() -> None:
    now = timezone.now()

    taken = [queue.tick(JOBS, now + wait) for wait in (timedelta(), timedelta(seconds=5), EVERY, EVERY)]

    assert taken == [["prune"], [], ["prune"], []]
    assert queue.waiting() == 2


@pytest.mark.django_db
def test_tick_makes_one_turn_of_all_that_were_missed() -> None:
    now = timezone.now()
    queue.tick(JOBS, now)

    queue.tick(JOBS, now + 10 * EVERY)

    assert queue.waiting() == 2
    assert PeriodicJob.objects.get().due_at == now + 11 * EVERY


@pytest.mark.postgresql  # on SQLite the second process waits at the door, whatever it compares
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_tick_gives_a_turn_to_one_process_when_several_look_at_once(known: bool) -> None:
    now = timezone.now()
    if known:
        PeriodicJob.objects.create(name="prune", due_at=now)

    taken = together([partial(queue.tick, JOBS, now)] * 6)

    assert sorted(str(turn) for turn in taken) == ["['prune']", *["[]"] * 5]
    assert queue.waiting() == 1


@pytest.mark.django_db
def test_sweep_puts_a_task_back_when_its_worker_died() -> None:
    now = timezone.now()
    begun = now - settings.QUEUE_LEASE - timedelta(seconds=1)
    row = _row(status=TaskResultStatus.RUNNING, started_at=begun, worker_ids=["a"])

    assert queue.sweep(now) == 1

    row.refresh_from_db()
    assert (row.status, row.run_after) == (TaskResultStatus.READY, now + 2 * queue.FIRST_WAIT)


@pytest.mark.django_db
def test_sweep_leaves_a_task_alone_while_its_worker_may_live() -> None:
    now = timezone.now()
    _row(status=TaskResultStatus.RUNNING, started_at=now - settings.QUEUE_LEASE, worker_ids=["a"])

    assert queue.sweep(now) == 0
    assert _statuses() == [TaskResultStatus.RUNNING]


@pytest.mark.django_db
@pytest.mark.parametrize("ended", [TaskResultStatus.FAILED, TaskResultStatus.RUNNING])
def test_sweep_gives_a_task_up_after_its_last_try(ended: TaskResultStatus) -> None:
    now = timezone.now()
    begun = now - 2 * settings.QUEUE_LEASE
    _row(status=ended, started_at=begun, worker_ids=["a"] * settings.QUEUE_TRIES)

    assert queue.sweep(now) == 0
    assert [row.status for row in queue.given_up()] == [TaskResultStatus.FAILED]


@pytest.mark.django_db
def test_sweep_goes_on_when_a_task_is_gone() -> None:
    begun = timezone.now() - 2 * settings.QUEUE_LEASE
    _row(status=TaskResultStatus.FAILED, started_at=begun, worker_ids=["a"], task_path=GONE)
    _row(status=TaskResultStatus.FAILED, started_at=begun, worker_ids=["a"])

    assert queue.sweep(timezone.now()) == 2


def test_worker_runs_a_periodic_job_on_its_turn(process_env: dict[str, str]) -> None:
    Deed.objects.create(key="5f4d1b7e-6f0a-4a51-8a80-2c6a0a3d7a11", user=make.user(), fingerprint="")
    Deed.objects.update(done_at=timezone.now() - timedelta(days=2))
    queue.tick(JOBS, timezone.now())

    _work(process_env)

    assert _statuses() == [TaskResultStatus.SUCCESSFUL]
    assert not Deed.objects.exists()


def test_worker_runs_a_task_again_after_the_worker_before_it_died(process_env: dict[str, str]) -> None:
    begun = timezone.now() - settings.QUEUE_LEASE - timedelta(minutes=1)
    row = _row(status=TaskResultStatus.RUNNING, started_at=begun, worker_ids=["died"])
    queue.sweep(timezone.now() - timedelta(seconds=30))  # half a minute ago, so that its wait is over

    _work(process_env)

    row.refresh_from_db()
    assert row.status == TaskResultStatus.SUCCESSFUL
    assert len(row.worker_ids) == 2


def test_worker_goes_on_when_a_task_is_poison(process_env: dict[str, str]) -> None:
    _row(task_path=GONE)
    _row()

    _work(process_env)

    assert _statuses() == [TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL]
