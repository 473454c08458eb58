from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Edition
from people.models import Area, Organisation
from people.prepared import Given


class SeatReservationQuerySet(models.QuerySet["SeatReservation"]):
    def holding(self, day: date | Given) -> Self:
        """Those that still keep seats on `day`; on the day of release nothing is kept any more."""
        return self.filter(released_on__gt=day)


class SeatReservation(models.Model):
    """Seats of an edition that are kept for some people until a day. Several add up."""

    class Kind(models.TextChoices):
        """For whom: the roof says in `SEAT_GROUPS` who knows the groups of a floor above."""

        ORGANISATION = "organisation", _("een organisatie")
        AREA = "area", _("een gebied")
        ORGANISATION_KIND = "organisation_kind", _("een soort organisatie")
        COHORT = "cohort", _("een lichting trainees")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="reservations")
    kind = models.CharField(max_length=17, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    organisation_kind = models.CharField(max_length=24, choices=Organisation.Kind, blank=True, default="")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)  # which group of a floor above
    seats = models.PositiveSmallIntegerField()  # who is in already counts
    released_on = models.DateField()  # the first day on which nothing is kept

    objects = SeatReservationQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "pk"]  # who belongs to two uses a seat of the first
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="reservation_keeps_a_seat"),
            models.CheckConstraint(
                condition=(
                    Q(kind="organisation", organisation__isnull=False, area=None, organisation_kind="", object_id=None)
                    | Q(kind="area", organisation=None, area__isnull=False, organisation_kind="", object_id=None)
                    | (
                        Q(kind="organisation_kind", organisation=None, area=None, object_id=None)
                        & ~Q(organisation_kind="")
                    )
                    | Q(kind="cohort", organisation=None, area=None, organisation_kind="", object_id__isnull=False)
                ),
                name="reservation_is_for_one_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.seats} ({self.get_kind_display()})"

    @property
    def version(self) -> str:
        """What changes when somebody changes it."""
        return f"{self.seats} {self.released_on:%Y-%m-%d}"
