"""The application without its protection: no lock, no transaction, and time between looking and answering.

A request must get two answers; if it does not, the load proves nothing.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from config.wsgi import application  # first: it sets Django up
from courses import actions as course_actions
from courses.models import Edition
from enrolments import actions
from enrolments.approval import rules
from people import once
from people.models import User

__all__ = ["application"]

PAUSE = 0.5  # seconds: everybody has looked before one of them answers

_why_not_decide = rules.why_not_decide


def why_not_decide(*args: Any, **options: Any) -> str:
    why_not = _why_not_decide(*args, **options)
    time.sleep(PAUSE)
    return why_not


def not_locked() -> QuerySet[Edition]:
    return Edition.objects.select_related("course")


def without_transaction(request: HttpRequest, user: User | None, deed: Callable[[], str]) -> str:
    return deed()


rules.why_not_decide = why_not_decide
course_actions.to_lock = not_locked
actions.approve = actions.approve.__wrapped__  # type: ignore[attr-defined]  # the deed inside its transaction
actions.decline = actions.decline.__wrapped__  # type: ignore[attr-defined]  # the same
once.act = without_transaction
