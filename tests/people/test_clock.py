from datetime import UTC, date, datetime

import pytest
import time_machine
from pytest_django import Settings

from people import clock


@pytest.mark.parametrize(
    ("moment", "today"),
    [
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),  # midnight in summer
        (datetime(2026, 1, 1, 22, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 23, 0, tzinfo=UTC), date(2026, 1, 2)),  # midnight in winter
    ],
)
def test_today_is_the_day_in_amsterdam(moment: datetime, today: date, settings: Settings) -> None:
    settings.AS_OF = None

    with time_machine.travel(moment, tick=False):
        assert clock.today() == today
        assert clock.now() == moment


def test_now_stands_at_another_day_with_the_real_time_of_day(settings: Settings) -> None:
    settings.AS_OF = date(2025, 5, 15)

    with time_machine.travel(datetime(2026, 11, 24, 13, 37, tzinfo=UTC), tick=False):
        assert clock.now().isoformat() == "2025-05-15T14:37:00+02:00"
        assert clock.today() == date(2025, 5, 15)


def test_now_is_a_moment_that_exists_when_the_clock_goes_forward(settings: Settings) -> None:
    settings.AS_OF = date(2027, 3, 28)

    with time_machine.travel(datetime(2026, 11, 24, 1, 30, tzinfo=UTC), tick=False):  # 2:30 h is skipped that night
        assert clock.now().date() == date(2027, 3, 28)
        assert clock.now().timestamp() == datetime(2027, 3, 28, 1, 30, tzinfo=UTC).timestamp()
