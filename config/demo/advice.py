"""The advice in the making: stamped before the interim evaluation closed, with its first evidence."""

from datetime import date, timedelta

from config.demo import content
from config.demo.people import Cast
from config.demo.story import Story
from evaluations.advising import actions
from evaluations.models import Advice, Audience, Round, Yardstick
from people import clock
from trainees.models import Cohort
from trainees.queries import summary

NEXT_START = date(2026, 1, 1)  # the literal year in which a next cohort would begin
STAMPED_BEFORE = timedelta(days=30)


def load(story: Story, cast: Cast) -> None:
    file, by = content.read("advice"), cast.accounts["coordinator"]
    cohort = Cohort.objects.get()
    year = story.day(NEXT_START).year
    question = file["question"].format(year=year)
    advice = actions.begin(cohort, file["title"], question, story.day(file["due_on"]), by=by)
    for kind in Yardstick.Kind:
        for text in file[kind.value]:
            actions.add_yardstick(advice, kind, text.format(year=year), by=by)
    actions.stamp(advice, by=by)
    Advice.objects.filter(pk=advice.pk).update(stamped_at=clock.now() - STAMPED_BEFORE)
    for section in advice.sections.all():
        if section.code in file["texts"]:
            actions.write(section, file["texts"][section.code].format(year=year).strip(), version=1, by=by)
    trainees = Round.objects.get(cohort=cohort, audiences=[Audience.TRAINEE])
    asked = trainees.questionnaire.questions.get(text=file["evidence"])
    actions.insert_result(Advice.objects.get(pk=advice.pk), trainees, asked, by=by)
    actions.insert_progress(advice, summary(cohort, story.today), by=by)
