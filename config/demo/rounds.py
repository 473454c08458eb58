"""The evaluations: finished ones with their results, and those around the traineeship that are closing.

Answers go in and out of real ballot boxes by the real actions; only the days are moved afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.conf import settings

from config.demo import content
from config.demo.story import Story, at_time, chance
from courses.models import Edition
from evaluations import actions, queries
from evaluations.models import Audience, Question, Questionnaire, Round
from evaluations.queries import Invitee
from people import clock
from people.models import Message
from trainees.models import Cohort

EVENING = time(23, 59)
RESPONSE = 0.75  # of those invited, how many answer on average
OFFICIAL = 6  # regions that gave their official answer already

# Of the interim evaluation: who, anonymous or not, the day it opened and the day it closes, from today.
INTERIM = [
    (Audience.TRAINEE, True, -24, -5),
    (Audience.SUPERVISOR, True, -24, -5),
    (Audience.MANAGER, True, -12, 2),
    (Audience.REGION, False, -12, 9),
]


def load(story: Story) -> None:
    for edition in _long_over(story.today):
        _finished(edition)
    for round in actions.open_rounds_of_editions(story.today):
        _fill(round, chance("round", round.subject))
        actions.count_response(round, story.today)
    cohort = Cohort.objects.get()
    for audience, anonymous, opened, closes in INTERIM:
        _interim(story, cohort, audience, anonymous=anonymous, opened=opened, closes=closes)


def _long_over(today: date) -> list[Edition]:
    over = Edition.objects.filter(status=Edition.Status.COMPLETED, ends_on__lt=today - settings.ROUND_LOOKS_BACK)
    return list(over.select_related("course").order_by("ends_on", "code"))


def _finished(edition: Edition) -> None:
    questionnaire = queries.questionnaire_for_editions()
    assert questionnaire is not None
    round = _opened(questionnaire, queries.participants_of(edition), anonymous=True, edition=edition)
    opened = at_time(edition.ends_on + timedelta(days=1), time(8))
    _fill(round, chance("round", edition))
    _end(round, opened, at_time(edition.ends_on + settings.ROUND_OPEN, EVENING))


def _interim(story: Story, cohort: Cohort, audience: Audience, *, anonymous: bool, opened: int, closes: int) -> None:
    questionnaire = Questionnaire.objects.get(for_editions=False)
    invitees = queries.invitees_of(cohort, [audience], story.today)
    round = _opened(questionnaire, invitees, anonymous=anonymous, cohort=cohort, tell=closes > 0)
    _fill(round, chance("round", audience))
    opened_at = at_time(story.today + timedelta(days=opened), time(8))
    closes_at = at_time(story.today + timedelta(days=closes), EVENING)
    if closes < 0:
        _end(round, opened_at, closes_at)
        return
    Round.objects.filter(pk=round.pk).update(opens_at=opened_at, closes_at=closes_at, reminded_at=clock.now())
    actions.count_response(round, story.today)


def _opened(
    questionnaire: Questionnaire,
    invitees: Sequence[Invitee],
    *,
    anonymous: bool,
    edition: Edition | None = None,
    cohort: Cohort | None = None,
    tell: bool = False,
) -> Round:
    """An open round; what is long ago told nobody anything today."""
    before = set(Message.objects.filter(kind="evaluation_invitation").values_list("pk", flat=True))
    round = actions.open_round(
        questionnaire,
        invitees,
        edition=edition,
        cohort=cohort,
        moment=Round.Moment.END if edition else Round.Moment.INTERIM,
        anonymous=anonymous,
        closes_at=clock.now() + timedelta(days=1),
        by=None,
    )
    if not tell:
        Message.objects.filter(kind="evaluation_invitation").exclude(pk__in=before).delete()
    return round


def _end(round: Round, opened_at: datetime, closed_at: datetime) -> None:
    actions.close_round(round, by=None)
    actions.destroy_key(round)
    Round.objects.filter(pk=round.pk).update(
        opens_at=opened_at, closes_at=closed_at, closed_at=closed_at, key_destroyed_at=closed_at + timedelta(days=1)
    )


def _fill(round: Round, luck: Random) -> None:
    """Answers of most people; of a named round those of a few regions."""
    invitations = list(round.invitations.select_related("person", "area", "round__questionnaire").order_by("pk"))
    if not round.is_anonymous:
        for invitation in invitations[:OFFICIAL]:
            answers = _answers(queries.questions_for(round, invitation.audience), luck)
            actions.answer(invitation, answers, given_by=str(invitation.person), function="teamleider risicobeheersing")
        return
    mood = luck.uniform(-0.4, 0.5)
    for invitation in invitations:
        if luck.random() < RESPONSE:
            actions.answer(invitation, _answers(queries.questions_for(round, invitation.audience), luck, mood))


def _answers(questions: Sequence[Question], luck: Random, mood: float = 0.0) -> dict[str, Any]:
    answers = {}
    for question in questions:
        if luck.random() < (0.45 if question.is_open else 0.05):
            continue
        answers[str(question.pk)] = _one(question, luck, mood)
    return answers


def _one(question: Question, luck: Random, mood: float) -> Any:
    if question.is_open:
        remarks = content.read("remarks")
        return luck.choice(remarks["keep" if "blijven" in question.text else "better"])
    options = list(question.options)
    if question.asks_all_that_apply:
        return sorted(luck.sample(options, k=luck.randint(1, min(3, len(options)))))
    if question.is_scale:
        middle = options[0] + (options[-1] - options[0]) * (0.72 + 0.1 * mood)
        return min(max(int(0.5 + luck.gauss(middle, len(options) * 0.16)), options[0]), options[-1])
    return luck.choices(options, weights=[1 + 2 * (place == 1) for place in range(len(options))])[0]
