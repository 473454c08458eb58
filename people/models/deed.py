from django.conf import settings
from django.db import models
from django.utils import timezone


class Deed(models.Model):
    """A form that was sent once: the key it carried, what it asked and where it led (promise P03)."""

    key = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)  # empty: by a personal link
    fingerprint = models.CharField(max_length=64)  # of address and body: the same key must ask the same
    outcome = models.CharField(max_length=300, blank=True, default="")  # the address it led to
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["done_at"], name="deed_done_at")]  # pruning after a day

    def __str__(self) -> str:
        return str(self.key)
