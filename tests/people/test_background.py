import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from django_tasks import TaskResultStatus
from pytest_django import DjangoAssertNumQueries

from people import background, matters, queue
from people.models import AuditEvent, BackgroundProcess, PeriodicJob, Role, User
from people.queue import DBTaskResult
from tests import make

PAGE = "/beheer/achtergrondwerk/"
AsUser = Callable[[User], Client]


def _turn(**changes: Any) -> None:
    """The first turn of `prune` was a minute ago; what became of its task is in `changes`."""
    begun = timezone.now() - timedelta(minutes=1)
    queue.tick({"prune": settings.PERIODIC_JOBS["prune"]}, begun)
    DBTaskResult.objects.update(started_at=begun, **changes)


def _prune() -> background.JobState:
    return next(job for job in background.jobs(timezone.now()) if job.title == "opruimen wat verlopen is")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "word", "why"),
    [
        ({}, "wacht op een werker", ""),
        ({"status": TaskResultStatus.RUNNING, "worker_ids": ["a"]}, "bezig", ""),
        ({"status": TaskResultStatus.SUCCESSFUL, "worker_ids": ["a"]}, "gelukt", ""),
        (
            {"status": TaskResultStatus.READY, "worker_ids": ["a"], "exception_class_path": "builtins.KeyError"},
            "mislukt, probeert het opnieuw",
            "de opdracht past niet bij deze versie",
        ),
        (
            {"status": TaskResultStatus.FAILED, "exception_class_path": "django.db.utils.OperationalError"},
            "mislukt, probeert het opnieuw",
            "de database was weg of te druk",
        ),
        (
            {"status": TaskResultStatus.FAILED, "queue_name": queue.PARKED, "exception_class_path": "een.eigen.Fout"},
            "opgegeven",
            "een fout in de software",
        ),
    ],
)
def test_jobs_tell_how_the_latest_turn_went(changes: dict[str, Any], word: str, why: str) -> None:
    _turn(**changes)

    assert (_prune().result.word, _prune().result.why) == (word, why)


@pytest.mark.django_db
def test_jobs_tell_of_one_that_never_ran_and_of_one_whose_task_is_forgotten() -> None:
    assert (_prune().result.word, _prune().last, _prune().next) == ("nog niet gelopen", None, None)

    _turn()
    DBTaskResult.objects.all().delete()

    assert _prune().result.word == "niet meer bekend"


@pytest.mark.django_db
def test_jobs_tell_how_long_it_took_and_when_nobody_gives_turns() -> None:
    _turn(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now() - timedelta(minutes=1, seconds=-2.52))
    assert _prune().took == "2,5 s"
    assert not _prune().is_late

    PeriodicJob.objects.update(due_at=timezone.now() - background.TURN_MISSED - timedelta(seconds=1))
    assert _prune().is_late


@pytest.mark.parametrize(
    ("wait", "dutch", "english"),
    [
        (timedelta(minutes=1), "elke minuut", "every minute"),
        (timedelta(minutes=15), "elke 15 minuten", "every 15 minutes"),
        (timedelta(hours=1), "elk uur", "every hour"),
        (timedelta(hours=6), "elke 6 uur", "every 6 hours"),
        (timedelta(days=1), "elke dag", "every day"),
        (timedelta(days=7), "elke 7 dagen", "every 7 days"),
    ],
)
def test_every_says_how_often_in_words(wait: timedelta, dutch: str, english: str) -> None:
    assert background.every(wait) == dutch
    with translation.override("en"):
        assert background.every(wait) == english


@pytest.mark.django_db
def test_page_shows_processes_jobs_and_what_was_given_up(as_user: AsUser) -> None:
    BackgroundProcess.objects.create(kind=BackgroundProcess.Kind.WORKER, host="werkpaard", pid=12)
    make.parked_task(error="")

    page = as_user(make.user(roles=[Role.ADMINISTRATOR])).get(PAGE).content.decode()

    assert "Er draait geen verzender van mail" in page
    assert "Er draait geen werker" not in page
    assert "werkpaard, 12" in page
    assert "Het proces dat eraan werkte, viel weg" in page
    assert page.count('<td data-label="Hoe vaak">') == len(settings.PERIODIC_JOBS)


@pytest.mark.django_db
def test_retry_task_puts_it_back_with_a_line_in_the_audit_trail(as_user: AsUser) -> None:
    boss, task = make.user(roles=[Role.ADMINISTRATOR]), make.parked_task()

    answer = as_user(boss).post(f"{PAGE}{task.pk}/opnieuw/", follow=True)

    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY
    assert "De taak staat weer in de rij." in answer.content.decode()
    event = AuditEvent.objects.get(deed="retry_task")
    assert (event.actor, event.object_id) == (boss, str(task.pk))


@pytest.mark.django_db
def test_drop_task_throws_it_away_with_a_line_in_the_audit_trail(as_user: AsUser) -> None:
    boss, task = make.user(roles=[Role.ADMINISTRATOR]), make.parked_task()

    as_user(boss).post(f"{PAGE}{task.pk}/weggooien/")

    assert not DBTaskResult.objects.exists()
    assert AuditEvent.objects.get(deed="drop_task").actor == boss


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["opnieuw", "weggooien"])
def test_deed_is_refused_when_somebody_else_was_first(as_user: AsUser, deed: str) -> None:
    answer = as_user(make.user(roles=[Role.ADMINISTRATOR])).post(f"{PAGE}{uuid.uuid4()}/{deed}/")

    assert answer.status_code == 409
    assert "iemand anders was u voor" in answer.content.decode()
    assert not AuditEvent.objects.filter(deed__in=["retry_task", "drop_task"]).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["opnieuw", "weggooien"])
def test_deed_leaves_alone_what_was_not_given_up(as_user: AsUser, deed: str) -> None:
    task = make.parked_task(queue_name="default", status="READY")

    as_user(make.user(roles=[Role.ADMINISTRATOR])).post(f"{PAGE}{task.pk}/{deed}/")

    assert list(DBTaskResult.objects.values_list("status", "worker_ids")) == [("READY", task.worker_ids)]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_page_and_deeds_refuse_every_other_role(as_user: AsUser, role: Role) -> None:
    task = make.parked_task()
    browser = as_user(make.user(roles=[role], organisation=make.organisation(area=make.area())))

    answers = [browser.get(PAGE), *(browser.post(f"{PAGE}{task.pk}/{deed}/") for deed in ("opnieuw", "weggooien"))]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert queue.given_up().count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
def test_page_costs_the_same_for_more_rows(
    as_user: AsUser, django_assert_max_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make.parked_task(args_kwargs={"args": [number], "kwargs": {}})
        BackgroundProcess.objects.create(kind=BackgroundProcess.Kind.WORKER, host="een", pid=number)
    browser = as_user(make.user(roles=[Role.ADMINISTRATOR]))

    with django_assert_max_num_queries(14):
        browser.get(PAGE)


@pytest.mark.django_db
def test_matters_tell_the_administrator_what_was_given_up_and_who_fell_silent() -> None:
    boss, other, today = make.user(roles=[Role.ADMINISTRATOR]), make.user(), timezone.localdate()
    assert matters.matters(boss, today) == []

    make.parked_task()
    long_ago = timezone.now() - timedelta(hours=1)
    BackgroundProcess.objects.create(kind=BackgroundProcess.Kind.MAIL, host="een", pid=1, seen_at=long_ago)

    assert [matter.title for matter in matters.matters(boss, today)] == [
        "Een taak is opgegeven",
        "Er draait geen verzender van mail meer",
    ]
    assert matters.matters(other, today) == []


@pytest.mark.django_db
def test_matters_tell_a_planner_which_own_words_no_mail_has_and_what_they_miss() -> None:
    planner, today = make.user(roles=[Role.PLANNER]), timezone.localdate()
    make.mail_text("enrolment_waiting", body="Beste {naam},\n\n{waarom_wachten}\n")
    assert matters.matters(planner, today) == []

    make.mail_text("enrolment_withdrawn", body="Beste {naam},\n\nU bent uitgeschreven.\n")

    (matter,) = matters.matters(planner, today)
    assert "Dit moet in de tekst blijven staan: {toelichting}." in matter.why
    assert matter.url == "/planning/post/teksten/enrolment_withdrawn/nl/"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.04, "<\N{NO-BREAK SPACE}0,1 s"), (0.1, "0,1 s"), (9.94, "9,9 s"), (10, "10 s"), (75.3, "75 s")],
)
def test_duration_is_in_tenths_below_ten_seconds(seconds: float, words: str) -> None:
    assert background.duration(timedelta(seconds=seconds)) == words
