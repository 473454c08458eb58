"""The keys of the ballot boxes: one for each round, never in the database, gone after counting.

A key lies in every directory of `BALLOT_KEY_DIRS`, wrapped with `BALLOT_MASTER_KEY` from the environment. A key is
never cached. What stands here is the one place that a key management service would replace.
"""

import hashlib
import os
import secrets
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from evaluations.errors import KeyDestroyed, KeyMissing, KeyRemains

KEY_BYTES, NONCE_BYTES = 32, 12
WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + 16


def create(name: uuid.UUID) -> bytes:
    """A new key under `name`, on disk in every directory before this returns.

    Raises KeyDestroyed when that name had one before, FileExistsError when it has one.
    """
    if _is_destroyed(name):
        raise KeyDestroyed
    key = secrets.token_bytes(KEY_BYTES)
    for directory in settings.BALLOT_KEY_DIRS:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(directory / f"{name}.key", _wrap(name, key))
    if any(_copy(directory, name) != key for directory in settings.BALLOT_KEY_DIRS):
        raise KeyMissing
    return key


def read(name: uuid.UUID) -> bytes:
    """The key, from the first copy that opens. Raises KeyDestroyed or KeyMissing."""
    if _is_destroyed(name):
        raise KeyDestroyed
    for directory in settings.BALLOT_KEY_DIRS:
        if key := _copy(directory, name):
            return key
    raise KeyMissing


def check(name: uuid.UUID, opens: Callable[[bytes], bool]) -> list[Path]:
    """Put back each copy that is lost, damaged or another key, from one that `opens` what it must; those put back.

    Raises KeyDestroyed, or KeyMissing when no copy does.
    """
    if _is_destroyed(name):
        raise KeyDestroyed
    copies = {directory: _copy(directory, name) for directory in settings.BALLOT_KEY_DIRS}
    key = next((copy for copy in copies.values() if copy and opens(copy)), None)
    if key is None:
        raise KeyMissing
    return [_put_back(directory, name, key) for directory, copy in copies.items() if copy != key]


def destroy(name: uuid.UUID) -> None:
    """Make sure that no copy is left and none is ever made again. Safe to repeat after a crash half-way.

    Raises KeyRemains when a directory is away: the copy in it is erased by doing this again.
    """
    here = [directory for directory in settings.BALLOT_KEY_DIRS if os.path.isdir(directory)]
    for directory in here:
        with suppress(FileExistsError):
            _write(directory / f"{name}.destroyed", b"")
        _sync(directory)
    for directory in here:
        _erase(directory / f"{name}.key")
    if len(here) < len(settings.BALLOT_KEY_DIRS):
        raise KeyRemains


def erase_remains() -> list[Path]:
    """Copies of destroyed keys that came back, with a disk that was away or an old backup; those erased now."""
    found = [file for directory in settings.BALLOT_KEY_DIRS for file in sorted(directory.glob("*.key"))]
    remains = [file for file in found if _is_destroyed(file.stem)]
    for file in remains:
        _erase(file)
    return remains


def _put_back(directory: Path, name: uuid.UUID, key: bytes) -> Path:
    file = directory / f"{name}.key"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(file, _wrap(name, key), over=True)
    if _is_destroyed(name):  # while we looked
        _erase(file)
    return file


def _erase(file: Path) -> None:
    """Overwrite, then unlink; a disk that keeps the old bytes keeps them wrapped."""
    if file.exists():
        with file.open("r+b") as old:
            old.write(secrets.token_bytes(WRAPPED_BYTES))
            old.flush()
            os.fsync(old.fileno())
        file.unlink(missing_ok=True)
    _sync(file.parent)


def _is_destroyed(name: uuid.UUID | str) -> bool:
    return any(os.path.exists(directory / f"{name}.destroyed") for directory in settings.BALLOT_KEY_DIRS)


def _copy(directory: Path, name: uuid.UUID) -> bytes | None:
    """The key of this directory; None when it is lost, damaged or wrapped with another secret."""
    try:
        wrapped = (directory / f"{name}.key").read_bytes()
        return _lock().decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.bytes)
    except (OSError, InvalidTag, ValueError):
        return None


def _wrap(name: uuid.UUID, key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _lock().encrypt(nonce, key, name.bytes)


def _lock() -> AESGCM:
    return AESGCM(hashlib.sha256(f"ballot-master:{settings.BALLOT_MASTER_KEY}".encode()).digest())


def _write(file: Path, content: bytes, *, over: bool = False) -> None:
    """Whole or not at all; over a file that is there only when asked to."""
    half = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as open_file:
            open_file.write(content)
            open_file.flush()
            os.fsync(open_file.fileno())
        (os.replace if over else os.link)(half, file)
    finally:
        half.unlink(missing_ok=True)
    _sync(file.parent)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
