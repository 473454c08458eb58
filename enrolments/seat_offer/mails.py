"""What belongs to the mail of an offer; `enrolments.mails` posts it as it posts every step of an enrolment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from enrolments.models import Enrolment, Status
from people import clock

REMINDER = "offer_reminder"


def of_offer(enrolment: Enrolment) -> dict[str, Any]:
    """For the outbox: the personal link, and until when it helps its reader. Nothing for any other step."""
    if enrolment.status != Status.OFFERED or enrolment.offered_until is None:
        return {}
    return {"minted": {"link": ("offer_link", str(enrolment.pk))}, "send_until": _real(enrolment.offered_until)}


def _real(moment: datetime) -> datetime:
    """A moment of the domain clock, as mails are sent by real time."""
    return timezone.now() + (moment - clock.now())
