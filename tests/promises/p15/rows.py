"""Layouts with something per answer: a row, a slot, a trace. Each is how somebody has really kept anonymous answers."""

from __future__ import annotations

import logging
import secrets
import time
import uuid
from datetime import datetime
from itertools import count
from typing import Any

from django.db import connection, transaction

from tests.promises import stage
from tests.promises.p15.seen import LONGEST

log = logging.getLogger(__name__)

_numbers = count(1)


class Rows:
    """A row per answer, and beside it a row that says who has answered, in one transaction."""

    def __init__(self, *, key: str = "uuid", stamped: bool = False) -> None:
        self.key, self.stamped = key, stamped
        self.answers = self.voters = ""

    def open(self, people: int) -> None:
        number = next(_numbers)
        self.answers, self.voters = f"p15_answers_{number}", f"p15_voters_{number}"
        key = {"uuid": "varchar(32)", "number": "integer"}[self.key]
        stage.rows(f"CREATE TABLE {self.answers} (id {key} PRIMARY KEY, first text, second text)")
        stage.rows(f"CREATE TABLE {self.voters} (person integer)")

    def answer(self, person: int, text: str, other: str) -> None:
        key: str | int = uuid.uuid4().hex if self.key == "uuid" else next(_numbers)
        if self.stamped:
            text = f"{datetime.now():%H:%M:%S.%f} {text}"  # noqa: DTZ005  # a time of day is all it is
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {self.voters} VALUES (%s)", [person])
            cursor.execute(f"INSERT INTO {self.answers} VALUES (%s, %s, %s)", [key, text, other])

    def sealed(self) -> bytes:
        return b""

    def rows(self) -> list[int]:
        order = "rowid" if connection.vendor == "sqlite" else "ctid"
        return [int(person or 0) for (person,) in stage.rows(f"SELECT person FROM {self.voters} ORDER BY {order}")]

    def release(self) -> tuple[list[str], list[str]]:
        found = stage.rows(f"SELECT first, second FROM {self.answers}")
        return [str(first) for first, _second in found], [str(second) for _first, second in found]

    def places(self, texts: list[str]) -> dict[str, list[Any]]:
        columns = "id, rowid, 0, 0"
        if connection.vendor == "postgresql":
            columns = "id, 0, xmin::text::bigint, row_number() OVER (ORDER BY ctid)"
        found = {str(row[0]): row[1:] for row in stage.rows(f"SELECT first, {columns} FROM {self.answers}")}
        names = ("id", "rowid", "xmin", "ctid")
        return {name: [found[text][number] for text in texts] for number, name in enumerate(names)}


class Talkative(Rows):
    """A row per answer, and the longer the answer, the more is written beside it: in the log, in other rows."""

    def open(self, people: int) -> None:
        super().open(people)
        stage.rows(f"CREATE TABLE {self.answers}_trace (told {'blob' if connection.vendor == 'sqlite' else 'bytea'})")

    def answer(self, person: int, text: str, other: str) -> None:
        super().answer(person, text, other)
        log.debug("antwoord: %s", text)
        with transaction.atomic(), connection.cursor() as cursor:
            for _part in range(len(text) // 20):
                cursor.execute(f"INSERT INTO {self.answers}_trace VALUES (%s)", [secrets.token_bytes(1900)])


class Slow(Rows):
    """A row per answer, and the longer the answer, the longer it takes."""

    def answer(self, person: int, text: str, other: str) -> None:
        super().answer(person, text, other)
        time.sleep(len(text) * 1e-4)


class Slots:
    """A sealed slot per answer, each in a page of its own, of which only the own one is written."""

    SIZE = 3000  # bytes; one to a page

    def __init__(self, *, by_length: bool = False) -> None:
        self.by_length = by_length
        self.table = ""
        self.slots: list[bytes] = []
        self.free: list[int] = []
        self.taken: dict[int, tuple[str, str]] = {}
        self.people = 0

    def open(self, people: int) -> None:
        self.table, self.people = f"p15_slots_{next(_numbers)}", people
        kind, room = ("blob", "") if connection.vendor == "sqlite" else ("bytea", " WITH (fillfactor = 45)")
        stage.rows(f"CREATE TABLE {self.table} (slot integer PRIMARY KEY, sealed {kind}){room}")
        if connection.vendor != "sqlite":
            stage.rows(f"ALTER TABLE {self.table} ALTER sealed SET STORAGE PLAIN")
        slots = LONGEST // 10 + 1 if self.by_length else 16
        self.slots = [secrets.token_bytes(self.SIZE) for _slot in range(slots)]
        with transaction.atomic(), connection.cursor() as cursor:
            for slot, sealed in enumerate(self.slots):
                cursor.execute(f"INSERT INTO {self.table} VALUES (%s, %s)", [slot, sealed])
        self.free, self.taken = list(range(slots)), {}

    def answer(self, person: int, text: str, other: str) -> None:
        """Only as many bytes change as the answer has."""
        slot = self._slot(text)
        self.taken[slot] = (text, other)
        self.slots[slot] = secrets.token_bytes(len(text)) + self.slots[slot][len(text) :]
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {self.table} SET sealed = %s WHERE slot = %s", [self.slots[slot], slot])

    def sealed(self) -> bytes:
        return b"".join(self.slots)  # as they lie in the table: reading them there would write on its pages

    def rows(self) -> list[int]:
        return list(range(self.people))

    def release(self) -> tuple[list[str], list[str]]:
        kept = [self.taken[slot] for slot in sorted(self.taken)]
        return [text for text, _other in kept], [other for _text, other in kept]

    def places(self, texts: list[str]) -> dict[str, list[Any]]:
        nowhere: list[Any] = [None] * len(texts)
        return {"id": list(range(len(texts))), "rowid": nowhere, "xmin": nowhere, "ctid": nowhere}

    def _slot(self, text: str) -> int:
        """Any that is free, or the shortest first."""
        wanted = min(self.free, key=lambda slot: abs(slot - len(text) // 10)) if self.by_length else None
        slot = secrets.choice(self.free) if wanted is None else wanted
        self.free.remove(slot)
        return slot
