from __future__ import annotations

from django.db import models

from enrolments.models.enrolment import Enrolment


class OfferLink(models.Model):
    """A personal link that was mailed, by which one person answers one offer of a seat: only the hash of its token.

    It works as long as the offer does; how it ended is with the enrolment.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="offer_links")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.token_hash[:8]
