import json
import sys
from pathlib import Path

import pytest

from tools import places, setup


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The note of an environment that is whole."""
    note = tmp_path / "made.json"
    note.write_text(json.dumps({"base.txt": "abc", "folder": str(places.ROOT)}))
    monkeypatch.setattr(setup, "MADE", note)
    monkeypatch.setattr(places, "PYTHON", Path(sys.executable))
    return note


def test_made_is_what_the_environment_was_made_from(made: Path) -> None:
    assert setup.made()["base.txt"] == "abc"


def test_made_is_nothing_when_the_environment_is_half_made(made: Path) -> None:
    made.unlink()

    assert setup.made() == {}


def test_made_is_nothing_when_the_folder_was_moved(made: Path) -> None:
    made.write_text(json.dumps({"base.txt": "abc", "folder": "/elsewhere"}))

    assert setup.made() == {}


def test_made_is_nothing_when_its_python_is_gone(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PYTHON", made.with_name("python"))

    assert setup.made() == {}
