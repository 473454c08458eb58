"""Who may want to hear of a course, and of which editions they hear."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from courses.models import Course, Edition
from enrolments import rules
from enrolments.interest import queries
from enrolments.rules import Code
from people.models import User


def why_not_interested(user: User, course: Course, *, on: date) -> str:
    """Why `user` cannot ask to hear of `course`; empty when that is possible. At most two queries."""
    if not course.is_published:
        return _("Deze opleiding wordt niet meer aangeboden.")
    if why_not := rules.why_not_admitted(user.employments, course):
        return why_not
    if queries.is_in_an_edition(user, course, on):
        return _(
            "U bent al ingeschreven voor een uitvoering van deze opleiding, hebt een plaats aangevraagd of staat op de "
            "wachtlijst."
        )
    return ""


def may_announce(edition: Edition, *, on: date) -> bool:
    """Whether telling of `edition` helps anybody: everybody can enrol in it now or later."""
    in_the_way = rules.obstacles_for_anyone(edition, on=on)
    is_offered = edition.course.is_published and not edition.by_invitation
    return is_offered and all(one.code is Code.NOT_YET for one in in_the_way)
