from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tools import demo_data, places
from tools.terminal import Stop

TODAY = datetime.now(UTC).date()


def loaded_on(tmp_path: Path, day: date, as_of: date | None = None) -> demo_data.DemoData:
    marker = tmp_path / "demo.loaded"
    marker.write_text(day.isoformat())
    return demo_data.DemoData("sqlite:///demo", tmp_path / "demo.sqlite3", marker, as_of)


@pytest.mark.parametrize(("days", "told"), [(0, False), (14, False), (15, True), (400, True)])
def test_age_is_told_when_the_story_has_drifted(tmp_path: Path, days: int, told: bool) -> None:
    data = loaded_on(tmp_path, TODAY - timedelta(days=days))

    assert ("make demo FRESH=1" in demo_data.age(data)) == told


def test_age_is_not_told_when_the_clock_stands_still(tmp_path: Path) -> None:
    data = loaded_on(tmp_path, TODAY - timedelta(days=400), as_of=date(2025, 5, 15))

    assert demo_data.age(data) == ""


def test_chosen_is_a_file_of_its_own_when_a_day_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("AS_OF", "2025-05-15")

    data = demo_data.chosen()

    assert data.file == places.VAR / "demo-2025-05-15.sqlite3"
    assert data.environment()["LEERLIJN_AS_OF"] == "2025-05-15"
    assert data.environment()["LEERLIJN_MODE"] == "demo"


@pytest.mark.parametrize("asked", ["15-05-2025", "2025-02-30", "soon"])
def test_chosen_stops_when_the_day_is_none(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv("AS_OF", asked)

    with pytest.raises(Stop, match="is no day"):
        demo_data.chosen()
