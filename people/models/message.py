import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.fields import AddressField


class Message(models.Model):
    """The outbox: one mail to one person about one matter, written in the transaction of its cause.

    `body` has named gaps such as `[[link]]`. A personal link is minted when the mail is sent (`minted`) and stored
    nowhere; a code that exists before its mail rests sealed in `secret` until then, and is gone after that.
    Promise P06: at least once, and always under the same Message-ID.
    """

    class State(models.TextChoices):
        HELD = "held", _("wordt vastgehouden")
        READY = "ready", _("klaar om te verzenden")
        JOINED = "joined", _("vertrekt samen met andere mail")  # in `joined_in`, which has a state of its own
        SENT = "sent", _("verzonden")
        FAILED = "failed", _("niet te bezorgen")
        DROPPED = "dropped", _("vervallen")

    class Reason(models.TextChoices):
        """Why a mail waits, was not delivered or will not leave."""

        AWAY = "away", _("de mailserver is niet bereikbaar")
        BUSY = "busy", _("de mailserver vroeg om het later nog eens te proberen")
        ADDRESS = "address", _("het adres bestaat niet, of neemt geen mail aan")
        TEXT = "text", _("de mailserver weigerde de inhoud")
        HEADER = "header", _("het adres of onderwerp kan zo niet in een mail staan")
        TIME = "time", _("te lang geprobeerd zonder dat het lukte")
        PAST_USE = "past_use", _("te laat: wat erin stond, gold niet meer")
        OVER = "over", _("niet meer nodig")
        RETOLD = "retold", _("staat in een latere mail")
        STOPPED = "stopped", _("de ontvanger wil zulke mail niet meer")
        BY_HAND = "by_hand", _("door een planner weggehaald")
        FAULT = "fault", _("er ging bij ons iets mis")

    CODES_FIRST, NORMAL = 0, 5  # the smaller goes first

    key = models.CharField(max_length=200, unique=True)  # person and matter: one cause gives one message
    kind = models.CharField(max_length=40)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    address = AddressField()
    language = models.CharField(max_length=2, default="nl")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    secret = models.TextField(blank=True, default="")
    minted = models.JSONField(default=dict, blank=True)  # gap -> [its name in `settings.MAIL_GAPS`, what it is about]
    is_readable = models.BooleanField(default=True)  # in the log; never of signing in and of anonymous rounds
    calendar = models.JSONField(null=True, blank=True)  # what `people.ical` turns into the invitation
    # For whoever tells it anew, together with what came later; empty: these words stand, for a planner chose them.
    facts = models.JSONField(null=True, blank=True)
    joined_in = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    priority = models.PositiveSmallIntegerField(default=NORMAL)
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    created_at = models.DateTimeField(default=timezone.now)
    tries_from = models.DateTimeField(default=timezone.now)  # what counts for how long it has been tried
    send_after = models.DateTimeField(default=timezone.now)
    send_until = models.DateTimeField(null=True, blank=True)  # after that it is of no use to anybody
    lease = models.UUIDField(null=True, blank=True)  # which sender holds it
    leased_until = models.DateTimeField(null=True, blank=True)
    may_have_arrived = models.BooleanField(default=False)  # it left, or a try broke off with no word about it
    attempts = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=8, choices=Reason, blank=True, default="")
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


class StoppedKind(models.Model):
    """A kind of mail that somebody does not want any more: one of `settings.MAIL_MAY_STOP`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stopped_kinds")
    kind = models.CharField(max_length=40)
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="a_kind_is_stopped_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"


class MailText(models.Model):
    """The words that staff gave to one kind of mail in one language; without a subject the default holds again."""

    kind = models.CharField(max_length=40)  # one of `people.letters.texts.texts()`
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="one_mail_text_per_kind_and_language")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class MailKind(models.Model):
    """A kind of mail about which planners decided something: whether it waits as a draft until they have seen it."""

    kind = models.CharField(max_length=40, unique=True)  # one of `settings.MAIL_KINDS`
    is_held = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.kind
