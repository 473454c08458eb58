"""The corpus in the forms of the site: a share of the values (all of them is promise P29), and every form."""

import itertools

import pytest

from tests import corpus
from tests.walk import doors, hostile
from tests.walk.entrances import BASES, PARTS, entrances, form_classes
from tests.walk.scene import scene

pytestmark = pytest.mark.django_db

EVERY = 9  # one value of so many


def test_every_form_is_typed_into() -> None:
    typed_into = {entrance.form for entrance in entrances(scene())} - {""}

    assert form_classes() == typed_into | BASES | PARTS


def test_form_takes_what_it_should_be_filled_in_with() -> None:
    staged = scene()

    for entrance in (one for one in entrances(staged) if one.name != "evidence"):  # that takes a closed round
        browser = doors.browser(staged, entrance.role)
        outcome, faults = hostile.type_in(browser, entrance, "unknown", "nothing", "x")
        assert (outcome.status in (200, 302), outcome.said, faults) == (True, "", []), entrance.name


def test_value_is_taken_or_refused_with_words_and_never_half() -> None:
    staged = scene()

    faults = [
        fault
        for entrance in entrances(staged)
        for field, kind in entrance.kinds.items()
        for key, text in itertools.islice(corpus.values(kind).items(), len(field) % EVERY, None, EVERY)
        for fault in hostile.type_in(doors.browser(staged, entrance.role), entrance, field, key, text)[1]
    ]

    assert faults == []
