import uuid
from pathlib import Path

import pytest
from pytest_django import Settings

from evaluations import keys
from evaluations.errors import KeyDestroyed, KeyMissing

NAME = uuid.UUID("2f6b0d5e-8f0e-4a43-9a8e-3f1f2f9f9f01")


def _files(directories: list[Path]) -> list[Path]:
    return [directory / f"{NAME}.key" for directory in directories]


def test_create_puts_a_wrapped_copy_in_every_directory(ballot_keys: list[Path]) -> None:
    key = keys.create(NAME)

    assert len(key) == 32
    for file in _files(ballot_keys):
        assert key not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600


def test_create_never_replaces_a_key() -> None:
    key = keys.create(NAME)

    with pytest.raises(FileExistsError):
        keys.create(NAME)

    assert keys.read(NAME) == key


@pytest.mark.parametrize("lost", [0, 1])
def test_read_takes_the_copy_that_is_left(ballot_keys: list[Path], lost: int) -> None:
    key = keys.create(NAME)
    _files(ballot_keys)[lost].unlink()

    assert keys.read(NAME) == key


def test_read_passes_over_a_damaged_copy(ballot_keys: list[Path]) -> None:
    key = keys.create(NAME)
    _files(ballot_keys)[0].write_bytes(b"x" * 60)

    assert keys.read(NAME) == key


def test_read_says_that_no_copy_opens(ballot_keys: list[Path]) -> None:
    keys.create(NAME)
    for file in _files(ballot_keys):
        file.unlink()

    with pytest.raises(KeyMissing):
        keys.read(NAME)


def test_read_needs_the_secret_that_wrapped_the_key(settings: Settings) -> None:
    keys.create(NAME)
    settings.BALLOT_MASTER_KEY = "another"

    with pytest.raises(KeyMissing):
        keys.read(NAME)


def test_a_copy_under_another_name_does_not_open(ballot_keys: list[Path]) -> None:
    keys.create(NAME)
    other = uuid.uuid4()
    for file in _files(ballot_keys):
        file.rename(file.with_name(f"{other}.key"))

    with pytest.raises(KeyMissing):
        keys.read(other)


@pytest.mark.parametrize("broken", [0, 1])
def test_check_puts_back_the_copy_that_is_lost(ballot_keys: list[Path], broken: int) -> None:
    key = keys.create(NAME)
    lost, whole = _files(ballot_keys)[broken], _files(ballot_keys)[1 - broken]
    lost.write_bytes(b"")

    assert keys.check(NAME) == [lost]

    whole.unlink()
    assert keys.read(NAME) == key


def test_check_finds_nothing_to_do_when_all_is_well() -> None:
    keys.create(NAME)

    assert keys.check(NAME) == []


def test_destroy_leaves_no_copy_and_none_is_made_again(ballot_keys: list[Path]) -> None:
    keys.create(NAME)

    keys.destroy(NAME)

    assert not any(file.exists() for file in _files(ballot_keys))
    for deed in (keys.read, keys.create, keys.check):
        with pytest.raises(KeyDestroyed):
            deed(NAME)


def test_destroy_goes_on_where_a_crash_stopped_it(ballot_keys: list[Path]) -> None:
    keys.create(NAME)
    (ballot_keys[0] / f"{NAME}.destroyed").write_bytes(b"")  # the first mark was set, then it stopped

    with pytest.raises(KeyDestroyed):
        keys.read(NAME)
    keys.destroy(NAME)
    keys.destroy(NAME)

    assert not any(file.exists() for file in _files(ballot_keys))
    assert all((directory / f"{NAME}.destroyed").exists() for directory in ballot_keys)
