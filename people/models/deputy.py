from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from people.models.person import User
    from people.prepared import Given


class DeputyshipQuerySet(models.QuerySet["Deputyship"]):
    def on(self, day: date | Given) -> Self:
        """Those that hold on `day`, of people who are not blocked; the first and the last day count."""
        return self.filter(valid_from__lte=day, valid_until__gte=day, absent__is_active=True, deputy__is_active=True)

    def during(self, first: date, last: date) -> Self:
        """Those of at least one day from `first` to `last`."""
        return self.filter(valid_from__lte=last, valid_until__gte=first)

    def absentees(
        self, deputy: User | Given, day: date | Given, *, everything: bool = False
    ) -> models.QuerySet[Deputyship, Any]:
        """The numbers of those for whom `deputy` stands in on `day`, to look in; or only for all their roles."""
        found = self.on(day).filter(deputy=deputy)
        return (found.filter(covers=Deputyship.Covers.EVERYTHING) if everything else found).values("absent")


class Deputyship(models.Model):
    """Somebody stands in for somebody who is away, for a while (neemt waar voor).

    It goes one step: who stands in for a deputy does not also stand in for whom that deputy stands in for.
    """

    class Covers(models.TextChoices):
        EMPLOYER = "employer", _("goedkeuren en inzien namens de organisatie")
        EVERYTHING = "everything", _("alle rollen")  # but for administrator

    absent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deputyships")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    covers = models.CharField(max_length=10, choices=Covers, default=Covers.EMPLOYER)
    valid_from = models.DateField()
    valid_until = models.DateField()  # the last day
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DeputyshipQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(absent=F("deputy")), name="nobody_stands_in_for_himself"),
        ]
        indexes = [
            models.Index(fields=["deputy", "valid_until"], name="stands_in"),  # asked with the roles of each request
        ]

    def __str__(self) -> str:
        return _("%(deputy)s neemt waar voor %(absent)s") % {"deputy": self.deputy, "absent": self.absent}

    @property
    def is_withdrawn(self) -> bool:
        """Ended on the day it began: it held on no day."""
        return self.valid_until < self.valid_from
