"""The inside of a ballot box. Only `ballot`, which puts an answer in, and `gate`, which counts, open one.

Content is compact JSON with its length in front and zeros up to the capacity of the box, so every box of a round
has one size at every moment. It is never compressed: size would follow content.
"""

import json
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from evaluations.models import BallotBox, Round
from evaluations.record import Record, encoded

NONCE_BYTES, TAG_BYTES, LENGTH_BYTES = 12, 16, 4


@dataclass
class Content:
    """The places that have answered, in order, and the answers, in no order."""

    used: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    def add(self, place: int, record: Record) -> None:
        self.used = sorted([*self.used, place])
        self.records.append(record)
        secrets.SystemRandom().shuffle(self.records)


def capacity(places: int, record_bytes: int) -> int:
    """Bytes of content that a box of so many places must hold, however long the answers."""
    return 512 + places * (record_bytes + 8)


def sealed_bytes(places: int, record_bytes: int) -> int:
    return NONCE_BYTES + LENGTH_BYTES + capacity(places, record_bytes) + TAG_BYTES


def seal(key: bytes, box: BallotBox, round: Round, content: Content) -> bytes:
    """The box with `content` in it, under a fresh nonce."""
    plain = encoded({"used": content.used, "records": content.records})
    room = capacity(box.places, round.record_bytes)
    padded = len(plain).to_bytes(LENGTH_BYTES, "big") + plain.ljust(room, b"\0")
    if len(plain) > room:
        raise ValueError("More than the box holds.")  # the form refuses a longer record before any lock
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, padded, _about(box, round))


def unseal(key: bytes, box: BallotBox, round: Round) -> Content:
    """What is in the box. Raises `cryptography.exceptions.InvalidTag` for another key or another box."""
    sealed = bytes(box.sealed)
    padded = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _about(box, round))
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    found = json.loads(padded[LENGTH_BYTES : LENGTH_BYTES + length])
    return Content(found["used"], found["records"])


def opens(key: bytes, box: BallotBox, round: Round) -> bool:
    """Whether this is the key of that box."""
    try:
        unseal(key, box, round)
    except InvalidTag:
        return False
    return True


def _about(box: BallotBox, round: Round) -> bytes:
    """What a box is tied to, so that none can stand in for another."""
    return f"leerlijn-ballot-1|{round.pk}|{box.pk}|{capacity(box.places, round.record_bytes)}".encode()
