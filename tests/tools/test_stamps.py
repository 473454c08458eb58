from pathlib import Path

import pytest

from tools import stamps


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "lock.txt"
    file.write_text("django==5.2")
    return file


def test_once_skips_work_that_was_done(tmp_path: Path, source: Path) -> None:
    done: list[str] = []

    for _ in range(2):
        stamps.once(tmp_path / "stamp", [source], lambda: done.append("work"))

    assert done == ["work"]


def test_once_works_again_when_a_source_changed(tmp_path: Path, source: Path) -> None:
    done: list[str] = []
    stamps.once(tmp_path / "stamp", [source], lambda: done.append("first"))
    source.write_text("django==6.2")

    stamps.once(tmp_path / "stamp", [source], lambda: done.append("second"))

    assert done == ["first", "second"]


def test_once_leaves_no_stamp_when_the_work_breaks_off(tmp_path: Path, source: Path) -> None:
    def break_off() -> None:
        raise KeyboardInterrupt

    stamps.once(tmp_path / "stamp", [source], lambda: None)
    source.write_text("django==6.2")

    with pytest.raises(KeyboardInterrupt):
        stamps.once(tmp_path / "stamp", [source], break_off)

    assert not (tmp_path / "stamp").exists()
