"""Closing an edition but for who is invited, inviting people, and taking that back. The edition row is the lock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from courses import actions as course_actions
from courses.models import Edition
from enrolments.errors import InvitationRefused
from enrolments.interest import actions as interest_actions
from enrolments.interest import mails as interest_mails
from enrolments.invitations import mails, queries, rules
from enrolments.models import Enrolment, Invited
from people import audit, clock
from people.models import User


@dataclass(frozen=True)
class Answered:
    """What became of one person whom a planner wanted to invite."""

    user: User
    is_new: bool
    is_in: bool  # has a seat or a place in line already


@transaction.atomic
def invite(people: Iterable[User], edition: Edition, *, by: User) -> list[Answered]:
    """Let these people enrol in `edition`, each once, and tell them if it was published. Raises InvitationRefused."""
    edition = course_actions.lock(edition)
    if why_not := rules.why_not_invite(edition, on=clock.today()):
        raise InvitationRefused(why_not)
    wanted = list(dict.fromkeys(people))
    inside = _users(Enrolment.objects.active().filter(edition=edition, user__in=wanted))
    known = _users(Invited.objects.filter(edition=edition, user__in=wanted))
    for person in wanted:
        if person.pk not in inside | known:
            _invite(person, edition, by)
    return [Answered(one, one.pk not in inside | known, one.pk in inside) for one in wanted]


@transaction.atomic
def take_back(invited: Invited, *, by: User) -> None:
    """Invite this person no more. Safe to repeat. Raises InvitationRefused for who has enrolled."""
    edition = course_actions.lock(invited.edition)
    for guest in queries.guests(edition, pk=invited.pk):
        if why_not := rules.why_not_take_back(guest):
            raise InvitationRefused(why_not)
        guest.invited.delete()
        mails.take_back(edition, guest.invited.user)
        audit.record(by, "take_invitation_back", edition, subject=guest.invited.user)


@transaction.atomic
def set_by_invitation(edition: Edition, closed: bool, *, by: User) -> Edition:
    """Close `edition` but for who is invited, or open it to everybody, and then tell who is interested.

    Whoever has a seat or a place in line keeps it.
    """
    interest_actions.lock(edition.course)  # before the edition, as who publishes
    edition = course_actions.lock(edition)
    if edition.by_invitation == closed:
        return edition
    edition.by_invitation = closed
    edition.save(update_fields=["by_invitation"])
    audit.record(by, "close_edition" if closed else "open_edition", edition)
    (interest_mails if closed else mails).take_back_all(edition)
    if closed:
        tell_all(edition)
    else:
        interest_actions.announce(edition)
    return edition


def tell_all(edition: Edition) -> int:
    """Tell everybody who is invited and not in it yet; how many. Call under the lock of `edition`."""
    if not rules.may_tell(edition, on=clock.today()):
        return 0
    waiting = [one.invited for one in queries.guests(edition) if not one.is_in]
    for invited in waiting:
        mails.invite(invited, edition)
    return len(waiting)


def _invite(person: User, edition: Edition, by: User) -> None:
    invited = Invited.objects.create(edition=edition, user=person, by=by, at=clock.now())
    audit.record(by, "invite", edition, subject=person)
    if rules.may_tell(edition, on=clock.today()):
        mails.invite(invited, edition)


def _users(rows: Iterable[Enrolment] | Iterable[Invited]) -> set[int]:
    return {one.user_id for one in rows}
