"""What happens to choices of workshops. The row of the edition is their lock too (docs/decisions/0004)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from courses import actions as course_actions
from courses.changes import SessionChange
from courses.errors import EditionRefused
from courses.models import Session
from enrolments import mails as enrolment_mails
from enrolments import queries
from enrolments.errors import ChoiceRefused
from enrolments.models import Enrolment, SessionChoice
from enrolments.workshops import mails, rules
from enrolments.workshops import queries as workshop_queries
from enrolments.workshops.queries import Workshop
from people import audit, clock
from people.models import User


@transaction.atomic
def choose(enrolment: Enrolment, wanted: Collection[int], *, by: User) -> None:
    """From now on these, of the workshops that have not begun, are those that somebody chose. Raises ChoiceRefused.

    All or nothing: of two who want the last seat one gets it, and the other keeps what was chosen before.
    """
    edition = course_actions.lock(enrolment.edition)
    enrolment = Enrolment.objects.select_related("user").get(pk=enrolment.pk)
    enrolment.edition = edition
    workshops, now = workshop_queries.workshops(edition, enrolment), clock.now()
    if reason := rules.why_not_choose(enrolment, by=by, now=now, workshops=[one.session for one in workshops]):
        raise ChoiceRefused([reason])
    busy = list(queries.beside_workshops(enrolment))
    if reasons := rules.why_not_all(workshops, wanted, now=now, busy=busy):
        raise ChoiceRefused(reasons)
    having = rules.having(workshops, wanted, now=now)
    if {one.session.pk for one in having} == {one.session.pk for one in workshops if one.is_own}:
        return
    _keep(enrolment, having)
    enrolment_mails.other_workshops(enrolment)
    audit.record(by, "choose_workshops", enrolment, subject=by)
    mails.chosen(enrolment, having, workshops)


def _keep(enrolment: Enrolment, having: Iterable[Workshop]) -> None:
    sessions = [one.session for one in having]
    SessionChoice.objects.filter(enrolment=enrolment).exclude(session__in=sessions).delete()
    fresh = [SessionChoice(enrolment=enrolment, session=session) for session in sessions]
    SessionChoice.objects.bulk_create(fresh, ignore_conflicts=True)


def give_up(enrolment: Enrolment) -> None:
    """Who leaves keeps no seat in a workshop. Call under the lock of the edition; the mail of leaving tells it."""
    SessionChoice.objects.filter(enrolment=enrolment).delete()


def take_over(chosen: Sequence[Session], enrolment: Enrolment) -> set[int]:
    """Let a substitute have the workshops of a colleague, but what clashes with something of their own; what they have.

    Call under the lock of the edition, after the colleague gave them up. No query when there are none.
    """
    if not chosen:
        return set()
    busy = list(queries.beside_workshops(enrolment))
    kept = [one for one in chosen if Workshop(one, 0).fits(busy)]
    SessionChoice.objects.bulk_create(SessionChoice(enrolment=enrolment, session=one) for one in kept)
    return {one.pk for one in kept}


@transaction.atomic
def drop(session: Session, *, by: User) -> int:
    """Take a workshop out of its edition, and tell who chose it and who teaches it; how many chose it.

    Raises EditionRefused.
    """
    session = course_actions.lock_session(session)
    marked, number = workshop_queries.marked_sessions(session.edition), session.edition.sessions.count()
    if reason := rules.why_not_drop(session, now=clock.now(), out_of=number, marked=marked):
        raise EditionRefused([], reason)
    told = _lose(SessionChoice.objects.filter(session=session))
    for enrolment in told if session.edition.is_ahead else []:
        mails.dropped(enrolment, session)
    course_actions.drop_workshop(session, by=by)
    return len(told)


def _lose(choices: QuerySet[SessionChoice]) -> list[Enrolment]:
    """End these choices; whose they were. What waits for them does not tell of these any more."""
    losers = [choice.enrolment for choice in choices.select_related("enrolment__user", "enrolment__edition__course")]
    choices.delete()
    for enrolment in losers:
        enrolment_mails.other_workshops(enrolment)
    return losers


def drop_meeting(change: SessionChange) -> None:
    """Who chose a workshop that moved onto another one of theirs, is not in it any more and is told.

    Call under the lock of the edition.
    """
    session = change.session
    if not (session.by_choice and change.moves):
        return
    others = Session.objects.filter(choices__isnull=False).overlapping(session.starts_at, session.ends_at)
    beside = SessionChoice.objects.filter(session__in=others.exclude(pk=session.pk), session__edition=session.edition)
    lost = SessionChoice.objects.filter(session=session, enrolment__in=beside.values("enrolment"))
    for enrolment in _lose(lost):
        mails.lost(enrolment, session)
