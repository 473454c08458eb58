import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from people import heartbeat
from people.models import BackgroundProcess

MAIL, WORKER = BackgroundProcess.Kind.MAIL, BackgroundProcess.Kind.WORKER


@pytest.mark.django_db
def test_beat_keeps_one_row_per_process_and_stop_takes_it_away() -> None:
    heartbeat.beat(WORKER)
    first = BackgroundProcess.objects.get()
    heartbeat.beat(WORKER)

    again = BackgroundProcess.objects.get()
    assert (again.pk, again.started_at) == (first.pk, first.started_at)
    assert again.seen_at > first.seen_at

    heartbeat.stop(WORKER)
    assert not BackgroundProcess.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "alive"), [(timedelta(), 1), (settings.PROCESS_SILENT, 1), (timedelta(minutes=2), 0)])
def test_shifts_tell_a_process_that_was_killed(ago: timedelta, alive: int) -> None:
    now = timezone.now()
    BackgroundProcess.objects.create(kind=WORKER, host="een", pid=1, seen_at=now - ago)

    mail, worker = heartbeat.shifts(now)

    assert (mail.kind, mail.known, mail.last_seen) == (MAIL, [], None)
    assert (len(worker.known), len(worker.alive), worker.last_seen) == (1, alive, now - ago)


@pytest.mark.django_db
def test_forget_takes_away_who_is_not_expected_back() -> None:
    now = timezone.now()
    BackgroundProcess.objects.create(kind=WORKER, host="een", pid=1, seen_at=now - timedelta(hours=25))
    BackgroundProcess.objects.create(kind=WORKER, host="een", pid=2, seen_at=now - timedelta(hours=23))

    heartbeat.forget(now)

    assert [process.pid for process in BackgroundProcess.objects.all()] == [2]


@pytest.mark.django_db(transaction=True)
def test_beating_says_so_for_as_long_as_the_block_lasts() -> None:
    with heartbeat.beating(MAIL):
        deadline = timezone.now() + timedelta(seconds=30)
        while not _seen() and timezone.now() < deadline:
            time.sleep(0.1)
        assert BackgroundProcess.objects.get().kind == MAIL

    assert not BackgroundProcess.objects.exists()


def _seen() -> bool:
    """A table in SQLite's memory is locked while another thread writes in it, and nobody waits there."""
    try:
        return BackgroundProcess.objects.exists()
    except OperationalError:
        return False
