import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from config import metrics
from people import queue
from people.jobs import Job
from people.models import BackgroundProcess, Message, PeriodicJob
from tests import make

TOKEN = "t" * 32
LINE = re.compile(r'(# (HELP|TYPE) leerlijn_\w+ .+|leerlijn_\w+({\w+="\w+"})? [0-9.e+-]+)')


def _told(client: Client) -> dict[str, float]:
    """What a scraper reads: every line in order, by its name and label."""
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.content.decode().splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    values = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    return {name: float(value) for name, value in values}


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
@pytest.mark.parametrize("token", [TOKEN, ""])
def test_metrics_are_not_there_without_the_token(client: Client, settings: Settings, token: str, sent: str) -> None:
    settings.METRICS_TOKEN = token

    answer = client.get("/metrics", headers={"authorization": sent})

    assert answer.status_code == 404
    assert b"leerlijn_tasks" not in answer.content


@pytest.mark.django_db
def test_metrics_tell_of_tasks_mail_processes_and_jobs(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    settings.PERIODIC_JOBS = {"prune": Job("people.tasks.prune", timedelta(minutes=5), "opruimen", "")}
    now = timezone.now()
    queue.tick(settings.PERIODIC_JOBS, now)
    PeriodicJob.objects.update(due_at=now - timedelta(minutes=10))
    make.parked_task()
    make.message(created_at=now - timedelta(hours=1), attempts=3)
    make.message(state=Message.State.FAILED)
    BackgroundProcess.objects.create(kind=BackgroundProcess.Kind.WORKER, host="een", pid=1)

    told = _told(client)

    assert told['leerlijn_tasks{state="waiting"}'] == 1
    assert told['leerlijn_tasks{state="given_up"}'] == 1
    assert told['leerlijn_mail{state="waiting"}'] == told['leerlijn_mail{state="tried"}'] == 1
    assert told['leerlijn_mail{state="failed"}'] == 1
    assert 3600 <= told["leerlijn_mail_oldest_seconds"] < 3700
    assert told['leerlijn_processes{kind="worker"}'] == 1
    assert told['leerlijn_processes{kind="mail"}'] == 0
    assert told['leerlijn_job_last_start_timestamp_seconds{job="prune"}'] == pytest.approx(now.timestamp(), abs=1)
    assert 600 <= told['leerlijn_job_late_seconds{job="prune"}'] < 700
    assert told['leerlijn_job_failed{job="prune"}'] == 0


@pytest.mark.django_db
def test_metrics_tell_nothing_about_anybody(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    message = make.message(make.user("anna@example.org"), subject="Uw inschrijving")

    page = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()

    assert [text for text in (message.address, message.subject, message.kind) if text in page] == []


def test_every_figure_has_its_own_name(db: None) -> None:
    names = [name for name, _words, _values in metrics.figures(timezone.now())]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("rows", [1, 30])
def test_figures_cost_the_same_for_more_rows(
    db: None, django_assert_max_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make.parked_task(args_kwargs={"args": [number], "kwargs": {}})
        make.message()

    with django_assert_max_num_queries(8):
        metrics.figures(timezone.now())
