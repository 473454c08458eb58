"""What an onlooker has of one round: everything that is stored, and a copy of it after every single answer."""

from __future__ import annotations

import random
import re
import secrets
import string
from dataclasses import dataclass, field
from typing import Any

MARK = re.compile(r"kanarie-[0-9a-f]{12}")
MARK_PREFIX, MARK_LENGTH = b"kanarie-", 20
SHORTEST, LONGEST = 40, 900  # characters of the first text; no two of a round are equally long
OTHER = 40  # characters of the second: all equally long, so that the first alone decides how much is written


@dataclass
class Seen:
    """One round, as a linker gets it. `order` is given: it is the worst that anybody can know.

    Where a channel shows nothing of a text its place is None.
    """

    order: list[int]  # who answered, first to last
    rows: list[int]  # the same people, as the rows that name them lie in the database
    texts: list[str] = field(default_factory=list)  # the answers to one question, as they are read after closing
    others: list[str] = field(default_factory=list)  # to another question
    places: dict[str, list[Any]] = field(default_factory=dict)  # channel -> of each text where it was found
    measures: dict[str, list[int]] = field(default_factory=dict)  # channel -> of each answer, first to last, how much


@dataclass(frozen=True)
class Truth:
    """Whose each text is; for the referee only."""

    person_of: dict[str, int]  # mark -> person

    def of(self, text: str) -> int:
        return self.person_of[mark(text)]


def mark(text: str) -> str:
    found = MARK.search(text)
    assert found is not None
    return found.group()


def texts(people: int, chance: random.Random) -> list[tuple[str, str]]:
    """For each person a text of a length of its own, and one of the length of everybody's."""
    lengths = chance.sample(range(SHORTEST, LONGEST), people)
    return [(_text(length, chance), _text(OTHER, chance)) for length in lengths]


def _text(length: int, chance: random.Random) -> str:
    """Letters that no database can compress, after a mark to find them by."""
    begin = f"kanarie-{secrets.token_hex(6)} "
    return begin + "".join(chance.choices(string.ascii_letters + string.digits, k=length - len(begin)))
