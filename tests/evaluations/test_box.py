from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from evaluations import box, rules
from evaluations.models import BallotBox, Question, Round
from evaluations.record import encoded
from tests import make

KEY = bytes(range(32))
HOSTILE = ['"' * 1000, "\n" * 1000, "é" * 1000, "🙂" * 590, "x" * 2000, "\\" * 1000]


def _box(places: int = 16, record_bytes: int = 5000) -> tuple[BallotBox, Round]:
    round = Round(record_bytes=record_bytes)
    return BallotBox(round=round, places=places), round


@pytest.mark.parametrize("text", HOSTILE, ids=["quotes", "lines", "accents", "emoji", "plain", "backslashes"])
@pytest.mark.parametrize("answered", [0, 1, 16])
def test_box_has_one_size_whatever_is_in_it(text: str, answered: int) -> None:
    ballot_box, round = _box()
    content = box.Content()
    assert rules.fits(text)
    for place in range(answered):
        content.add(place, {"audience": "participant", "area": "D", "answers": {"1": text, "2": text}})

    sealed = box.seal(KEY, ballot_box, round, content)

    assert len(sealed) == box.sealed_bytes(16, 5000)


def test_box_gives_back_what_was_put_in() -> None:
    ballot_box, round = _box()
    content = box.Content()
    for place in (7, 2, 11):
        content.add(place, {"answers": {"1": place}})

    ballot_box.sealed = box.seal(KEY, ballot_box, round, content)
    found = box.unseal(KEY, ballot_box, round)

    assert found.used == [2, 7, 11]
    assert sorted(record["answers"]["1"] for record in found.records) == [2, 7, 11]


def test_box_does_not_open_in_the_place_of_another() -> None:
    ballot_box, round = _box()
    ballot_box.sealed = box.seal(KEY, ballot_box, round, box.Content())
    other = BallotBox(round=round, places=16, sealed=ballot_box.sealed)

    with pytest.raises(InvalidTag):
        box.unseal(KEY, other, round)


def test_box_refuses_more_than_it_holds() -> None:
    ballot_box, round = _box(record_bytes=100)
    content = box.Content(records=[{"answers": {"1": "x" * 3000}}])

    with pytest.raises(ValueError, match="More than"):
        box.seal(KEY, ballot_box, round, content)


def test_two_sealings_of_one_content_differ_everywhere() -> None:
    ballot_box, round = _box()

    first, second = (box.seal(KEY, ballot_box, round, box.Content()) for _time in range(2))

    same = sum(a == b for a, b in zip(first, second, strict=True))
    assert same < len(first) / 100  # by chance one in 256


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "audience": st.just("participant"),
                "area": st.just("D"),
                "answers": st.dictionaries(st.text(max_size=4), st.integers(0, 10), max_size=3),
            }
        ),
        max_size=16,
    )
)
def test_box_keeps_every_record(records: list[dict[str, Any]]) -> None:
    ballot_box, round = _box()
    content = box.Content()
    for place, record in enumerate(records):
        content.add(place, record)

    ballot_box.sealed = box.seal(KEY, ballot_box, round, content)
    found = box.unseal(KEY, ballot_box, round)

    assert sorted(map(repr, found.records)) == sorted(map(repr, records))


@pytest.mark.django_db
def test_the_database_keeps_the_size_of_a_box() -> None:
    ballot_box = BallotBox.objects.get(round=make.round())

    with pytest.raises(IntegrityError), transaction.atomic():
        BallotBox.objects.filter(pk=ballot_box.pk).update(sealed=bytes(ballot_box.sealed)[:-1])


@pytest.mark.django_db
def test_longest_record_has_room_for_the_longest_answers() -> None:
    questions = [
        make.question(Question.Kind.OPEN),
        make.question(Question.Kind.MULTIPLE_CHOICE, "a", "b", "c"),
        make.question(Question.Kind.RECOMMEND),
    ]
    made = make.questionnaire(*questions)
    room = rules.longest_record(made.questions.all(), ["hr_adviser", "participant"])

    for text in filter(rules.fits, HOSTILE):
        answers = dict(zip([str(q.pk) for q in questions], [text, [1, 2, 3], 10], strict=True))
        assert len(encoded({"audience": "participant", "area": "D", "answers": answers})) <= room
