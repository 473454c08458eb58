import pytest
from django.http import QueryDict

from evaluations.forms import AnswerForm
from evaluations.models import Question
from tests import make

pytestmark = pytest.mark.django_db

Kind = Question.Kind


def _form(question: Question, *values: str) -> AnswerForm:
    make.questionnaire(question)
    return AnswerForm([question], _data(f"q{question.pk}", *values))


def _data(name: str, *values: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.setlist(name, list(values))
    return data


@pytest.mark.parametrize(
    ("question", "typed", "counted"),
    [
        (make.question(Kind.AGREE), ["5"], 5),
        (make.question(Kind.GRADE), ["10"], 10),
        (make.question(Kind.RECOMMEND), ["0"], 0),
        (make.question(Kind.SINGLE_CHOICE, "ja", "nee"), ["2"], 2),
        (make.question(Kind.NUMBER, "geen", "een"), ["1"], 1),
        (make.question(Kind.MULTIPLE_CHOICE, "a", "b", "c"), ["3", "1"], [1, 3]),
        (make.question(Kind.OPEN), ["Goed\r\nzo"], "Goed\nzo"),
        (
            make.question(Kind.OPEN),
            ["=HYPERLINK(1)<script>alert(1)</script>"],
            "=HYPERLINK(1)<script>alert(1)</script>",
        ),
    ],
)
def test_form_gives_the_answer_as_it_is_counted(question: Question, typed: list[str], counted: object) -> None:
    form = _form(question, *typed)

    assert form.is_valid()
    assert form.answers == {str(question.pk): counted}


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (make.question(Kind.AGREE), ["6"]),
        (make.question(Kind.AGREE), ["-1"]),
        (make.question(Kind.GRADE), ["0"]),
        (make.question(Kind.GRADE), ["zeven"]),
        (make.question(Kind.RECOMMEND), ["11"]),
        (make.question(Kind.SINGLE_CHOICE, "ja", "nee"), ["3"]),
        (make.question(Kind.MULTIPLE_CHOICE, "a", "b"), ["1", "9"]),
        (make.question(Kind.OPEN), ["x" * 2001]),
        (make.question(Kind.OPEN), ["🙂" * 1999]),  # within the characters, over the bytes
        (make.question(Kind.OPEN), ["bel\x07"]),
    ],
)
def test_form_refuses_what_is_not_on_the_scale_or_does_not_fit(question: Question, typed: list[str]) -> None:
    form = _form(question, *typed)

    assert not form.is_valid()
    assert f"q{question.pk}" in form.errors


@pytest.mark.parametrize("typed", [[], [""], ["0"]])
def test_form_wants_at_least_one_answer(typed: list[str]) -> None:
    """Not applicable is no answer."""
    form = _form(make.question(Kind.AGREE), *typed)

    assert not form.is_valid()
    assert form.non_field_errors() == ["Beantwoord ten minste één vraag."]
