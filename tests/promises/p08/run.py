"""P08 Queue restart, poison task: every effect once, whatever is killed, and a bad row stops nobody.

Five hundred tasks, of which the first five can only fail: one that is gone, one that raises, one with wrong arguments,
one that another version wrote and nobody can read, one that kills its worker. Two workers are killed ten times while
two mail senders keep the queue; `whole=yes` takes a thousand tasks and twenty kills. Leases and waits are far shorter
than in production, so that they pass within a minute.
"""

import os
import tempfile
from pathlib import Path

from tests.promises import stage
from tests.promises.p08 import crew, referee
from tests.promises.p08.referee import Count
from tools.options import option

TASKS, KILLS = {"whole": (995, 20), "short": (495, 10)}["whole" if option("whole") else "short"]
OF_CONTROL = 40  # tasks
WITHIN = 60.0  # seconds
SLACK = 8.0  # seconds after a lease: the look of the keeper (5), the wait, and a worker that starts


def main(db: str) -> str:
    """Keep the promise, then see it broken without those who keep the queue; the line of evidence."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.promises.p08.settings"
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from tests.promises.p08 import work  # noqa: PLC0415  # the same

    stage.rows(work.RUNS)
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        poison = _enqueue(range(TASKS))
        with crew.at_work(Path(home)) as all_hands:
            seconds = all_hands.run_until(lambda: referee.count().left == 0, within=WITHIN, kills=KILLS)
        kept, alarms = referee.count(), all_hands.alarms()
        _require(db, kept, alarms=alarms, poison=poison, lease=settings.QUEUE_LEASE.total_seconds())
        stuck = _control(Path(home))
    return (
        f"P08 {TASKS}+{poison} tasks {db} effects={kept.effects} again={kept.again} deaths={all_hands.deaths} "
        f"parked={kept.parked} alarms={alarms} longest-lease={kept.longest:.1f}s took={seconds:.0f}s "
        f"control-stuck={stuck} control=red"
    )


def _require(db: str, kept: Count, *, alarms: int, poison: int, lease: float) -> None:
    if (kept.effects, kept.parked, kept.left, alarms) != (TASKS, poison, 0, poison):
        raise AssertionError(f"P08 {db}: {kept}, {alarms} alarms")
    if kept.longest > lease + SLACK:
        raise AssertionError(f"P08 {db}: a task of a dead worker waited {kept.longest:.1f} s")


def _control(home: Path) -> int:
    """Nobody sweeps: what a killed worker held stays with it, and no failure is tried again or told."""
    _enqueue(range(TASKS, TASKS + OF_CONTROL))
    with crew.at_work(home, keepers=0) as workers:
        workers.run_until(lambda: referee.ready() == 0, within=WITHIN)
    left = referee.count().left
    if not left:
        raise AssertionError("P08: the control loses nothing")
    return left


def _enqueue(numbers: range) -> int:
    """First the tasks that can only fail, then one for each number, in one transaction; how many can only fail."""
    from django.db import transaction  # noqa: PLC0415  # Django must stand first

    from people.queue import DBTaskResult  # noqa: PLC0415  # the same
    from tests.promises.p08 import work  # noqa: PLC0415  # the same

    with transaction.atomic():
        poison = [work.fail.enqueue(number=numbers[0]) for _bad in range(4)] + [work.kill.enqueue(number=numbers[0])]
        gone, wrong, unreadable, _raises = (DBTaskResult.objects.filter(pk=bad.id) for bad in poison[:4])
        gone.update(task_path="tests.promises.p08.work.that_was_removed")
        wrong.update(args_kwargs={"args": [], "kwargs": {"of_before": numbers[0]}})
        unreadable.update(args_kwargs={"version": 0, "of": numbers[0]})
        for number in numbers:
            work.effect.enqueue(number=number)
    return len(poison)
