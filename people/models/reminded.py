from __future__ import annotations

from django.db import models

from people.models.message import Message


class Reminded(models.Model):
    """One matter that a reminder told: each step of it is told once, and then the matter rests for a while."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reminded")
    matter = models.CharField(max_length=80, db_index=True)  # which matters were told, at every turn of the job
    step = models.CharField(max_length=20, blank=True, default="")
    at = models.DateTimeField()  # by the domain clock

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "matter"], name="one_line_per_matter_and_mail")]

    def __str__(self) -> str:
        return f"{self.matter} {self.step}".rstrip()
