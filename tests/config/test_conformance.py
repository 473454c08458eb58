import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings

from config import conformance

TODAY = date(2026, 11, 25)
WORDS = {"nl": "woorden", "en": "words"}
DEVIATION = dict.fromkeys(("title", "what", "whom", "meanwhile"), WORDS) | {"criterion": "1.1.1", "level": "A"}
PLAIN = {"stated_on": TODAY, "review_by": TODAY + timedelta(days=365), "answer_within": 14}


@pytest.mark.parametrize(
    ("audit", "planned", "deviations", "letter"),
    [
        (None, None, [], "D"),
        (None, TODAY, [], "C"),
        (None, date(2027, 5, 25), [], "C"),  # half a year after the statement
        (None, date(2027, 5, 26), [], "D"),
        (None, date(2026, 11, 24), [], "D"),  # the day is past, and nobody examined
        (date(2026, 11, 1), None, [], "A"),
        (date(2026, 11, 1), None, [DEVIATION], "B"),
        (date(2023, 11, 26), None, [DEVIATION], "B"),  # three years hold
        (date(2023, 11, 25), None, [DEVIATION], "D"),
        (date(2023, 11, 25), date(2027, 1, 31), [DEVIATION], "C"),
    ],
)
def test_status_is_what_the_facts_allow(
    audit: date | None, planned: date | None, deviations: list[dict[str, Any]], letter: str
) -> None:
    facts = PLAIN | {"deviation": deviations, "audit": {"on": audit} if audit else None, "audit_planned_on": planned}

    assert conformance.read(facts, "nl").status(TODAY) == letter


@pytest.mark.parametrize(
    ("stated", "last"), [(date(2026, 8, 31), date(2027, 3, 1)), (date(2027, 7, 1), date(2028, 1, 1))]
)
def test_half_a_year_ends_on_a_day_that_exists(stated: date, last: date) -> None:
    for planned, letter in [(last, "C"), (last + timedelta(days=1), "D")]:
        facts = PLAIN | {"stated_on": stated, "audit_planned_on": planned}
        assert conformance.read(facts, "nl").status(stated) == letter


def test_text_without_words_in_a_language_is_refused() -> None:
    with pytest.raises(KeyError):
        conformance.read(PLAIN | {"examined": [{"nl": "alleen Nederlands"}]}, "en")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_facts_of_the_house_are_whole(language: str) -> None:
    statement = conformance.read(conformance.facts(settings.ACCESSIBILITY), language)

    assert all([*statement.examined, *statement.not_examined])
    assert all(re.fullmatch(r"[1-4]\.\d\.\d{1,2}", one.criterion) for one in statement.deviations)
    assert all(one.what and one.whom and one.meanwhile for one in statement.deviations)
    assert statement.stated_on < statement.review_by <= statement.stated_on + timedelta(days=366)
    assert statement.review_by == settings.ACCESSIBILITY_REVIEW_BY
