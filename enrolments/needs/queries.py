"""Which needs there are: with names for who plans, in numbers for who teaches."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from courses.models import Edition
from enrolments.models import ACTIVE, SEATED, Enrolment, Needs


def needs_of(edition: Edition) -> QuerySet[Needs]:
    """Of who is or may still be coming, by name. One query."""
    coming = Needs.objects.filter(enrolment__edition=edition, enrolment__status__in={*ACTIVE, *SEATED})
    return coming.select_related("enrolment__user", "enrolment__organisation").order_by(
        "enrolment__user__sort_key", "pk"
    )


def how_many(edition: Edition) -> int:
    """Of who has a seat. One query."""
    return Needs.objects.filter(enrolment__edition=edition, enrolment__status__in=SEATED).count()


def words_of(enrolment: Enrolment) -> str:
    """What was said; empty: nothing. One query."""
    return Needs.objects.filter(enrolment=enrolment).values_list("words", flat=True).first() or ""


def no_longer_needed(today: date) -> QuerySet[Needs]:
    """Of who does not come, and of what ended so many days ago."""
    stays_away = ~Q(enrolment__status__in={*ACTIVE, *SEATED})
    return Needs.objects.filter(stays_away | Q(enrolment__edition__ends_on__lt=today - settings.NEEDS_KEPT))
