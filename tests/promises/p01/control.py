"""The application without its protection: no lock, no transaction, and no number that two cannot share.

It must oversell; if it does not, the load proves nothing.
"""

import dataclasses
import random
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from config.wsgi import application  # first: it sets Django up
from courses import actions as course_actions
from courses.models import Edition
from enrolments import actions, queries
from people import once
from people.models import User
from tests.promises.p01 import slow

__all__ = ["application"]


def without_a_number(*args: Any, **options: Any) -> queries.Standing:
    return dataclasses.replace(slow.standing(*args, **options), last_number=random.getrandbits(30))


def not_locked() -> QuerySet[Edition]:
    return Edition.objects.select_related("course")


def without_transaction(request: HttpRequest, user: User | None, deed: Callable[[], str]) -> str:
    return deed()


slow.PAUSE = 0.5  # seconds: all threads have counted before one of them writes, on a busy machine too
queries.standing = without_a_number
course_actions.to_lock = not_locked
actions.enrol = actions.enrol.__wrapped__  # type: ignore[attr-defined]  # the deed inside its transaction
once.act = without_transaction
