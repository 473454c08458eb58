from pathlib import Path

import pytest

from tools import access_doc


def test_text_names_address_method_and_who() -> None:
    text = access_doc.text()

    assert "| `/beheer/rechten/` | GET |  | administrator | 403 |" in text
    guides = "coach, coordinator, coordinator of one traineeship, supervisor, trainee"
    assert f"| `/traineeship/<pk>/` | GET | traineeship | {guides} | 404 |" in text
    assert "(?P" not in text


def test_check_fails_until_the_page_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(access_doc, "FILE", tmp_path / "access.md")

    monkeypatch.setattr("sys.argv", ["access_doc", "--check"])
    stale = access_doc.main()
    monkeypatch.setattr("sys.argv", ["access_doc"])
    access_doc.main()
    monkeypatch.setattr("sys.argv", ["access_doc", "--check"])

    assert (stale, access_doc.main()) == (1, 0)
