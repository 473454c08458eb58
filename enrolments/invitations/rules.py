"""Whether people can be invited to an edition, and an invitation be taken back."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from courses.models import Edition
from enrolments import rules
from enrolments.invitations.queries import Guest
from enrolments.rules import Code


def why_not_invite(edition: Edition, *, on: date) -> str:
    """Why nobody can be invited to `edition` on day `on`; empty: people can. No query."""
    if not edition.by_invitation:
        return _("Deze uitvoering is voor iedereen. Maak haar eerst besloten.")
    if edition.status == Edition.Status.CONCEPT:
        return ""  # they are told when it is published
    in_the_way = rules.obstacles_for_anyone(edition, on=on)
    return "" if all(one.code is Code.NOT_YET for one in in_the_way) else in_the_way[0].sentence


def may_tell(edition: Edition, *, on: date) -> bool:
    """Whether the mail helps anybody: published, and people can enrol now or later."""
    return edition.status != Edition.Status.CONCEPT and not why_not_invite(edition, on=on)


def why_not_take_back(guest: Guest) -> str:
    """Why an invitation stays: whoever came in by it keeps the seat, or the place in line."""
    return _("Wie al is ingeschreven, houdt de plaats.") if guest.is_in else ""
