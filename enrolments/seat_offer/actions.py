"""The personal links by which an offer is answered."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.urls import reverse

from enrolments.models import Enrolment, OfferLink, Status
from people import sealing
from people.errors import NothingToMint
from people.models import Message


def mint_link(message: Message, about: str) -> str:
    """The personal link of one mail, made as it leaves. Raises NothingToMint when the offer has ended.

    A mail that is tried again gets another: the server may have taken the earlier one, so that one stays too.
    Whatever ends the offer ends all of them.
    """
    enrolment = Enrolment.objects.filter(pk=about, status=Status.OFFERED, user=message.recipient).first()
    if enrolment is None:
        raise NothingToMint
    return f"{settings.ADDRESS}{reverse('enrolments:offer_by_link', args=[new_link(enrolment)])}"


def new_link(enrolment: Enrolment) -> str:
    """The token of one more personal link; only its hash is kept."""
    token = secrets.token_urlsafe(24)  # 192 bits
    OfferLink.objects.create(enrolment=enrolment, token_hash=sealing.token_hash(token))
    return token
