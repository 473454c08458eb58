import pytest
from django.db import IntegrityError, transaction

from evaluations.models import Question, Questionnaire

pytestmark = pytest.mark.django_db


def _questionnaire(version: int = 1) -> Questionnaire:
    return Questionnaire.objects.create(code="opleiding", version=version, title="Na de opleiding")


def test_questionnaire_has_each_version_once() -> None:
    _questionnaire()
    _questionnaire(version=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        _questionnaire()


def test_questionnaires_come_with_the_newest_version_first() -> None:
    for version in (1, 3, 2):
        _questionnaire(version)

    assert [one.version for one in Questionnaire.objects.all()] == [3, 2, 1]


def test_questions_have_a_place_each() -> None:
    questionnaire = _questionnaire()
    kind = Question.Kind.AGREE
    Question.objects.create(questionnaire=questionnaire, order=2, kind=kind, text="Ik heb er veel aan.")
    Question.objects.create(questionnaire=questionnaire, order=1, kind=kind, text="De docent was duidelijk.")

    assert [one.order for one in questionnaire.questions.all()] == [1, 2]
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(questionnaire=questionnaire, order=1, kind=kind, text="Nog een.")
