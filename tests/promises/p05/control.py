"""The application without a transaction: each statement stands by itself. Dying must leave halves behind."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest

from config.wsgi import application  # first: it sets Django up
from courses import actions as course_actions
from courses.models import Edition
from enrolments import actions
from people import once
from people.models import User
from tests.promises.p05.dying import dying

__all__ = ["application"]


def without_transaction(request: HttpRequest, user: User | None, deed: Callable[[], str]) -> str:
    return deed()


def not_locked() -> QuerySet[Edition]:
    return Edition.objects.select_related("course")  # a lock needs a transaction


once.act = dying(without_transaction)
course_actions.to_lock = not_locked
actions.enrol = actions.enrol.__wrapped__  # type: ignore[attr-defined]  # the deed inside its transaction
