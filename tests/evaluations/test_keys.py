import uuid
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from evaluations import keys
from evaluations.errors import KeyDestroyed, KeyMissing, KeyRemains

NAME = uuid.UUID("2f6b0d5e-8f0e-4a43-9a8e-3f1f2f9f9f01")


def _opens(_key: bytes) -> bool:
    return True


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

    assert keys.check(NAME, _opens) == [lost]

    whole.unlink()
    assert keys.read(NAME) == key


def test_check_finds_nothing_to_do_when_all_is_well() -> None:
    keys.create(NAME)

    assert keys.check(NAME, _opens) == []


@pytest.mark.parametrize("wrong", [0, 1])
def test_check_trusts_the_copy_that_opens_and_not_the_first(ballot_keys: list[Path], wrong: int) -> None:
    key = keys.create(NAME)
    other, whole = _files(ballot_keys)[wrong], _files(ballot_keys)[1 - wrong]
    other.write_bytes(keys._wrap(NAME, bytes(32)))  # of the same name, and of nothing

    assert keys.check(NAME, key.__eq__) == [other]

    whole.unlink()
    assert keys.read(NAME) == key


def test_check_says_that_no_copy_opens_and_leaves_them_as_they_are(ballot_keys: list[Path]) -> None:
    keys.create(NAME)
    before = [file.read_bytes() for file in _files(ballot_keys)]

    with pytest.raises(KeyMissing):
        keys.check(NAME, lambda _key: False)

    assert [file.read_bytes() for file in _files(ballot_keys)] == before


def test_destroy_leaves_no_copy_and_none_is_made_again(ballot_keys: list[Path]) -> None:
    keys.create(NAME)

    keys.destroy(NAME)

    assert not any(file.exists() for file in _files(ballot_keys))
    for deed in (keys.read, keys.create, partial(keys.check, opens=_opens)):
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


def test_destroy_is_not_done_while_a_disk_is_away(ballot_keys: list[Path]) -> None:
    keys.create(NAME)
    away = ballot_keys[1].rename(ballot_keys[1].with_suffix(".away"))

    with pytest.raises(KeyRemains):
        keys.destroy(NAME)

    assert not _files(ballot_keys)[0].exists()
    away.rename(ballot_keys[1])
    keys.destroy(NAME)
    assert not _files(ballot_keys)[1].exists()


def test_erase_remains_takes_a_copy_that_came_back(ballot_keys: list[Path]) -> None:
    keys.create(NAME)
    old, kept = _files(ballot_keys)[1].read_bytes(), uuid.uuid4()
    keys.destroy(NAME)
    key = keys.create(kept)
    _files(ballot_keys)[1].write_bytes(old)  # from a backup that should not have been

    assert keys.erase_remains() == [_files(ballot_keys)[1]]

    assert not _files(ballot_keys)[1].exists()
    assert keys.read(kept) == key
