"""The layouts that must fall, and which linker finds each out. No linker of the list is without one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial

from tests.promises.p15 import rows
from tests.promises.p15.layouts import Box, Layout, newest_first, not_padded, not_shuffled
from tests.promises.p15.linkers import LINKERS


@dataclass(frozen=True)
class Worse:
    """A layout with one protection less."""

    name: str
    falls: tuple[str, ...]  # the linkers that must find it out
    make: Callable[[], Layout]
    patched: Callable[[], AbstractContextManager[None]] = nullcontext


LAYOUTS = (
    Worse(
        "a row with a random key, and who answered in the same transaction",
        ("rowid", "xmin", "ctid", "data file", "WAL", "database log", "rows x rowid", "rows x xmin", "rows x WAL"),
        rows.Rows,
    ),
    Worse("a row with a number", ("rows x id",), partial(rows.Rows, key="number")),
    Worse("the time before the text", ("alphabet",), partial(rows.Rows, stamped=True)),
    Worse(
        "more to write for a longer answer",
        (
            *("application log", "log growth x length", "WAL growth x length", "statistics x length"),
            "file bits changed x length",
        ),
        rows.Talkative,
    ),
    Worse("more time for a longer answer", ("duration x length",), rows.Slow),
    Worse(
        "only the own slot is written",
        ("first changed bit x id", "first changed place x id", "bits changed x length"),
        rows.Slots,
    ),
    Worse(
        "slots in order of length",
        ("first changed bit x length", "first changed place x length"),
        partial(rows.Slots, by_length=True),
    ),
    Worse("the box, not shuffled", ("select", "id", "two answers by row"), Box, not_shuffled),
    Worse("the box, newest first", ("reversed id",), Box, newest_first),
    Worse("the box, not padded", ("size x length", "column size x length"), Box, not_padded),
)


def without_control(db: str) -> set[str]:
    """Linkers whose silence would say nothing."""
    return set(LINKERS[db]) - {name for worse in LAYOUTS for name in worse.falls}
