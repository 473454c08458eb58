from __future__ import annotations

from django.db import models

from courses.models import Session
from enrolments.models.enrolment import Enrolment


class SessionChoice(models.Model):
    """A workshop that somebody with a seat in the edition chose. No row: not chosen."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="choices")
    session = models.ForeignKey(Session, models.PROTECT, related_name="choices")

    class Meta:
        ordering = ["session__starts_at", "session", "enrolment"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "session"], name="one_choice_per_workshop")]

    def __str__(self) -> str:
        return f"{self.enrolment.user}: {self.session.title}"
