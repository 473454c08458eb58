from datetime import date
from functools import partial
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from people import meanwhile
from people.forms import DayField, NumberField
from people.meanwhile import Newer
from tests import make


class Facts(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)
    number = NumberField(label="Aantal")
    day = DayField(label="Dag", required=False)
    sort = forms.ChoiceField(label="Soort", choices=[("", "geen"), ("groep", [("a", "Aap"), ("b", "Beer")])])
    fine = forms.BooleanField(label="Goed", required=False)
    people = forms.MultipleChoiceField(label="Wie", choices=[("1", "Anna"), ("2", "Bas")], required=False)

    def __init__(self, now: dict[str, Any], data: Any = None) -> None:
        super().__init__(data, initial=now | {"seen": meanwhile.mark(now)})


NOW = {"number": 3, "day": date(2027, 1, 31), "sort": "a", "fine": True, "people": [2, 1]}
SAME = "number=3&day=2027-01-31&sort=a&fine=on&people=1&people=2"


def _beside(sent: str, now: dict[str, Any]) -> list[Newer]:
    return meanwhile.beside(Facts(now, QueryDict(sent)), Facts(now))


def test_nothing_is_newer_when_both_typed_the_same() -> None:
    assert _beside(SAME, NOW) == []


@pytest.mark.parametrize(
    ("sent", "newer"),
    [
        (SAME.replace("number=3", "number=4"), Newer("Aantal", "3")),
        (SAME.replace("number=3", "number=veel"), Newer("Aantal", "3")),
        (SAME.replace("2027-01-31", "2027-02-01"), Newer("Dag", "31 januari 2027")),
        (SAME.replace("sort=a", "sort=b"), Newer("Soort", "Aap")),
        (SAME.replace("fine=on&", ""), Newer("Goed", "ja")),
        (SAME.replace("people=2", "people=1"), Newer("Wie", "Anna, Bas")),
    ],
)
def test_what_another_saved_is_told_in_words(sent: str, newer: Newer) -> None:
    assert _beside(sent, NOW) == [newer]


def test_what_another_took_away_is_told_too() -> None:
    newer = _beside(SAME, NOW | {"day": None, "fine": False, "people": []})

    assert newer == [Newer("Dag", "niets"), Newer("Goed", "nee"), Newer("Wie", "niets")]


def test_form_comes_back_as_typed_by_somebody_who_sees_how_it_is_now() -> None:
    sent = QueryDict(f"seen={meanwhile.mark('eerder')}&{SAME.replace('number=3', 'number=9')}")

    form, newer = meanwhile.again(sent, partial(Facts, NOW))

    assert (form["number"].value(), form["seen"].value()) == ("9", meanwhile.mark(NOW))
    assert newer == [Newer("Aantal", "3")]


def test_nothing_is_newer_for_who_saw_how_it_is() -> None:
    sent = QueryDict(f"seen={meanwhile.mark(NOW)}&{SAME.replace('number=3', 'number=9')}")

    assert meanwhile.again(sent, partial(Facts, NOW))[1] == []


@pytest.mark.django_db
def test_mark_differs_when_a_fact_does() -> None:
    anna = make.user(given_name="Anna", infix="", family_name="Bos")
    before = anna.name_mark

    anna.infix = "van"

    assert anna.name_mark != before
