"""The corpus in the forms of the site: a share of the values (all of them is promise P29), and every form."""

import itertools

import pytest

from tests import corpus
from tests.walk import doors, hostile
from tests.walk.entrances import BASES, PARTS, entrances, form_classes, gaps
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


def test_rough_request_is_refused_or_read_as_the_form_it_is() -> None:
    staged = scene()

    faults = [
        fault
        for entrance in entrances(staged)
        if entrance.method == "POST" and not entrance.files
        for fault in hostile.handle_roughly(doors.browser(staged, entrance.role), entrance)[1]
    ]

    assert faults == []


def test_values_that_do_not_go_together_are_refused_whole_and_their_neighbours_taken() -> None:
    staged = scene()
    known = {entrance.name: entrance for entrance in entrances(staged)}

    faults = [
        fault
        for key, case in corpus.together().items()
        for fault in hostile.type_together(
            doors.browser(staged, known[case.form].role),
            known[case.form],
            key,
            {name: text.format(**gaps(staged)) for name, text in case.typed.items()},
            refused=case.refused,
        )[1]
    ]

    assert faults == []
