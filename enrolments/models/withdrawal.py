from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrolments.models.enrolment import Enrolment
from people.models import User

WAIVER_LENGTH = 500  # characters of why a cost is waived; it goes into a mail


class Withdrawal(models.Model):
    """Somebody gave a seat back: what that cost, why in a word, and whether the cost was waived."""

    class Cause(models.TextChoices):
        """Closed list. Illness says something of somebody's health, so there is no room for more words."""

        ILLNESS = "illness", _("ziekte")
        INCIDENT_DUTY = "incident_duty", _("inzet bij een incident")
        EMPLOYER = "employer", _("mijn werkgever heeft mij nodig")
        OTHER = "other", _("iets anders")

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="withdrawal")
    cause = models.CharField(max_length=13, choices=Cause, blank=True, default="")  # empty: rather not said
    left_on = models.DateField()
    percentage = models.PositiveSmallIntegerField()  # of the price
    amount = models.DecimalField(max_digits=8, decimal_places=2)  # euro, before any waiver
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    waiver = models.CharField(max_length=WAIVER_LENGTH, blank=True, default="")  # why; the participant reads it

    class Meta:
        ordering = ["left_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percentage__lte=100), name="withdrawal_is_per_cent"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="withdrawal_amount_not_negative"),
            models.CheckConstraint(
                condition=(
                    Q(waived_at=None, waived_by=None)
                    | (Q(waived_at__isnull=False, waived_by__isnull=False, amount__gt=0) & ~Q(waiver=""))
                ),
                name="waiver_says_who_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.due}"

    @property
    def is_waived(self) -> bool:
        return self.waived_at is not None

    @property
    def due(self) -> Decimal:
        """What is still to be paid."""
        return Decimal(0) if self.is_waived else self.amount
