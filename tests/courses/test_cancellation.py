from datetime import date
from decimal import Decimal

import pytest

from courses.cancellation import Terms

FIRST_DAY = date(2026, 5, 31)
LAST = "vanaf 18 mei 2026 € 900 (100%)"
THE_USUAL = [[28, 0], [14, 50]]


def _terms(tiers: list[list[int]] | None = None, *, price: str = "900", leave: int = 1) -> Terms:
    return Terms.of(Decimal(price), THE_USUAL if tiers is None else tiers, leave)


@pytest.mark.parametrize(
    ("day", "percentage", "amount"),
    [
        (date(2026, 1, 1), 0, 0),
        (date(2026, 5, 3), 0, 0),  # the 28th day before still counts
        (date(2026, 5, 4), 50, 450),
        (date(2026, 5, 17), 50, 450),
        (date(2026, 5, 18), 100, 900),
        (date(2026, 5, 30), 100, 900),
    ],
)
def test_step_says_what_leaving_costs_on_a_day(day: date, percentage: int, amount: int) -> None:
    step = _terms().step(FIRST_DAY, day)

    assert (step.percentage, int(step.amount)) == (percentage, amount)


def test_step_is_free_without_tiers() -> None:
    assert _terms([]).step(FIRST_DAY, date(2026, 5, 30)).amount == 0


def test_step_rounds_half_a_cent_up() -> None:
    assert _terms([[28, 0], [14, 50]], price="99.99").step(FIRST_DAY, date(2026, 5, 10)).amount == Decimal("50.00")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 4, 1), f"Tot en met 3 mei 2026 kosteloos; vanaf 4 mei 2026 € 450 (50%); {LAST}."),
        (date(2026, 5, 4), f"Tot en met 3 mei 2026 kosteloos; nu € 450 (50%); {LAST}."),
        (date(2026, 5, 20), "Tot en met 17 mei 2026 € 450 (50%); nu € 900 (100%)."),
    ],
)
def test_sentence_says_what_it_costs_until_when(day: date, sentence: str) -> None:
    assert _terms().sentence(FIRST_DAY, day) == sentence


@pytest.mark.parametrize("terms", [_terms([]), _terms(price="0")])
def test_sentence_says_that_leaving_is_free(terms: Terms) -> None:
    assert terms.sentence(FIRST_DAY, date(2026, 5, 4)) == "Uitschrijven is kosteloos."


def test_steps_end_where_leaving_by_oneself_does() -> None:
    steps = _terms(leave=14).steps(FIRST_DAY)

    assert [(step.last_day, step.percentage) for step in steps] == [(date(2026, 5, 3), 0), (date(2026, 5, 17), 50)]


def test_tier_after_the_last_day_to_leave_is_cut_off_there() -> None:
    steps = _terms([[28, 0], [2, 50]], leave=7).steps(FIRST_DAY)

    assert [(step.last_day, step.percentage) for step in steps] == [(date(2026, 5, 3), 0), (date(2026, 5, 24), 50)]
