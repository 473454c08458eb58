"""Who looks on: everything that a database and the application write, before and after every single answer."""

from __future__ import annotations

import mmap
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.promises.p15.seen import MARK, MARK_LENGTH, MARK_PREFIX

Image = dict[int, bytes]  # place of a page among all that is stored -> what stands there


class Eyes(ABC):
    """One onlooker: `begin` of a round, `before`, `after` and `copy` around an answer, `places` at the end."""

    def __init__(self, log: Path) -> None:
        self.log = log  # of the application, at DEBUG
        self.changed: set[str] = set()  # tables of which a page was different after an answer
        self._log_began = self._log_size = 0
        self._started = 0.0

    def begin(self) -> None:
        self._log_began = self.log.stat().st_size

    def before(self) -> None:
        self._log_size = self.log.stat().st_size
        self._started = time.perf_counter()

    def after(self) -> dict[str, int]:
        """How much was done for the answer, in numbers."""
        duration = time.perf_counter() - self._started
        return {"duration": int(duration * 1e9), "log growth": self.log.stat().st_size - self._log_size}

    @abstractmethod
    def copy(self) -> dict[str, int]:
        """Take a copy of all that is stored: how it differs from the last one."""

    def places(self, marks: list[str]) -> dict[str, list[Any]]:
        """Where each text stands, channel by channel."""
        return {"application log": found(self.log.read_bytes()[self._log_began :], marks)}

    def column_size(self) -> int:
        """Bytes that the database says the boxes take."""
        return 0

    @abstractmethod
    def files(self) -> Iterator[Path]:
        """Every file that is written, the log of the application among them."""

    def plain(self) -> set[str]:
        """The marks of all texts that can be read somewhere, as they are or in hexadecimal digits."""
        return {mark for file in self.files() if file.stat().st_size for mark in _marks_in(file)}

    def has(self, words: Iterable[str]) -> set[str]:
        """Those of `words` that stand in a file."""
        wanted, there = list(words), set[str]()
        for file in self.files():
            if file.stat().st_size:
                with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
                    there |= {word for word in wanted if content.find(word.encode()) >= 0}
        return there


def found(content: bytes, marks: list[str]) -> list[int | None]:
    """The place of each of `marks` in `content`."""
    if MARK_PREFIX not in content:
        return [None] * len(marks)
    places = (content.find(mark.encode()) for mark in marks)
    return [place if place >= 0 else None for place in places]


def found_in_pages(content: bytes, size: int, marks: list[str]) -> list[tuple[int, int] | None]:
    """The same, as page and place from its end: both databases fill their pages backwards."""
    return [None if place is None else (place // size, -place % size) for place in found(content, marks)]


def difference(before: bytes, after: bytes) -> tuple[int, int]:
    """The place of the first byte that differs, and the number of bits that do; (-1, 0) when none does."""
    length = max(len(before), len(after))
    bits = int.from_bytes(before.ljust(length, b"\0"), "big") ^ int.from_bytes(after.ljust(length, b"\0"), "big")
    if not bits:
        return -1, 0
    return length - (bits.bit_length() + 7) // 8, bits.bit_count()


def pages_changed(before: Image, after: Image) -> dict[str, int]:
    """The first place that differs and the number of bits, over whole pages."""
    first, bits = -1, 0
    for place in sorted(after):
        if before.get(place) != after[place]:
            at, here = difference(before.get(place, b""), after[place])
            first = place + at if first < 0 else first
            bits += here
    return {"first changed place": first, "file bits changed": bits}


def _marks_in(file: Path) -> Iterator[str]:
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for prefix, length in ((MARK_PREFIX, MARK_LENGTH), (MARK_PREFIX.hex().encode(), MARK_LENGTH * 2)):
            place = content.find(prefix)
            while place >= 0:
                text = content[place : place + length].decode("latin-1")
                if length > MARK_LENGTH:
                    text = bytes.fromhex(text).decode("latin-1") if _is_hex(text) else ""
                if MARK.fullmatch(text):
                    yield text
                place = content.find(prefix, place + 1)


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and not set(text) - set("0123456789abcdefABCDEF")
