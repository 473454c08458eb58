"""What every run of the suite needs before Django's settings are read, and which tests cannot run here."""

import os

import pytest

from tools import machine

os.environ.setdefault("LEERLIJN_MODE", "test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the test's thread


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out what this machine or this database cannot run; in continuous integration that is an error."""
    lacking = _lacking()
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in lacking)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _lacking() -> set[str]:
    """The marks of tests that cannot run now."""
    marks = set() if machine.leaves_nothing_out() else {program.mark for program in machine.missing()}
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    marks.add("demo" if on_postgresql else "postgresql")
    return marks
