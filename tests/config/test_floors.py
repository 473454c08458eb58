import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

FLOORS = ["people", "courses", "enrolments", "trainees", "evaluations", "config"]  # from the ground up


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of our code, to pull down."""
    for floor in FLOORS:
        shutil.copytree(settings.BASE / floor, tmp_path / floor, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(settings.BASE / "pyproject.toml", tmp_path)
    return tmp_path


def _stands(house: Path) -> bool:
    """Whether imports only go down in there."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Floors" in done.stdout, done.stdout + done.stderr
    return done.returncode == 0


def test_imports_only_go_down(house: Path) -> None:
    assert _stands(house)


@pytest.mark.parametrize(("floor", "above"), list(pairwise(FLOORS)))
def test_import_that_goes_up_is_found(floor: str, above: str, house: Path) -> None:
    (house / floor / "leak.py").write_text(f"import {above}.apps\n")

    assert not _stands(house)
