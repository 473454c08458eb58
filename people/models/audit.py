from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditSeal(models.Model):
    """A batch of audit lines, closed: `head` hashes the head before it and each of its lines."""

    head = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    sealed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.head


class AuditEvent(models.Model):
    """One line of the audit trail: action, object, result, origin, actor, time (BIO2 8.15.01).

    Never changed. What is personal in it stands apart in `AuditPayload`, tied by a salted hash, so that it
    can be erased and the chain still verifies.
    """

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # done for
    deed = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    origin = models.CharField(max_length=60)
    result = models.CharField(max_length=40)
    payload_hash = models.CharField(max_length=64, blank=True)
    seal = models.ForeignKey(AuditSeal, models.PROTECT, null=True, related_name="events")

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_of_object")]  # history of one object

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed} {self.object_kind} {self.object_id}"


class AuditPayload(models.Model):
    """The personal part of an audit line, with a salt of its own; may be erased."""

    event = models.OneToOneField(AuditEvent, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=32)
    data = models.JSONField()

    def __str__(self) -> str:
        return f"{self.event_id}"
