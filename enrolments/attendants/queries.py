"""Who is on the list of attendants."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from courses.models import Edition
from enrolments.models import SEATED, Attendant, Enrolment


def attendants_of(edition: Edition) -> QuerySet[Attendant]:
    """Of who has a seat: those who chose to be on it, by name. One query.

    Whoever is blocked cannot go off it, and is not shown.
    """
    listed = Attendant.objects.filter(
        enrolment__edition=edition, enrolment__status__in=SEATED, enrolment__user__is_active=True
    )
    return listed.select_related("enrolment__user", "enrolment__organisation").order_by(
        "enrolment__user__sort_key", "pk"
    )


def is_listed(enrolment: Enrolment) -> bool:
    """One query."""
    return Attendant.objects.filter(enrolment=enrolment).exists()


def no_longer_kept(today: date) -> QuerySet[Attendant]:
    """Of who does not come, and of what ended so many days ago."""
    stays_away = ~Q(enrolment__status__in=SEATED)
    return Attendant.objects.filter(stays_away | Q(enrolment__edition__ends_on__lt=today - settings.ATTENDANTS_KEPT))
