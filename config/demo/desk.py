"""What the planner's desk holds: notes, what participants need, and who is invited to an edition that is closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from config.demo import content
from config.demo.editions import Planned
from config.demo.people import Cast
from config.demo.story import Story, at_time, chance
from enrolments.invitations import actions as invitations
from enrolments.invitations import mails
from enrolments.models import ACTIVE, Enrolment, Invited, Needs
from people.models import Message, Note, User

INVITED_AGO = timedelta(days=10)
SAID_WITHIN = timedelta(days=190)  # before it begins
SHARE = 0.15  # of those who come, how many say what they need
MORNING, AFTERNOON = time(9), time(16)


def load(story: Story, cast: Cast, planned: list[Planned]) -> None:
    _invite(story, cast, planned)
    _say_needs(story, planned)
    _write_notes(story, cast, planned)


def _invite(story: Story, cast: Cast, planned: Iterable[Planned]) -> None:
    """Who came in was invited as the edition opened; the accounts that the story names still have to answer."""
    planner = cast.accounts["planner"]
    for one in planned:
        if "invited" not in one.facts:
            continue
        opened = at_time(one.edition.enrol_from, MORNING)
        inside = Enrolment.objects.filter(edition=one.edition).order_by("number").values_list("user", flat=True)
        Invited.objects.bulk_create(
            Invited(edition=one.edition, user_id=pk, by=planner, at=opened) for pk in dict.fromkeys(inside)
        )
        invitations.set_by_invitation(one.edition, True, by=planner)
        invitations.invite([cast.accounts[name] for name in one.facts["invited"]], one.edition, by=planner)
        at = at_time(story.today - INVITED_AGO, MORNING)
        Invited.objects.filter(edition=one.edition).exclude(at=opened).update(at=at)
        sent = {"state": Message.State.SENT, "sent_at": at + timedelta(minutes=1)}
        Message.objects.filter(kind=mails.KIND).update(created_at=at, send_after=at, **sent)


def _say_needs(story: Story, planned: Iterable[Planned]) -> None:
    """Some of those who come soon, each by the own chance."""
    words = content.read("desk")["needs"]
    soon = [one for one in planned if story.today < one.edition.starts_on < story.today + SAID_WITHIN]
    found = []
    for one in [one for one in soon if any(session.room for session in one.sessions)]:
        coming = Enrolment.objects.filter(edition=one.edition, status__in=ACTIVE).select_related("user")
        for enrolment in coming.order_by("number"):
            luck = chance("needs", one.key, enrolment.user.email)
            if luck.random() < SHARE:
                found.append(Needs(enrolment=enrolment, words=luck.choice(words)))
    Needs.objects.bulk_create(found)


def _write_notes(story: Story, cast: Cast, planned: Iterable[Planned]) -> None:
    by_key = {(one.course_file["code"], one.facts["start"]): one for one in planned}
    planner = cast.accounts["planner"]
    for facts in content.read("desk")["notes"]:
        edition = by_key[tuple(facts["edition"])].edition
        seat = Enrolment.objects.get(edition=edition, number=facts["seat"]) if "seat" in facts else None
        thing = seat or edition
        at = story.moment(facts["written"], AFTERNOON)
        Note.objects.create(
            object_kind=thing._meta.label_lower,
            object_id=thing.pk,
            about=seat.user if seat else None,
            text=facts["text"],
            assigned_to=_who(cast, facts),
            due=_moved(story, facts, "due"),
            written_by=planner,
            written_at=at,
            changed_at=at,
            done_by=planner if "done" in facts else None,
            done_at=story.moment(facts["done"], AFTERNOON) if "done" in facts else None,
        )


def _who(cast: Cast, facts: dict[str, Any]) -> User | None:
    return cast.accounts[facts["to"]] if "to" in facts else None


def _moved(story: Story, facts: dict[str, Any], name: str) -> date | None:
    return story.day(facts[name]) if name in facts else None
