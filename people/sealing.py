"""Small secrets that must wait in the database for a moment: sealed with a key that is not in it."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet
from django.conf import settings


def seal(values: dict[str, str]) -> str:
    return _box().encrypt(json.dumps(values).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Raises `cryptography.fernet.InvalidToken` when it was sealed with another key."""
    values: dict[str, str] = json.loads(_box().decrypt(sealed.encode()))
    return values


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sealing:{settings.SECRET_KEY}".encode()).digest()))
