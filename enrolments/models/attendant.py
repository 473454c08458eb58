from __future__ import annotations

from django.db import models

from enrolments.models.enrolment import Enrolment


class Attendant(models.Model):
    """That somebody chose to stand on the list of attendants of a network day. Gone a month after."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="attendant")

    class Meta:
        ordering = ["enrolment"]

    def __str__(self) -> str:
        return f"{self.enrolment.user}: {self.enrolment.edition.code}"
