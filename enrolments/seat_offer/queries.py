"""Which offers are over, and where a personal link leads."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.models import Edition
from enrolments.models import Enrolment, EnrolmentChange, OfferLink, Status
from people import sealing


def over(now: datetime) -> QuerySet[Enrolment]:
    """Offers that nobody accepted in time, or whose edition has begun."""
    begun = Q(edition__starts_on__lte=timezone.localdate(now)) | Q(
        edition__status__in=[Edition.Status.RUNNING, Edition.Status.COMPLETED]
    )
    return Enrolment.objects.filter(begun | Q(offered_until__lte=now), status=Status.OFFERED)


def pressing(now: datetime) -> QuerySet[Enrolment]:
    """Open offers that end soon and were not made shortly ago, the first to end first. One query."""
    just_made = EnrolmentChange.objects.filter(enrolment=OuterRef("pk"), at__gt=now - settings.MAIL_REST)
    soon = Enrolment.objects.filter(
        ~Exists(just_made),
        status=Status.OFFERED,
        offered_until__gt=now + timedelta(hours=1),
        offered_until__lte=now + settings.OFFER_REMINDER,
        edition__starts_on__gt=timezone.localdate(now),
    )
    return soon.select_related("user", "edition__course").order_by("offered_until", "pk")


def offer_of(token: str) -> Enrolment | None:
    """The enrolment whose offer this token answers, or answered. One query."""
    links = OfferLink.objects.filter(token_hash=sealing.token_hash(token), enrolment__user__is_active=True)
    found = links.select_related("enrolment__edition__course", "enrolment__user", "enrolment__organisation").first()
    return found.enrolment if found else None
