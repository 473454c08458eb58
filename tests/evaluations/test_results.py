import json

import pytest
from django.utils import translation

from evaluations import gate
from evaluations.models import Question, Round
from evaluations.results import Shown, Suppressed, Texts, Words, results
from evaluations.tables import result_rows
from tests import make

pytestmark = pytest.mark.django_db


def _closed(question: Question, *answers: object, invited: int = 20) -> Round:
    round = make.round(make.questionnaire(question), invited=invited)
    make.answers(round, *answers)
    return gate.close(round.pk)


def test_results_of_a_scale_have_every_mark_a_mean_and_n() -> None:
    round = _closed(make.question(Question.Kind.AGREE), 2, 4, 4, 5, 5)

    (result,) = results(round)

    assert isinstance(result, Shown)
    assert [(bar.choice, bar.number) for bar in result.bars] == [(1, 0), (2, 1), (3, 0), (4, 2), (5, 2)]
    assert result.mean == 4.0
    assert result.sentence == "gemiddeld 4,0 op een schaal tot 5 (n = 5)"


def test_results_tell_shares_in_per_cent_from_ten_answers_on() -> None:
    kind = Question.Kind.SINGLE_CHOICE
    few = _closed(make.question(kind, "ja", "nee"), 1, 1, 1, 2, 2)
    many = _closed(make.question(kind, "ja", "nee"), *[1] * 6, *[2] * 4)

    assert [bar.share for bar in _shown(few).bars] == ["3 van 5", "2 van 5"]
    assert [bar.share for bar in _shown(many).bars] == ["60 %", "40 %"]


def _shown(round: Round) -> Shown:
    (result,) = results(round)
    assert isinstance(result, Shown)
    return result


def test_results_of_many_choices_leave_out_what_nearly_nobody_chose() -> None:
    round = _closed(make.question(Question.Kind.MULTIPLE_CHOICE, "a", "b", "c"), [1], [1], [1, 2], [2], [2])

    assert [(bar.number, bar.share) for bar in _shown(round).bars] == [
        (3, "3 van 5"),
        (3, "3 van 5"),
        (None, "geen cijfer"),
    ]


def test_results_in_words_have_no_number_anywhere() -> None:
    round = _closed(make.question(Question.Kind.GRADE), *[8] * 7)

    (result,) = results(round)

    assert isinstance(result, Words)
    assert result.sentence.startswith("De antwoorden zijn overwegend positief.")
    _assert_no_number(result, "7", "8")


def test_results_of_too_few_have_no_number_anywhere() -> None:
    round = _closed(make.question(Question.Kind.GRADE), 8, 9, 9)

    (result,) = results(round)

    assert isinstance(result, Suppressed)
    assert result.sentence == "Te weinig antwoorden om te tonen (minder dan vijf)."
    _assert_no_number(result, "3", "8", "9")


def _assert_no_number(result: Words | Suppressed, *digits: str) -> None:
    """Neither in its fields nor in its sheet; the question's own text aside."""
    told = {name: value for name, value in vars(result).items() if name != "question"}
    row = [cell for cell in result_rows([result])[0][1:] if cell is not None]
    for form in (repr(told), json.dumps(told), json.dumps(row)):
        assert not any(digit in form for digit in digits)


def test_results_say_that_open_answers_wait() -> None:
    round = _closed(make.question(Question.Kind.OPEN), *"abcde")

    (result,) = results(round)

    assert isinstance(result, Texts)
    assert "verzegeld" in result.sentence


def test_results_are_not_there_while_the_round_is_open() -> None:
    round = make.round()
    make.answers(round, 1, 2, 3, 4, 5)

    assert results(round) == []


def test_results_name_who_was_asked() -> None:
    assert _shown(_closed(make.question(), 1, 2, 3, 4, 5)).group == "deelnemers"


def test_results_speak_english() -> None:
    round = _closed(make.question(Question.Kind.AGREE), 2, 4, 4, 5, 5)

    with translation.override("en"):
        (result,) = results(round)
        assert result.sentence == "4.0 on average on a scale up to 5 (n = 5)"
        assert result.group == "participants"


def test_rows_have_one_line_per_choice() -> None:
    round = _closed(make.question(Question.Kind.SINGLE_CHOICE, "ja", "nee", text="Weer?"), 1, 1, 1, 2, 2)

    assert [row[:4] for row in result_rows(results(round))] == [
        ("Weer?", "deelnemers", "ja", 3),
        ("Weer?", "deelnemers", "nee", 2),
    ]
