import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from people.models import Message, PeriodicJob
from tests import mail_server, make
from tests.mail_server import Mailbox

PATIENCE = 20.0  # seconds; a busy machine is slow


def _until(happened: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@pytest.mark.django_db
def test_send_mail_once_sends_all_that_is_due(mailbox: Mailbox) -> None:
    for _mail in range(12):
        make.message()

    call_command("send_mail", once=True)

    assert len(mailbox.received) == 12


def test_send_mail_sends_gives_jobs_their_turn_and_stops_when_told(process_env: dict[str, str]) -> None:
    port = mail_server.free_port()
    env = process_env | {"LEERLIJN_TEST_SMTP_PORT": str(port)}
    waiting = make.message(subject="de eerste")
    command = [sys.executable, "manage.py", "send_mail"]

    with subprocess.Popen(command, cwd=settings.BASE, env=env, stderr=subprocess.PIPE) as process:
        try:
            _until(lambda: Message.objects.filter(attempts=1).exists())  # nobody listens yet
            with mail_server.listening(port) as mailbox:
                Message.objects.filter(pk=waiting.pk).update(send_after=waiting.send_after)
                make.message(subject="de tweede")
                _until(lambda: Message.objects.filter(state=Message.State.SENT).count() == 2)
                _until(lambda: PeriodicJob.objects.count() == len(settings.PERIODIC_JOBS))
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()

    assert sorted(mailbox.subjects) == ["de eerste", "de tweede"]
    assert DBTaskResult.objects.count() == len(settings.PERIODIC_JOBS)


def test_send_mail_goes_on_when_the_database_is_away(tmp_path: Path) -> None:
    env = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/without-tables.sqlite3"}
    command = [sys.executable, "manage.py", "send_mail"]

    with subprocess.Popen(command, cwd=settings.BASE, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = [process.stderr.readline() for _turn in range(2)]
            assert process.poll() is None
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()

    assert said == ["database: OperationalError\n"] * 2


@pytest.mark.django_db
def test_audit_verify_says_so_when_there_is_nothing_yet() -> None:
    answer = io.StringIO()

    call_command("audit_verify", stdout=answer)

    assert answer.getvalue() == "De keten klopt: 0 zegels.\n"
