"""Looking on at SQLite: the file, page by page, with the write-ahead log laid over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.promises import stage
from tests.promises.p15 import eyes
from tests.promises.p15.eyes import Image

WAL_HEADER, FRAME_HEADER = 32, 24  # bytes


class SqliteEyes(eyes.Eyes):
    def __init__(self, log: Path, file: Path) -> None:
        super().__init__(log)
        self.file, self.wal = file, file.with_name(f"{file.name}-wal")
        self._page = 4096
        self._image: Image = {}
        self._read = self._size = 0  # of the write-ahead log: copied, and as it was before

    def begin(self) -> None:
        super().begin()
        stage.rows("PRAGMA wal_autocheckpoint = 0")  # so that the log of a whole round stays
        stage.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        content = self.file.read_bytes()
        self._page = int.from_bytes(content[16:18], "big")
        self._image = {at: content[at : at + self._page] for at in range(0, len(content), self._page)}
        self._read = 0

    def before(self) -> None:
        self._size = self._wal_size()
        super().before()

    def after(self) -> dict[str, int]:
        return super().after() | {"WAL growth": self._wal_size() - self._size}

    def copy(self) -> dict[str, int]:
        earlier = dict(self._image)
        return eyes.pages_changed(earlier, self._written())

    def places(self, marks: list[str]) -> dict[str, list[Any]]:
        self._written()
        whole = b"".join(self._image[at] for at in sorted(self._image))
        return super().places(marks) | {
            "data file": eyes.found_in_pages(whole, self._page, marks),
            "WAL": eyes.found(self.wal.read_bytes(), marks),
        }

    def files(self) -> Iterator[Path]:
        yield from (file for file in self.file.parent.glob(f"{self.file.name}*") if file.is_file())
        yield self.log

    def _wal_size(self) -> int:
        return self.wal.stat().st_size if self.wal.exists() else 0

    def _written(self) -> Image:
        """The pages that were written since the last look, as they are now."""
        content = self.wal.read_bytes() if self.wal.exists() else b""
        new: Image = {}
        for frame in range(max(self._read, WAL_HEADER), len(content), FRAME_HEADER + self._page):
            number = int.from_bytes(content[frame : frame + 4], "big")
            start = frame + FRAME_HEADER
            new[(number - 1) * self._page] = content[start : start + self._page]
        self._read = len(content)
        self._image |= new
        return new
