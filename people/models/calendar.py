from django.conf import settings
from django.db import models
from django.utils import timezone


class CalendarEntry(models.Model):
    """What one person's calendar was told last about one item, so that SEQUENCE only rises."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_entries")
    uid = models.CharField(max_length=100)
    sequence = models.PositiveIntegerField(default=0)
    method = models.CharField(max_length=8)  # REQUEST or CANCEL
    fingerprint = models.CharField(max_length=64)  # of what was told; equal means nothing new to tell

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "uid"], name="one_calendar_entry_per_item")]

    def __str__(self) -> str:
        return f"{self.uid} {self.method} {self.sequence}"


class CalendarFeed(models.Model):
    """A person's private calendar address. Only the hash of its token is kept; a new one ends the old."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}"
