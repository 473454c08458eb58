"""What the database itself says of the tasks: effects by their key, runs, and what is left on the queue."""

from dataclasses import dataclass
from itertools import pairwise

from tests.promises.stage import rows

TABLE = "django_tasks_database_dbtaskresult"
OURS = "task_path LIKE 'tests.promises.p08.%'"


@dataclass(frozen=True)
class Count:
    """`again` is the number of runs more than there are effects; `longest` the seconds between two runs of one task."""

    effects: int
    again: int
    longest: float
    parked: int
    left: int


def count() -> Count:
    effects, keys = rows("SELECT count(*), count(DISTINCT key) FROM people_message WHERE kind = 'p08'")[0]
    if effects != keys:
        raise AssertionError("P08: an effect came twice")
    return Count(
        effects=int(effects or 0),
        again=_number("SELECT count(*) FROM p08_run") - _number("SELECT count(DISTINCT number) FROM p08_run"),
        longest=_longest(),
        parked=_number(f"SELECT count(*) FROM {TABLE} WHERE {OURS} AND queue_name = 'parked' AND status = 'FAILED'"),
        left=_number(
            f"SELECT count(*) FROM {TABLE} WHERE {OURS} AND queue_name <> 'parked' AND status <> 'SUCCESSFUL'"
        ),
    )


def ready() -> int:
    """Tasks that nobody took yet."""
    return _number(f"SELECT count(*) FROM {TABLE} WHERE {OURS} AND status = 'READY'")


def _longest() -> float:
    begun: dict[object, list[float]] = {}
    for number, at in rows("SELECT number, begun FROM p08_run ORDER BY begun"):
        begun.setdefault(number, []).append(float(at or 0))
    return max((b - a for times in begun.values() for a, b in pairwise(times)), default=0.0)


def _number(sql: str) -> int:
    return int(rows(sql)[0][0] or 0)
