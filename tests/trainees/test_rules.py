from datetime import date, timedelta

import pytest

from tests import make
from trainees import rules
from trainees.models import ProgrammeItem
from trainees.rules import Colour, ItemState, MeetingState

RED, AMBER, GREEN = Colour
TODAY, DAY = make.TODAY, timedelta(days=1)
ENDS = TODAY + 400 * DAY
WARN = 30


def _item(due: date, *, done: date | None = None, planned: date | None = None, title: str = "Project") -> ItemState:
    return ItemState(ProgrammeItem(title=title), due, done, planned)


@pytest.mark.parametrize(
    ("starts_on", "month", "due"),
    [
        (date(2024, 9, 2), 1, date(2024, 10, 1)),
        (date(2024, 9, 2), 4, date(2025, 1, 1)),
        (date(2024, 9, 2), 24, date(2026, 9, 1)),
        (date(2024, 9, 1), 1, date(2024, 9, 30)),
        (date(2024, 12, 31), 2, date(2025, 2, 27)),  # February is too short
        (date(2023, 12, 31), 2, date(2024, 2, 28)),  # also in a leap year
    ],
)
def test_due_day_is_the_last_of_its_month_of_the_programme(starts_on: date, month: int, due: date) -> None:
    assert rules.due_day(starts_on, month) == due


@pytest.mark.parametrize(
    ("state", "colour", "why"),
    [
        (_item(TODAY - DAY), RED, "Had op 1 maart 2026 klaar moeten zijn."),
        (_item(TODAY), AMBER, "Moet op 2 maart 2026 klaar zijn."),  # the day itself is still in time
        (_item(TODAY + 30 * DAY), AMBER, "Moet op 1 april 2026 klaar zijn."),
        (_item(TODAY + 31 * DAY), GREEN, "Nog tijd tot 2 april 2026."),
        (_item(TODAY - DAY, done=TODAY - DAY), GREEN, "Afgerond op 1 maart 2026."),
        (_item(TODAY - 9 * DAY, done=TODAY), GREEN, "Afgerond op 2 maart 2026."),  # late, but done
        (_item(ENDS, planned=ENDS), GREEN, "Gepland: klaar op 6 april 2027."),
        (_item(ENDS, planned=ENDS + DAY), RED, "Gepland op 7 april 2027, na het einde van het traineeship."),
        (_item(TODAY - DAY, planned=TODAY + DAY), RED, "Had op 1 maart 2026 klaar moeten zijn."),
    ],
)
def test_item_has_the_colour_of_its_days(state: ItemState, colour: Colour, why: str) -> None:
    signal = rules.item_signal(state, today=TODAY, ends_on=ENDS, warn_days=WARN)

    assert (signal.colour, signal.why) == (colour, why)


def test_item_warns_as_early_as_the_cohort_says() -> None:
    state = _item(TODAY + 31 * DAY)

    assert rules.item_signal(state, today=TODAY, ends_on=ENDS, warn_days=31).colour == AMBER


LATER = _item(TODAY + 90 * DAY)
MISSED, TO_COME = MeetingState(6, TODAY - DAY), MeetingState(9, TODAY)


@pytest.mark.parametrize(
    ("items", "meetings", "colour", "why"),
    [
        ([], [], GREEN, "Alles wat nu klaar moet zijn, is klaar."),
        ([LATER], [TO_COME], GREEN, "Alles wat nu klaar moet zijn, is klaar."),
        ([LATER], [MISSED], AMBER, "Het voortgangsgesprek van maand 6 is niet gehouden."),
        ([LATER], [MeetingState(6, TODAY - DAY, held_on=TODAY)], GREEN, "Alles wat nu klaar moet zijn, is klaar."),
        ([_item(TODAY, title="Proeve")], [], AMBER, "Proeve moet op 2 maart 2026 klaar zijn."),
        (
            [_item(TODAY), _item(TODAY - DAY, title="Proeve")],
            [MISSED],
            RED,
            "Proeve: had op 1 maart 2026 klaar moeten zijn.",
        ),
        (
            [_item(TODAY - 2 * DAY, title="Eerste"), _item(TODAY - DAY)],
            [],
            RED,
            "2 onderdelen staan op rood, als eerste: Eerste.",
        ),
    ],
)
def test_trainee_has_the_worst_colour_and_says_why_in_one_sentence(
    items: list[ItemState], meetings: list[MeetingState], colour: Colour, why: str
) -> None:
    signal = rules.signal(items, meetings, today=TODAY, ends_on=ENDS, warn_days=WARN)

    assert (signal.colour, signal.why) == (colour, why)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (TODAY + DAY, "in de toekomst"),
        (TODAY, ""),
        (TODAY - 365 * DAY, ""),
        (TODAY - 366 * DAY, "voor het begin"),
    ],
)
def test_something_is_done_between_the_start_and_today(day: date, wrong: str) -> None:
    why_not = rules.why_not_done(day, make.traineeship(), today=TODAY)

    assert wrong in why_not
    assert bool(why_not) == bool(wrong)
