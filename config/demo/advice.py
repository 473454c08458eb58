"""The advice in the making: stamped before the interim evaluation closed, with its first evidence."""

from datetime import timedelta

from config.demo import content
from config.demo.people import Cast
from config.demo.story import Story
from evaluations.advising import actions
from evaluations.models import Advice, Audience, Round, Yardstick
from people import clock
from trainees.models import Cohort
from trainees.queries import summary

STAMPED_BEFORE = timedelta(days=30)


def load(story: Story, cast: Cast) -> None:
    file, by = content.read("advice"), cast.accounts["coordinator"]
    cohort = Cohort.objects.get()
    advice = actions.begin(cohort, file["title"], file["question"], story.day(file["due_on"]), by=by)
    for kind in Yardstick.Kind:
        for text in file[kind.value]:
            actions.add_yardstick(advice, kind, text, by=by)
    actions.stamp(advice, by=by)
    Advice.objects.filter(pk=advice.pk).update(stamped_at=clock.now() - STAMPED_BEFORE)
    for section in advice.sections.all():
        if section.code in file["texts"]:
            actions.write(section, file["texts"][section.code].strip(), version=1, by=by)
    trainees = Round.objects.get(cohort=cohort, audiences=[Audience.TRAINEE])
    question = trainees.questionnaire.questions.get(text=file["evidence"])
    actions.insert_result(Advice.objects.get(pk=advice.pk), trainees, question, by=by)
    actions.insert_progress(advice, summary(cohort, story.today), by=by)
