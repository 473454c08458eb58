"""Who reads the list of attendants, and who may stand on it."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from courses.models import Course, Edition
from courses.permissions import may_plan
from enrolments.models import SEATED, Enrolment
from people.models import User


def has_list(edition: Edition, *, on: date) -> bool:
    """A network day that was announced has one, until so many days after its last day."""
    is_announced = edition.status not in Edition.UNRELEASED
    is_kept = on <= edition.ends_on + settings.ATTENDANTS_KEPT
    return edition.course.kind == Course.Kind.NETWORK_DAY and is_announced and is_kept


def may_join(enrolment: Enrolment, *, on: date) -> bool:
    """Who has a seat there reads the list, and may stand on it; whoever waits or only asked for one does not."""
    return enrolment.status in SEATED and has_list(enrolment.edition, on=on)


def may_read(user: User, edition: Edition, enrolment: Enrolment | None, *, on: date) -> bool:
    """Who may stand on it, and who plans the edition. `enrolment` is that of `user`, if any."""
    return bool(enrolment and may_join(enrolment, on=on)) or (has_list(edition, on=on) and may_plan(user, edition))
