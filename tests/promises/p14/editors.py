"""Two people who open the same thing, type something else and save at the same moment; and what came of it.

The reference is simple: of two who saw the same, one is saved; the other is shown both, makes one of it, and that
is saved. What the database holds must be just that.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from tests.promises import stage
from tests.promises.p14.screen import Fields, Form, Screen
from tests.promises.p14.things import Thing
from tests.promises.stage import Person, Reply, Site

SAVED, REFUSED = 302, 409
SCRIPTS = (b"<script>alert(", b"<script>x<")
Pair = tuple[Person, Person]


@dataclass
class Tally:
    """What all pairs together found."""

    rounds: Counter[str] = field(default_factory=Counter)  # kind of thing -> how often two met
    lost: Counter[str] = field(default_factory=Counter)  # kind of thing -> changes that were saved and are not there
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def met(self, kind: str) -> None:
        with self._lock:
            self.rounds[kind] += 1

    def lose(self, kind: str) -> None:
        with self._lock:
            self.lost[kind] += 1

    def refuse(self) -> None:
        with self._lock:
            self.refused += 1

    def say(self, wrong: str) -> None:
        with self._lock:
            self.wrong.append(wrong)


def meet(site: Site, pair: Pair, thing: Thing, n: int, tally: Tally) -> None:
    """Both open `thing`, type another value and save at once; who was second reads both and saves what comes of it."""
    tally.met(thing.kind)
    forms = [opened(site, person, thing) for person in pair]
    typed = [thing.value(n), thing.value(n + 1)]
    replies: list[Reply] = [Reply(0), Reply(0)]

    def save(place: int) -> None:
        replies[place] = sent(site, pair[place], thing, forms[place].fields, typed[place])

    stage.at_once([partial(save, 0), partial(save, 1)])
    saved = [place for place, reply in enumerate(replies) if reply.status == SAVED]
    if len(saved) == 2:
        return tally.lose(thing.kind)  # both saw the same, so one overwrote the other
    if len(saved) != 1 or replies[1 - saved[0]].status != REFUSED:
        return tally.say(f"{thing.kind}: answered {[reply.status for reply in replies]} {_errors(replies)}")
    first, second = typed[saved[0]], typed[1 - saved[0]]
    reads_both(site, pair[1 - saved[0]], thing, replies[1 - saved[0]], first, second, tally)
    return None


def reads_both(site: Site, person: Person, thing: Thing, refusal: Reply, first: str, second: str, tally: Tally) -> None:
    """Whoever was second is shown both versions as text, and saves what comes of them."""
    tally.refuse()
    screen = Screen(refusal.page)
    form = screen.form(thing.action, thing.button) if not thing.gives_in else Form("")
    if thing.shown(first) not in screen.words:
        tally.say(f"{thing.kind}: {first!r} of the other is not shown")
    if form.fields.get(thing.name) != [second] and thing.shown(second) not in screen.words:
        tally.say(f"{thing.kind}: {second!r} that was typed is gone")
    if any(script in refusal.page for script in SCRIPTS):
        tally.say(f"{thing.kind}: a script in the page")
    becomes = first
    if not thing.gives_in:
        becomes = thing.merged(first, second)
        again = sent(site, person, thing, form.fields, becomes)
        if again.status != SAVED:
            return tally.say(f"{thing.kind}: who saw both could not save: {again.status} {_errors([again])}")
    if thing.now() != becomes:
        tally.lose(thing.kind)
    return None


def opened(site: Site, person: Person, thing: Thing) -> Form:
    """The form as the page shows it to `person` now."""
    reply = site.ask("GET", thing.page, session=person.session)
    if reply.status != 200:
        raise AssertionError(f"{thing.kind}: {thing.page} answered {reply.status} {reply.location}")
    return Screen(reply.page).form(thing.action, thing.button)


def sent(site: Site, person: Person, thing: Thing, fields: Fields, typed: str) -> Reply:
    return site.ask("POST", thing.address, session=person.session, **(fields | thing.button | {thing.name: [typed]}))


def _errors(replies: list[Reply]) -> str:
    """What the pages said, for whoever reads why this was broken."""
    said = [" ".join(Screen(reply.page).words.split())[:400] for reply in replies if reply.page]
    return " / ".join(said)
