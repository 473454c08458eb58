"""A job that returns: what runs, how often, and its words for whoever keeps an eye on it (`config/jobs.py`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Job:
    """`task` is the path of the task; `purpose` says what goes wrong, or stays undone, without it."""

    task: str
    every: timedelta
    title: "StrOrPromise"
    purpose: "StrOrPromise"


Jobs = Mapping[str, Job]
