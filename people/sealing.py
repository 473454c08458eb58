"""Small secrets that must wait in the database, sealed with a key that is not in it; and what is kept of a token."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(values: dict[str, str]) -> str:
    return _box().encrypt(json.dumps(values).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Raises `cryptography.fernet.InvalidToken` when it was sealed with a key that is no longer known."""
    values: dict[str, str] = json.loads(_box().decrypt(sealed.encode()))
    return values


def token_hash(token: str) -> str:
    """All that is kept of the token of a personal link: 64 hexadecimal digits of SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _box() -> MultiFernet:
    """Seals with the secret key of today; opens with the earlier ones too."""
    return MultiFernet([_lock(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _lock(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sealing:{key}".encode()).digest()))
