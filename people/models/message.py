import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.fields import AddressField


class Message(models.Model):
    """The outbox: one mail to one person about one matter, written in the transaction of its cause.

    `body` has named gaps such as `[[code]]`; what fills them rests sealed in `secret` until the mail is
    sent and is gone after that. Promise P06: at least once, and always under the same Message-ID.
    """

    class State(models.TextChoices):
        HELD = "held", _("wordt vastgehouden")
        READY = "ready", _("klaar om te verzenden")
        SENT = "sent", _("verzonden")
        FAILED = "failed", _("niet te bezorgen")
        DROPPED = "dropped", _("vervallen")

    CODES_FIRST, NORMAL = 0, 5  # the smaller goes first

    key = models.CharField(max_length=200, unique=True)  # person and matter: one cause gives one message
    kind = models.CharField(max_length=40)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    address = AddressField()
    language = models.CharField(max_length=2, default="nl")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    secret = models.TextField(blank=True, default="")
    calendar = models.JSONField(null=True, blank=True)  # what `people.ical` turns into the invitation
    priority = models.PositiveSmallIntegerField(default=NORMAL)
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    lease = models.UUIDField(null=True, blank=True)  # which sender holds it
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # the sender's question, many times a minute: what may leave now, codes first
            models.Index(fields=["priority", "send_after"], condition=Q(state="ready"), name="message_due"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def message_id(self) -> str:
        """The same at every try, and nothing in it tells whom or what about."""
        return f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'leerlijn:{self.key}').hex}@{settings.MAIL_DOMAIN}>"
