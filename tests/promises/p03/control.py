"""The application that forgot: no key of the form, and no rule that sees who is in already.

The index that would stop a second enrolment is taken away beside it. It must enrol twice.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from config.wsgi import application  # first: it sets Django up
from enrolments import queries
from people import once
from people.models import User

__all__ = ["application"]

_standing = queries.standing


def forgetful(*args: Any, **options: Any) -> queries.Standing:
    return dataclasses.replace(_standing(*args, **options), already_in=False)


def every_time(request: HttpRequest, user: User | None, deed: Callable[[], str]) -> str:
    with transaction.atomic(durable=True):
        return deed()


queries.standing = forgetful
once.act = every_time
