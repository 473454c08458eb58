"""Who chose which workshops of the network days, and who stands on the list of attendants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from config.demo.editions import Planned
from config.demo.people import Cast
from config.demo.story import Story, at_time, chance
from courses.models import Course, Edition
from enrolments import queries
from enrolments.attendants import rules
from enrolments.models import HOLDING, SEATED, Attendant, Enrolment, SessionChoice, Status
from enrolments.workshops import mails
from enrolments.workshops import queries as workshop_queries
from enrolments.workshops.queries import Workshop
from people.models import Message

CHOOSES, LISTED = 0.85, 0.4  # how many of who comes
POPULAR = 0.7  # of who chooses: takes the first workshop of the round, as long as there is room


def load(story: Story, cast: Cast, planned: list[Planned]) -> None:
    """Who came first chose first. The accounts still choose for the day that is ahead."""
    accounts = {user.pk for user in cast.accounts.values()}
    for one in planned:
        edition = Edition.objects.select_related("course").get(pk=one.edition.pk)
        if edition.course.kind != Course.Kind.NETWORK_DAY or edition.status in Edition.UNRELEASED:
            continue
        here = edition.enrolments.filter(status__in=HOLDING).select_related("user").order_by("number")
        everybody = [who for who in here if who.user_id not in accounts or edition.ends_on < story.today]
        _choose(one, edition, everybody)
        if edition.starts_on > story.today:
            _tell(story, edition, everybody)
        if rules.has_list(edition, on=story.today):
            seated = [who for who in here if who.status in SEATED and _luck(one, who, "list").random() < LISTED]
            Attendant.objects.bulk_create(Attendant(enrolment=who) for who in seated)


def _choose(one: Planned, edition: Edition, people: Iterable[Enrolment]) -> None:
    taken: Counter[int] = Counter()
    workshops = edition.sessions.filter(by_choice=True).order_by("starts_at", "title")
    turns = [list(found) for _start, found in groupby(workshops, key=lambda session: session.starts_at)]
    choices = []
    for who in people:
        who.edition, luck = edition, _luck(one, who, "workshops")
        busy = list(queries.beside_workshops(who))
        for turn in turns:
            counted = [Workshop(session, taken[session.pk]) for session in turn]
            free = [workshop.session for workshop in counted if workshop.free and workshop.fits(busy)]
            if free and luck.random() < CHOOSES:
                session = free[0] if luck.random() < POPULAR else luck.choice(free)
                taken[session.pk] += 1
                choices.append(SessionChoice(enrolment=who, session=session))
    SessionChoice.objects.bulk_create(choices)


def _luck(one: Planned, who: Enrolment, what: str) -> Random:
    return chance(one.key, what, who.user.email)


def _tell(story: Story, edition: Edition, people: Iterable[Enrolment]) -> None:
    """As sent on the day after they enrolled: their calendars know it, and nothing waits in the outbox."""
    for who in people:
        workshops = workshop_queries.workshops(edition, who)
        if who.status == Status.ENROLLED and (having := [one for one in workshops if one.is_own]):
            mails.chosen(who, having, workshops)
            _mark_sent(who, min(who.enrolled_at + timedelta(days=1), at_time(story.today, who.enrolled_at.time())))


def _mark_sent(who: Enrolment, at: datetime) -> None:
    told = Message.objects.filter(kind=mails.CHOSEN, recipient=who.user)
    told.update(state=Message.State.SENT, created_at=at, send_after=at, sent_at=at + timedelta(minutes=1))
