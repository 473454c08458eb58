"""Several people doing something at one moment: a thread and a database connection each."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")

PATIENCE = 20.0  # seconds, so that a deadlock fails instead of hanging


def together(deeds: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """Do all of `deeds` at once; what each returned or raised, in their order."""
    ready, ends = threading.Barrier(len(deeds)), dict[int, Result | Exception]()

    def do(number: int, deed: Callable[[], Result]) -> None:
        try:
            ready.wait(PATIENCE)
            ends[number] = deed()
        except Exception as error:  # the test says which it expects
            ends[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair, daemon=True) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return [ends[number] for number in range(len(deeds))]
