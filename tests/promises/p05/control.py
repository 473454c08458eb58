"""The application without a transaction: each statement stands by itself. Dying must leave halves behind."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from config.wsgi import application  # first: it sets Django up
from enrolments import actions
from people import once
from people.models import User
from tests.promises.p05.dying import dying

__all__ = ["application"]


def without_transaction(request: HttpRequest, user: User | None, deed: Callable[[], str]) -> str:
    return deed()


def not_locked(found: QuerySet[Any], **_how: Any) -> QuerySet[Any]:
    return found  # a lock needs a transaction


once.act = dying(without_transaction)
QuerySet.select_for_update = not_locked  # type: ignore[method-assign, assignment]
actions.enrol = actions.enrol.__wrapped__  # type: ignore[attr-defined]  # the deed inside its transaction
