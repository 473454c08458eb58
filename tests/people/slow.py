"""A task that takes its time, for tests that stop the worker that is at it."""

import time

from people.queue import task


@task
def nap() -> None:
    time.sleep(2)
