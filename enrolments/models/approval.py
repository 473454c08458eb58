from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrolments.models.enrolment import Enrolment
from people.fields import AddressField
from people.models import User

REASON_LENGTH = 500  # characters of a reason; it goes into a mail


class Approval(models.Model):
    """The employer's answer to one request: open while the request waits, then given once."""

    class Decision(models.TextChoices):
        OPEN = "open", _("wacht op goedkeuring")
        APPROVED = "approved", _("goedgekeurd")
        DECLINED = "declined", _("afgewezen")
        LAPSED = "lapsed", _("vervallen")  # withdrawn, called off or too late

    class Role(models.TextChoices):
        """As what somebody decides."""

        MANAGER = "manager", _("leidinggevende")
        CONTACT = "contact", _("contactpersoon opleidingen")
        PLANNER = "planner", _("planner, namens de werkgever")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="approvals")
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.OPEN)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True, default="")  # why not; the participant reads it
    decided_as = models.CharField(max_length=7, choices=Role, blank=True, default="")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # by a deputy
    decided_address = AddressField(blank=True, default="")  # of a line manager who has no account
    asked_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)  # the last day to answer; empty: nobody was asked
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(decision="open"), name="one_open_approval_per_enrolment"
            ),
            models.CheckConstraint(condition=~Q(decision="declined", reason=""), name="refusal_says_why"),
            models.CheckConstraint(
                condition=(
                    Q(decision="open", decided_at=None, decided_as="")
                    | Q(decision="lapsed", decided_at__isnull=False, decided_as="")
                    | (Q(decision__in=["approved", "declined"], decided_at__isnull=False) & ~Q(decided_as=""))
                ),
                name="approval_says_when_and_as_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.user}: {self.get_decision_display()}"

    @property
    def decider(self) -> str:
        """Who decided, in words; empty when nobody did."""
        name = str(self.decided_by or self.decided_address)
        if self.decided_for is None:
            return name
        return str(_("%(deputy)s, waarnemend voor %(absent)s") % {"deputy": name, "absent": self.decided_for})


class ApprovalLink(models.Model):
    """A personal link that was mailed, for one request and one reader: only the hash of its token."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="links")
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")  # empty: no account
    address = AddressField()  # where it was mailed
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.token_hash[:8]

    def is_open(self, now: datetime) -> bool:
        """Not used and not expired; whether its reader may still decide is for the rules."""
        return self.used_at is None and now < self.expires_at
