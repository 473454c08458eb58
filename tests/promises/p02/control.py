"""The application with a queue sorted by timestamp only, on hosts whose clocks differ a little.

It must differ from the reference; if it does not, the sequences prove nothing.
"""

import random
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet

from config.wsgi import application  # first: it sets Django up
from courses.models import Edition
from enrolments import queries, steps
from enrolments.models import Enrolment
from people import clock

__all__ = ["application"]

_waiting_list = queries.waiting_list


def by_timestamp(edition: Edition) -> QuerySet[Enrolment]:
    return _waiting_list(edition).order_by("enrolled_at")


def some_clock() -> datetime:
    return clock.now() + timedelta(seconds=random.uniform(-3, 3))


some_host: Any = SimpleNamespace(now=some_clock, today=clock.today)
queries.waiting_list = by_timestamp
steps.clock = some_host  # type: ignore[attr-defined]  # the clock of that room alone
