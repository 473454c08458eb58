"""Tasks that leave a trace of every time they ran, and one effect by a natural key; and tasks that can only fail."""

import os
import signal
import time

from django.db import connection

from people.models import Message
from people.queue import task

LASTS = 0.03  # seconds
RUNS = "CREATE TABLE p08_run (number integer NOT NULL, begun double precision NOT NULL)"


@task
def effect(number: int) -> None:
    """Halfway it may be killed; whoever runs it again makes no second effect."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO p08_run VALUES (%s, %s)", [number, time.time()])
    time.sleep(LASTS)
    told = Message(key=f"p08:{number}", kind="p08", address="p08@example.org", subject="-", state=Message.State.HELD)
    Message.objects.bulk_create([told], ignore_conflicts=True)


@task
def fail(number: int) -> None:
    raise RuntimeError(number)


@task
def kill(number: int) -> None:
    """The worker that takes it is gone."""
    os.kill(os.getpid(), signal.SIGKILL)
