"""What people on the fourth floor hear of by mail: thanks when something is over, and what they have to answer by name.

Anonymous rounds are in no mail with anything else (`mails`, decision 38).
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists
from django.utils import timezone

from enrolments.attendance import queries as attendance
from enrolments.models import Enrolment, Status
from evaluations import mails, queries
from evaluations.models import Invitation, NamedAnswer, Round
from evaluations.models.round import SMALLEST_GROUP
from people.reminders import Reminder


def reminders(today: date) -> list[Reminder]:
    """All that holds today. Four queries."""
    return [*_thanks(today), *(_to_answer(one) for one in queries.still_to_answer(today))]


def _to_answer(invitation: Invitation) -> Reminder:
    round = invitation.round
    answer = NamedAnswer.objects.filter(invitation=invitation)
    return Reminder(
        to=invitation.person,
        kind=mails.TO_ANSWER,
        about=str(invitation.pk),
        context={"round": round, "invitation": invitation},
        rows=Round.objects.filter(~Exists(answer), pk=round.pk, state=Round.State.OPEN),
        due=timezone.localdate(round.closes_at),
        until=round.closes_at,
        minted={"link": ("invitation_link", str(invitation.pk))},
    )


def _thanks(today: date) -> list[Reminder]:
    """Whoever was there: where the material is, and what happens with the evaluation. Three queries."""
    there = list(attendance.attended_lately(today))
    rounds = queries.end_rounds(there)
    asked = queries.questionnaire_for_editions() is not None
    heads = Counter(one.edition_id for one in there if one.status != Status.NOT_COMPLETED)
    return [
        _thank(one, rounds.get(one.edition_id), asked=asked and heads[one.edition_id] >= SMALLEST_GROUP)
        for one in there
    ]


def _thank(enrolment: Enrolment, round: Round | None, *, asked: bool) -> Reminder:
    """Who did not complete it is not asked for an evaluation."""
    edition = enrolment.edition
    takes_part = enrolment.status != Status.NOT_COMPLETED
    return Reminder(
        to=enrolment.user,
        kind="thanks",
        about=str(enrolment.pk),
        context={
            "edition": edition,
            "course": edition.course,
            "round": round if takes_part else None,
            "is_asked_later": takes_part and round is None and asked,
        },
        rows=Enrolment.objects.filter(pk=enrolment.pk),
        due=edition.ends_on + settings.THANKS_WITHIN,  # in no hurry
        until=timezone.make_aware(datetime.combine(edition.ends_on + settings.THANKS_WITHIN, time.min))
        + timedelta(days=1),
    )
