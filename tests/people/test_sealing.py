import pytest
from cryptography.fernet import InvalidToken
from pytest_django import Settings

from people import sealing

SECRET = {"code": "KWMF-73QX"}


def test_unseal_opens_what_was_sealed() -> None:
    assert sealing.unseal(sealing.seal(SECRET)) == SECRET


def test_seal_shows_nothing_and_never_looks_the_same_twice() -> None:
    first, second = sealing.seal(SECRET), sealing.seal(SECRET)

    assert "KWMF" not in first
    assert first != second


def test_unseal_opens_what_was_sealed_with_an_earlier_key(settings: Settings) -> None:
    sealed = sealing.seal(SECRET)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a newer key", [settings.SECRET_KEY]

    assert sealing.unseal(sealed) == SECRET


def test_unseal_refuses_when_the_key_is_gone(settings: Settings) -> None:
    sealed = sealing.seal(SECRET)

    settings.SECRET_KEY = "another key"

    with pytest.raises(InvalidToken):
        sealing.unseal(sealed)
