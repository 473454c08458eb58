"""P13 The secret of a feed can be replaced: the old address ends within a second, and is found nowhere.

A hundred times a new link from the page, while readers poll the old one through a cache that many share; of one's
own calendar, and of a room by its planner. What is ended, or was not read for thirteen months, ends alike. Then the
log, the database and the cache are searched for every token there was. How often may be guessed is told by P22.
"""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.promises import stage
from tests.promises.p13 import links
from tests.promises.p13.links import Link
from tests.promises.p13.shared_cache import SharedCache
from tests.promises.stage import Site

ROTATIONS, ROOM_ROTATIONS, CONTROL_ROTATIONS, READERS = 100, 20, 5, 4
WITHIN = 1.0  # second
# What every page has of its own: a proof for its forms, and the address that was asked.
PER_ANSWER = re.compile(rb'"X-CSRFToken": "[^"]*"|name="(csrfmiddlewaretoken|next)" value="[^"]*"')
WRONG = ["onbekend", "a" * 32, "%C3%A9", "x" * 500, "..%2f"]


@dataclass
class Told:
    """What came of replacing a link so many times."""

    tokens: list[str] = field(default_factory=list)
    still_open: int = 0  # old links that gave a feed a second later
    shut: int = 0  # new links that gave none
    refusals: set[bytes] = field(default_factory=set)  # pages for a link that does not work
    slowest: float = 0.0


def main(db: str) -> str:
    """Keep the promise, then see it broken without its protection; the line of evidence."""
    stage.set_up()
    own, of_room = links.own(), links.of_a_room()
    with stage.served() as site:
        told = _replace(site, {own: ROTATIONS, of_room: ROOM_ROTATIONS})
        wrong = links.what_does_not_hold(site)
        found = _search(site, told.tokens)
    with stage.served("tests.promises.p13.control") as site:
        control = _replace(site, dict.fromkeys([own, of_room], CONTROL_ROTATIONS))
        control_lapses = [links.lapses(site, link) for link in (own, of_room)]
    if told.still_open or told.shut or len(told.refusals) > 1 or found or wrong:
        facts = f"still-open={told.still_open} shut={told.shut} refusals={len(told.refusals)} found={found}"
        raise AssertionError(f"P13 {db}: {facts} wrong={wrong}")
    if control.still_open <= CONTROL_ROTATIONS or any(control_lapses):  # more than one kind can give alone
        raise AssertionError(f"P13 {db}: the control ends links too: {control.still_open} open, {control_lapses}")
    return (
        f"P13 {ROTATIONS}+{ROOM_ROTATIONS} rotations, {READERS} readers {db} still-open=0 slowest={told.slowest:.2f}s "
        f"refusals-alike={2 * (len(WRONG) + 1)} found=0 blocked=404 ended=404 without-role=404 lapsed=404 "
        f"control-still-open={control.still_open} control-lapsed={sum(control_lapses)} control=red"
    )


def _replace(site: Site, times: dict[Link, int]) -> Told:
    """Replace each link so many times, and look at the old one each time."""
    told = Told()
    for link, number in times.items():
        cache, token = SharedCache(site.port), link.new(site)
        told.tokens.append(token)
        for _rotation in range(number):
            token = _replace_once(site, cache, link, token, told)
        told.refusals |= {PER_ANSWER.sub(b"", cache.get(link.at(wrong)).body) for wrong in WRONG}
    return told


def _replace_once(site: Site, cache: SharedCache, link: Link, old: str, told: Told) -> str:
    with _polled(cache, link.at(old)):
        new = link.new(site)
        replaced_at = time.monotonic()
        while (answer := cache.get(link.at(old))).status == 200 and time.monotonic() - replaced_at < WITHIN:
            time.sleep(0.05)
        told.slowest = max(told.slowest, time.monotonic() - replaced_at)
    _forget()
    told.tokens.append(new)
    told.still_open += answer.status == 200
    told.shut += cache.get(link.at(new)).status != 200
    if answer.status == 404:
        told.refusals.add(PER_ANSWER.sub(b"", answer.body))
    elif answer.status != 200:
        raise AssertionError(f"an old link was answered {answer.status}")
    return new


@contextmanager
def _polled(cache: SharedCache, path: str) -> Iterator[None]:
    """Readers that have the feed already, and ask again and again whether it changed."""
    over = threading.Event()

    def poll() -> None:
        etag = ""
        while not over.is_set():
            etag = cache.get(path, etag=etag).etag
            if over.wait(0.02) or not etag:
                return

    readers = [threading.Thread(target=poll) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        over.set()
        for reader in readers:
            reader.join()


def _search(site: Site, tokens: list[str]) -> int:
    """How many tokens stand in what the site wrote: its log, and every table, that of the cache included."""
    from tests import rows  # noqa: PLC0415  # Django must stand first

    written = site.log.read_text() + repr(rows.everything())
    return sum(token in written for token in tokens)


def _forget() -> None:
    """Nobody is refused for another reason: that so many links did not work."""
    from people.models import Tally  # noqa: PLC0415  # Django must stand first

    Tally.objects.all().delete()
