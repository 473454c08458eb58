import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import make
from tests.config import without_database


def test_alive_answers_when_database_is_away() -> None:
    answer = without_database.asked("/healthz")

    assert answer.status == 200
    assert json.loads(answer.page) == {"status": "alive"}


def test_ready_refuses_when_database_is_away() -> None:
    answer = without_database.asked("/readyz")
    told = json.loads(answer.page)

    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    assert {told[part] for part in ("database", "queue", "ballots")} == {"away"}
    assert told["status"] == "not ready"
    assert told["security_txt"] == "ok"


@pytest.mark.django_db
def test_ready_answers_when_all_is_well(client: Client, settings: Settings) -> None:
    settings.ACCESSIBILITY_REVIEW_BY = timezone.localdate() + timedelta(days=31)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    parts = ("database", "queue", "ballots", "security_txt", "accessibility")
    assert answer.json() == {"status": "ready"} | dict.fromkeys(parts, "ok")


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "state"), [(31, "ok"), (30, "soon"), (0, "soon"), (-1, "past")])
@pytest.mark.parametrize(
    ("setting", "part"), [("SECURITY_EXPIRES", "security_txt"), ("ACCESSIBILITY_REVIEW_BY", "accessibility")]
)
def test_ready_tells_of_a_day_that_is_near_and_stays_ready(
    client: Client, settings: Settings, setting: str, part: str, days: int, state: str
) -> None:
    setattr(settings, setting, timezone.localdate() + timedelta(days=days))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()[part]) == (200, state)


@pytest.mark.django_db
def test_ready_puts_back_a_lost_copy_of_a_key(client: Client, ballot_keys: list[Path]) -> None:
    lost = ballot_keys[1] / f"{make.round().pk}.key"
    lost.unlink()

    assert client.get("/readyz").json()["ballots"] == "ok"
    assert lost.exists()


@pytest.mark.django_db
def test_ready_tells_of_a_box_that_no_key_opens_and_stays_ready(client: Client, ballot_keys: list[Path]) -> None:
    round = make.round()
    for directory in ballot_keys:
        (directory / f"{round.pk}.key").write_bytes(b"")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["ballots"]) == (200, "key missing")


@pytest.mark.django_db
def test_ready_refuses_when_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="people").delete()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "migrations missing"
