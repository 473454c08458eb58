import logging
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from people import queue
from people.jobs import Job
from people.models import BackgroundProcess, Deed, PeriodicJob
from people.tasks import prune
from tests import make
from tests.together import together

GONE = "people.tasks.that_was_removed"
EVERY = timedelta(minutes=5)
JOBS = {"prune": Job("people.tasks.prune", EVERY, "opruimen", "")}


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

    taken = []
    for wait in (timedelta(), timedelta(seconds=5), EVERY, EVERY):
        taken.append(queue.tick(JOBS, now + wait))
        DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)

    assert taken == [["prune"], [], ["prune"], []]
    assert len(_statuses()) == 2
    assert PeriodicJob.objects.get().last_task == DBTaskResult.objects.latest("enqueued_at").pk


@pytest.mark.django_db
def test_tick_makes_one_turn_of_all_that_were_missed() -> None:
    now = timezone.now()
    queue.tick(JOBS, now)

    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)
    queue.tick(JOBS, now + 10 * EVERY)

    assert queue.waiting() == 1
    assert PeriodicJob.objects.get().due_at == now + 11 * EVERY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "parked", "again"),
    [
        (TaskResultStatus.READY, False, False),  # no worker came
        (TaskResultStatus.RUNNING, False, False),
        (TaskResultStatus.FAILED, False, False),  # it will be tried again
        (TaskResultStatus.FAILED, True, True),  # given up, so the next turn is a new chance
        (TaskResultStatus.SUCCESSFUL, False, True),
    ],
)
def test_tick_lets_a_turn_pass_while_the_one_before_has_not_ended(status: str, parked: bool, again: bool) -> None:
    now = timezone.now()
    queue.tick(JOBS, now)
    DBTaskResult.objects.update(status=status, queue_name=queue.PARKED if parked else "default")

    assert queue.tick(JOBS, now + EVERY) == (["prune"] if again else [])
    assert DBTaskResult.objects.count() == (2 if again else 1)
    assert PeriodicJob.objects.get().due_at == now + 2 * EVERY


@pytest.mark.parametrize("job", settings.PERIODIC_JOBS.values(), ids=lambda job: job.task)
def test_every_job_is_a_task_that_says_what_it_is_for(job: Job) -> None:
    assert import_string(job.task).module_path == job.task
    assert job.every >= timedelta(minutes=1)
    assert str(job.title)
    assert str(job.purpose)


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
    assert (row.status, row.run_after) == (TaskResultStatus.READY, now + 2 * settings.QUEUE_FIRST_WAIT)


@pytest.mark.django_db
def test_sweep_leaves_a_task_alone_while_its_worker_may_live() -> None:
    now = timezone.now()
    _row(status=TaskResultStatus.RUNNING, started_at=now - settings.QUEUE_LEASE, worker_ids=["a"])

    assert queue.sweep(now) == 0
    assert _statuses() == [TaskResultStatus.RUNNING]


@pytest.mark.django_db
@pytest.mark.parametrize("ended", [TaskResultStatus.FAILED, TaskResultStatus.RUNNING])
def test_sweep_gives_a_task_up_after_its_last_try(ended: TaskResultStatus, caplog: pytest.LogCaptureFixture) -> None:
    now = timezone.now()
    begun = now - 2 * settings.QUEUE_LEASE
    row = _row(status=ended, started_at=begun, worker_ids=["a"] * settings.QUEUE_TRIES)

    with caplog.at_level(logging.ERROR):
        swept = [queue.sweep(now), queue.sweep(now)]

    assert swept == [0, 0]
    assert [row.status for row in queue.given_up()] == [TaskResultStatus.FAILED]
    assert [record.getMessage().startswith(f"taak {row.pk} is opgegeven") for record in caplog.records] == [True]


@pytest.mark.django_db
def test_sweep_keeps_the_newest_of_the_same_task_that_is_given_up_again_and_again() -> None:
    tired = {"status": TaskResultStatus.FAILED, "worker_ids": ["a"] * settings.QUEUE_TRIES}
    make.parked_task()
    other = make.parked_task(args_kwargs={"args": [7], "kwargs": {}})
    newest = _row(**tired)

    queue.sweep(timezone.now())

    assert set(queue.given_up()) == {newest, other}


@pytest.mark.postgresql  # on SQLite the second process waits at the door, whatever it compares
@pytest.mark.django_db(transaction=True)
def test_sweep_raises_one_alarm_when_several_look_at_once(caplog: pytest.LogCaptureFixture) -> None:
    _row(status=TaskResultStatus.FAILED, worker_ids=["a"] * settings.QUEUE_TRIES)

    with caplog.at_level(logging.ERROR):
        together([partial(queue.sweep, timezone.now())] * 6)

    assert len(caplog.records) == 1


@pytest.mark.django_db
def test_retry_gives_a_parked_task_all_its_tries_and_drop_takes_it_away() -> None:
    now, task = timezone.now(), make.parked_task()

    assert [queue.retry(task.pk, now), queue.retry(task.pk, now), queue.drop(task.pk)] == [True, False, False]
    task.refresh_from_db()
    assert (task.status, task.worker_ids, task.queue_name) == (TaskResultStatus.READY, [], "default")

    other = make.parked_task()
    assert [queue.drop(other.pk), queue.drop(other.pk), queue.retry(other.pk, now)] == [True, False, False]


@pytest.mark.django_db
def test_waiting_since_is_of_what_may_run_by_now() -> None:
    now = timezone.now()
    _row(enqueued_at=now - timedelta(hours=2), run_after=now + timedelta(minutes=1))
    assert queue.waiting_since(now) is None

    _row(enqueued_at=now - timedelta(hours=1))
    assert queue.waiting_since(now) == now - timedelta(hours=1)


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
    _row(args_kwargs={"of": "another version"})
    _row()

    _work(process_env)

    assert _statuses() == [TaskResultStatus.FAILED, TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL]


def test_worker_that_is_told_to_stop_finishes_its_task_first(process_env: dict[str, str]) -> None:
    row = _row(task_path="tests.people.slow.nap")
    command = [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "--no-startup-delay", "--no-reload"]
    with subprocess.Popen(command, cwd=settings.BASE, env=process_env, stderr=subprocess.DEVNULL) as worker:
        deadline = timezone.now() + timedelta(seconds=30)
        while row.status == TaskResultStatus.READY and timezone.now() < deadline:
            row.refresh_from_db()
        worker.send_signal(signal.SIGTERM)

    row.refresh_from_db()
    assert (worker.returncode, row.status, len(row.worker_ids)) == (0, TaskResultStatus.SUCCESSFUL, 1)
    assert not BackgroundProcess.objects.exists()
