from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class CalendarEntry(models.Model):
    """What one person's calendar was told last about one item, so that SEQUENCE only rises."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_entries")
    uid = models.CharField(max_length=100)
    sequence = models.PositiveIntegerField(default=0)
    method = models.CharField(max_length=8)  # REQUEST or CANCEL; empty when it was told nothing after all
    fingerprint = models.CharField(max_length=64)  # of what was told; equal means nothing new to tell

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "uid"], name="one_calendar_entry_per_item")]

    def __str__(self) -> str:
        return f"{self.uid} {self.method} {self.sequence}"


class SecretFeed(models.Model):
    """A secret calendar address of its `user`. Only the hash of its token is kept; a new one ends the old."""

    user: Any  # each kind has its own
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def lapses_on(self) -> date:
        """The first day on which it opens nothing any more, unless it is read before."""
        return (self.last_used_on or timezone.localdate(self.created_at)) + settings.FEED_LAPSES

    @property
    def has_lapsed(self) -> bool:
        return timezone.localdate() >= self.lapses_on


class CalendarFeed(SecretFeed):
    """A person's private calendar address."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")

    def __str__(self) -> str:
        return f"{self.user}"
