"""Rounds, played before an onlooker: people answer in a secret order, and everything is noted that can be seen."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.promises.p15 import seen as look
from tests.promises.p15.eyes import Eyes, difference
from tests.promises.p15.layouts import Layout
from tests.promises.p15.referee import PEOPLE, Played
from tests.promises.p15.seen import Seen, Truth


def rounds(layout: Layout, eyes: Eyes, number: int, chance: random.Random) -> list[Played]:
    return [_round(layout, eyes, chance) for _round_ in range(number)]


def _round(layout: Layout, eyes: Eyes, chance: random.Random) -> Played:
    layout.open(PEOPLE)
    eyes.begin()
    order, typed = chance.sample(range(PEOPLE), PEOPLE), look.texts(PEOPLE, chance)
    noted, sealed = [], layout.sealed()
    for person in order:
        changed, sealed = _answer(layout, eyes, sealed, partial(layout.answer, person, *typed[person]))
        noted.append(changed)
    seen = Seen(order, layout.rows())
    seen.measures = {name: [one[name] for one in noted] for name in noted[0]}
    seen.texts, seen.others = layout.release()
    seen.places = _places(layout, eyes, seen.texts)
    person_of = {look.mark(text): person for person, both in enumerate(typed) for text in both}
    return seen, Truth(person_of)


def _answer(layout: Layout, eyes: Eyes, sealed: bytes, answer: Callable[[], None]) -> tuple[dict[str, int], bytes]:
    """One answer: what changed with it, and what is sealed now. What is read to know that is read before the copy."""
    column = eyes.column_size()
    eyes.before()
    answer()
    noted, now = eyes.after(), layout.sealed()
    first, bits = difference(sealed, now)
    noted |= {"size": len(now) - len(sealed), "first changed bit": first, "bits changed": bits}
    noted |= {"column size": eyes.column_size() - column}
    return noted | eyes.copy(), now


def _places(layout: Layout, eyes: Eyes, texts: list[str]) -> dict[str, list[Any]]:
    found = eyes.places([look.mark(text) for text in texts]) | layout.places(texts)
    return found | {"select": list(range(len(texts)))}
