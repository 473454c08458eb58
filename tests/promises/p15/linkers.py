"""The linkers: each says whose a text is, from one channel. Pure functions; none knows the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tests.promises.p15.seen import Seen

Link = tuple[str, int | str]  # a text, and whose it is; or another text of the same person
Thing = TypeVar("Thing")
Linker = Callable[[Seen], list[Link]]


def in_order_of(channel: str, *, backwards: bool = False) -> Linker:
    """Who answered first has the text that comes first."""

    def linker(seen: Seen) -> list[Link]:
        texts = _sorted(seen.texts, seen.places[channel])
        return list(zip(reversed(texts) if backwards else texts, seen.order, strict=True))

    return linker


def beside_rows(channel: str) -> Linker:
    """The rows that name people and the texts lie in the same order."""

    def linker(seen: Seen) -> list[Link]:
        return list(zip(_sorted(seen.texts, seen.places[channel]), seen.rows, strict=True))

    return linker


def alphabet(seen: Seen) -> list[Link]:
    return list(zip(sorted(seen.texts), seen.order, strict=True))


def length_by(measure: str) -> Linker:
    """Whose answer changed most has the longest text."""

    def linker(seen: Seen) -> list[Link]:
        people = _sorted(seen.order, seen.measures[measure])
        return list(zip(sorted(seen.texts, key=len), people, strict=True))

    return linker


def place_by(measure: str) -> Linker:
    """Whose answer changed an early place has an early text."""

    def linker(seen: Seen) -> list[Link]:
        people = _sorted(seen.order, seen.measures[measure])
        return list(zip(_sorted(seen.texts, seen.places["id"]), people, strict=True))

    return linker


def two_answers_by_row(seen: Seen) -> list[Link]:
    """Two questions list their answers in the same order."""
    return list(zip(seen.texts, seen.others, strict=True))


def _sorted(things: Sequence[Thing], places: Sequence[Any]) -> list[Thing]:
    """`things` by their places; those without one stay as they are, at the end."""
    numbered = sorted(range(len(things)), key=lambda n: (places[n] is None, places[n] if places[n] is not None else n))
    return [things[n] for n in numbered]


EVERYWHERE: dict[str, Linker] = {
    "select": in_order_of("select"),
    "id": in_order_of("id"),
    "reversed id": in_order_of("id", backwards=True),
    "alphabet": alphabet,
    "data file": in_order_of("data file"),
    "WAL": in_order_of("WAL"),
    "application log": in_order_of("application log"),
    "rows x id": beside_rows("id"),
    "rows x WAL": beside_rows("WAL"),
    "size x length": length_by("size"),
    "WAL growth x length": length_by("WAL growth"),
    "log growth x length": length_by("log growth"),
    "duration x length": length_by("duration"),
    "first changed bit x length": length_by("first changed bit"),
    "first changed bit x id": place_by("first changed bit"),
    "bits changed x length": length_by("bits changed"),
    "first changed place x length": length_by("first changed place"),
    "first changed place x id": place_by("first changed place"),
    "file bits changed x length": length_by("file bits changed"),
    "two answers by row": two_answers_by_row,
}
LINKERS: dict[str, dict[str, Linker]] = {
    "sqlite": EVERYWHERE | {"rowid": in_order_of("rowid"), "rows x rowid": beside_rows("rowid")},
    "postgres": EVERYWHERE
    | {
        "xmin": in_order_of("xmin"),
        "ctid": in_order_of("ctid"),
        "rows x xmin": beside_rows("xmin"),
        "database log": in_order_of("database log"),
        "column size x length": length_by("column size"),
        "statistics x length": length_by("statistics"),
    },
}
