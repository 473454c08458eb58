"""Counts what linkers got right. It alone knows whose each text is."""

from __future__ import annotations

from collections.abc import Sequence

from tests.promises.p15.linkers import Linker
from tests.promises.p15.seen import Seen, Truth

ROUNDS, PEOPLE = 50, 12
GUESSING, LIMIT = 50, 71  # hits of 600: one a round, and three deviations more
CONTROL_ROUNDS, FALLEN = 5, 20  # hits of 60 from which a layout has fallen; guessing gives 5

Played = tuple[Seen, Truth]


def hits(linker: Linker, rounds: Sequence[Played]) -> int:
    """How many texts `linker` gave to who wrote them."""
    return sum(_is_hit(link, truth) for seen, truth in rounds for link in linker(seen))


def _is_hit(link: tuple[str, int | str], truth: Truth) -> bool:
    text, whose = link
    return truth.of(text) == (whose if isinstance(whose, int) else truth.of(whose))
