"""No log line holds what somebody typed, or a token."""

import logging

import pytest

from config import logs
from tests.walk import log_canaries
from tests.walk.scene import scene

pytestmark = pytest.mark.django_db


def test_log_holds_no_marker() -> None:
    heard = log_canaries.heard(scene())

    assert [line for line in heard.splitlines() if log_canaries.MARK in line] == []
    assert "RuntimeError" in heard
    assert "IntegrityError" in heard
    assert "SQL (" in heard


def test_log_holds_markers_when_records_are_told_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "said", logging.Formatter().format)

    assert log_canaries.MARK in log_canaries.heard(scene())
