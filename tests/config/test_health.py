import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests import make

ASK = """
import django, sys
django.setup()
from django.test import Client
answer = Client().get(sys.argv[1])
print(answer.status_code, answer.headers.get("Retry-After"), answer.content.decode())
"""


def _asked_without_database(path: str) -> list[str]:
    """What a process answers whose database does not exist."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": "sqlite:////no-such-folder/no-such-file.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK, path], cwd=settings.BASE, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().split(" ", 2)


def test_alive_answers_when_database_is_away() -> None:
    status, _retry, body = _asked_without_database("/healthz")

    assert status == "200"
    assert json.loads(body) == {"status": "alive"}


def test_ready_refuses_when_database_is_away() -> None:
    status, retry, body = _asked_without_database("/readyz")

    assert status == "503"
    assert retry == "5"
    assert json.loads(body) == {"status": "not ready", "database": "away", "queue": "away", "ballots": "away"}


@pytest.mark.django_db
def test_ready_answers_when_all_is_well(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "database": "ok", "queue": "ok", "ballots": "ok"}


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
