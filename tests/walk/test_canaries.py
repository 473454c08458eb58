"""Nobody is shown a text about somebody they have nothing to do with (promise P20, canaries)."""

import logging
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.walk import access, canaries, controls, doors, everything, mails, markers, named, swaps, timing
from tests.walk.canaries import Aviary
from tests.walk.controls import Control
from tests.walk.sees import SEES

pytestmark = pytest.mark.django_db

PARTS, TODAYS = 4, 2  # the suite takes one part of the crawl, spread over roles and doors; promise P20 takes all


@pytest.fixture
def birds() -> Iterator[Aviary]:
    """Everything with its markers; thousands of refusals need no line in the log."""
    logging.disable(logging.CRITICAL)
    try:
        yield canaries.aviary()
    finally:
        logging.disable(logging.NOTSET)


def test_marker_stands_in_every_text_of_every_model(birds: Aviary) -> None:
    marked = {(type(one.row), one.field) for one in birds.canaries.values()}

    assert set(markers.fields()) - marked == set()


def test_no_row_is_of_a_model_that_is_said_to_be_empty(birds: Aviary) -> None:
    assert [label for label in markers.EMPTY if apps.get_model(label)._default_manager.exists()] == []


def test_somebody_said_who_may_see_each_marker(birds: Aviary) -> None:
    for canary in birds.canaries.values():
        birds.may_read(None, canary)  # raises for what is listed nowhere


def test_crawl_fails_when_a_model_is_listed_nowhere(birds: Aviary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SEES, "courses.Course")

    with pytest.raises(KeyError, match=r"courses\.Course"):
        canaries.crawl(birds, roles=[access.VISITOR], only=["enrolments:catalogue"])


def test_crawl_shows_nobody_a_foreign_marker(birds: Aviary) -> None:
    read, leaks = canaries.crawl(birds, roles=birds.everyone[TODAYS::PARTS])

    assert leaks == []
    assert read > 600


def test_mails_show_nobody_a_foreign_marker(birds: Aviary) -> None:
    number, leaks = mails.sent(birds)

    assert leaks == []
    assert number > 30


def test_foreign_ids_answer_as_unknown_ones_and_change_nothing(birds: Aviary) -> None:
    number, wrongs = swaps.tried(birds, share=4 * PARTS)

    assert wrongs == []
    assert number > 100


def test_every_id_in_an_address_or_form_is_swapped(birds: Aviary) -> None:
    assert named.unlisted(birds) == set()


def test_other_methods_show_and_change_nothing(birds: Aviary) -> None:
    assert swaps.other_methods(birds, share=PARTS) == []


def test_role_that_is_over_or_not_begun_opens_no_door(birds: Aviary) -> None:
    restricted = [door for door in everything.CLOSING if not door.opens_to >= access.SIGNED_IN]

    assert doors.walk(birds.scene, restricted[::PARTS], everything.LAPSED) == []


@pytest.mark.parametrize("control", controls.CONTROLS, ids=lambda control: str(control.kind))
def test_crawl_turns_red_when_a_filter_is_gone(birds: Aviary, control: Control) -> None:
    assert control.seen(birds) == []

    with control.taken_away():
        assert control.seen(birds) != []


@pytest.mark.parametrize(
    ("some", "others", "told"),
    [
        ([1, 1], [1, 1], 0.5),
        ([2, 3], [1, 1], 1.0),
        ([1, 1], [2, 3], 0.0),
        ([1, 3], [2, 2], 0.5),
        ([2, 3], [2, 2], 0.75),
    ],
)
def test_area_says_how_often_one_is_larger(some: list[float], others: list[float], told: float) -> None:
    assert timing.area(some, others) == told
