"""What the database and the keys say of a round, read by a program of its own: plain SQL and the format on paper."""

import hashlib
import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.promises.stage import rows

MASTER = hashlib.sha256(b"ballot-master:not-a-secret-demo-and-test-only").digest()


@dataclass(frozen=True)
class Content:
    """What lies in the boxes of an open round."""

    used: int
    texts: list[str]


@dataclass(frozen=True)
class Published:
    """What is left of a closed round."""

    answered: int | None
    marks: int  # counted under the first question
    texts: list[str]  # of the second, which wait for review


def state(round: uuid.UUID) -> str:
    """Open with its boxes and nothing published, or closed without and with all of it; else what is wrong."""
    (told,) = rows(f"SELECT state FROM evaluations_round WHERE id = '{round.hex}'")[0]
    boxes = _count("evaluations_ballotbox", round)
    published = _count("evaluations_publishedgroup", round) + _count("evaluations_openanswers", round)
    whole = (boxes > 0 and not published) if told == "open" else (boxes == 0 and published == 2)
    return str(told) if whole else f"{told} with {boxes} boxes and {published} published"


def content(round: uuid.UUID) -> Content:
    used, texts = 0, list[str]()
    for pk, places, sealed in rows(
        f"SELECT id, places, sealed FROM evaluations_ballotbox WHERE round_id = '{round.hex}'"
    ):
        (record_bytes,) = rows(f"SELECT record_bytes FROM evaluations_round WHERE id = '{round.hex}'")[0]
        capacity = 512 + int(places or 0) * (int(record_bytes or 0) + 8)
        about = f"leerlijn-ballot-1|{round}|{uuid.UUID(str(pk))}|{capacity}"
        padded = _open(_key(round), bytes(sealed), about)  # type: ignore[arg-type]  # a column of bytes
        found = json.loads(padded[4 : 4 + int.from_bytes(padded[:4], "big")])
        used += len(found["used"])
        texts += [text for record in found["records"] for text in record["answers"].values() if isinstance(text, str)]
    return Content(used, texts)


def published(round: uuid.UUID) -> Published:
    (answered,) = rows(f"SELECT answered FROM evaluations_round WHERE id = '{round.hex}'")[0]
    counted = f"SELECT id FROM evaluations_publishedgroup WHERE round_id = '{round.hex}'"
    (marks,) = rows(f"SELECT COALESCE(SUM(number), 0) FROM evaluations_answercount WHERE group_id IN ({counted})")[0]
    waiting = rows(f"SELECT question_id, sealed FROM evaluations_openanswers WHERE round_id = '{round.hex}'")
    texts: list[str] = []
    for question, sealed in waiting:
        key = _key(uuid.uuid5(round, "review"))
        texts += json.loads(_open(key, bytes(sealed), f"leerlijn-texts-1|{round}|{question}"))  # type: ignore[arg-type]  # as above
    return Published(None if answered is None else int(answered), int(marks or 0), texts)


def _count(table: str, round: uuid.UUID) -> int:
    return int(rows(f"SELECT count(*) FROM {table} WHERE round_id = '{round.hex}'")[0][0] or 0)


def _key(name: uuid.UUID) -> bytes:
    wrapped = (Path(os.environ["LEERLIJN_BALLOT_KEY_DIRS"].split(",")[0]) / f"{name}.key").read_bytes()
    return AESGCM(MASTER).decrypt(wrapped[:12], wrapped[12:], name.bytes)


def _open(key: bytes, sealed: bytes, about: str) -> Any:
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], about.encode())
