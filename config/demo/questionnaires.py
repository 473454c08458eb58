"""The questions of the evaluations; rounds come in `rounds`."""

from config.demo import content
from evaluations.models import Question, Questionnaire


def load() -> None:
    for file in content.read_all("questionnaires"):
        names = {name: file[name] for name in ("code", "version", "title", "title_en", "for_editions")}
        questionnaire = Questionnaire.objects.create(**names)
        Question.objects.bulk_create(
            Question(questionnaire=questionnaire, order=order, **question)
            for order, question in enumerate(file["questions"], start=1)
        )
