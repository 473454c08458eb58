from __future__ import annotations

from django.db import models

from courses.models import Edition
from people.models import User


class Invited(models.Model):
    """Somebody who may enrol in an edition that is by invitation. Gone when a planner takes the invitation back."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="one_invitation_per_edition")]

    def __str__(self) -> str:
        return f"{self.user}: {self.edition.code}"
