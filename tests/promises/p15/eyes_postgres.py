"""Looking on at PostgreSQL: the files of all tables after a checkpoint, the write-ahead log, the server's own log."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.promises import stage
from tests.promises.p15 import eyes
from tests.promises.p15.eyes import Image

PAGE, SEGMENT, FILE = 8192, 16 * 1024 * 1024, 1 << 40  # bytes; `FILE` sets the places of two files apart
# As honest as a server in production where it matters, and telling its log everything it can.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=on",
    "full_page_writes=on",
    "wal_keep_size=512MB",
    "log_statement=all",
    "log_min_duration_statement=0",
    "log_parameter_max_length=-1",
    "log_parameter_max_length_on_error=-1",
    "log_min_error_statement=debug5",
)
OURS = """
    SELECT pg_relation_filepath(c.oid), COALESCE(o.relname, t.relname, c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
    LEFT JOIN pg_class o ON o.reltoastrelid = COALESCE(i.indrelid, c.oid)
    WHERE n.nspname IN ('public', 'pg_toast') AND c.relkind IN ('r', 'i', 't') AND c.oid >= 16384
    ORDER BY c.oid
"""
COUNTED = """
    SELECT (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_all_tables
            WHERE schemaname IN ('public', 'pg_toast'))
         + (SELECT sum(COALESCE(heap_blks_read + heap_blks_hit, 0) + COALESCE(toast_blks_read + toast_blks_hit, 0))
            FROM pg_statio_user_tables)
"""


class PostgresEyes(eyes.Eyes):
    def __init__(self, log: Path, home: Path) -> None:
        super().__init__(log)
        self.data, self.server_log = home / "data", home / "server.log"
        self._files: list[Path] = []  # their number times `FILE` is their place
        self._tables: list[str] = []  # whose they are
        self._stamps: dict[Path, tuple[int, int]] = {}
        self._image: Image = {}
        self._began, self._server_log_began = "", 0
        self._at = self._counted = 0

    def begin(self) -> None:
        super().begin()
        stage.rows("VACUUM evaluations_ballotbox")  # as the server does by itself, now and then
        ours = stage.rows(OURS)
        self._files = [self.data / str(path) for path, _table in ours]
        self._tables = [str(table) for _path, table in ours]
        self._stamps, self._image = {}, {}
        self._began = str(stage.rows("SELECT pg_current_wal_insert_lsn()")[0][0])
        self._server_log_began = self.server_log.stat().st_size
        self._written()

    def before(self) -> None:
        self._counted, self._at = _count(), _position()
        super().before()

    def after(self) -> dict[str, int]:
        seen = super().after()
        return seen | {"WAL growth": _position() - self._at, "statistics": _count() - self._counted}

    def copy(self) -> dict[str, int]:
        earlier = dict(self._image)
        new = self._written()
        self.changed |= {self._tables[at // FILE] for at in new}
        return eyes.pages_changed(earlier, new)

    def places(self, marks: list[str]) -> dict[str, list[Any]]:
        self._written()
        whole = b"".join(self._image[at] for at in sorted(self._image))
        with self.server_log.open("rb") as log:
            log.seek(self._server_log_began)
            told = log.read()
        return super().places(marks) | {
            "data file": eyes.found_in_pages(whole, PAGE, marks),
            "WAL": eyes.found(self._wal(), marks),
            "database log": eyes.found(told, marks),
        }

    def column_size(self) -> int:
        return int(stage.rows("SELECT COALESCE(sum(pg_column_size(sealed)), 0) FROM evaluations_ballotbox")[0][0] or 0)

    def files(self) -> Iterator[Path]:
        stage.rows("CHECKPOINT")
        yield from (file for file in sorted(self.data.rglob("*")) if file.is_file())
        yield self.server_log
        yield self.log

    def _written(self) -> Image:
        """The pages that were written since the last look, as they are now."""
        stage.rows("CHECKPOINT")
        new: Image = {}
        for number, file in enumerate(self._files):
            try:
                now = os.stat(file)
            except FileNotFoundError:
                continue
            if self._stamps.get(file) != (stamp := (now.st_mtime_ns, now.st_size)):
                self._stamps[file], content = stamp, file.read_bytes()
                pages = {number * FILE + at: content[at : at + PAGE] for at in range(0, len(content), PAGE)}
                new |= {at: page for at, page in pages.items() if self._image.get(at) != page}
        self._image |= new
        return new

    def _wal(self) -> bytes:
        """The write-ahead log of this round."""
        first, offset = stage.rows(f"SELECT * FROM pg_walfile_name_offset('{self._began}')")[0]
        last, end = stage.rows("SELECT * FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())")[0]
        names = sorted(file for file in (self.data / "pg_wal").glob("0*") if str(first) <= file.name <= str(last))
        whole = b"".join(file.read_bytes() for file in names)
        return whole[int(offset or 0) : len(whole) - SEGMENT + int(end or 0)]


def _position() -> int:
    return int(stage.rows("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")[0][0] or 0)


def _count() -> int:
    """What the statistics of the server have counted, up to now."""
    stage.rows("SELECT pg_stat_force_next_flush()")
    return int(stage.rows(COUNTED)[0][0] or 0)
