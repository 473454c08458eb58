from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.fields import FoldedKey


class Area(models.Model):
    """One of the six areas (samenwerkingsgebieden) in which the safety regions work together on industrial safety."""

    code = models.CharField(max_length=1, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def on(self, day: date) -> Self:
        """Organisations that exist on `day`."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))


class Organisation(models.Model):
    """An employer in the network: a safety region, an environmental service, a ministry, a company."""

    class Kind(models.TextChoices):
        SAFETY_REGION = "safety_region", _("veiligheidsregio")
        ENVIRONMENTAL_SERVICE = "environmental_service", _("omgevingsdienst")
        LABOUR_INSPECTORATE = "labour_inspectorate", _("Nederlandse Arbeidsinspectie")
        WATER_AUTHORITY = "water_authority", _("waterkwaliteitsbeheerder")
        MUNICIPALITY = "municipality", _("gemeente")
        PROVINCE = "province", _("provincie")
        MINISTRY = "ministry", _("ministerie")
        GHOR = "ghor", _("GHOR")
        NIPV = "nipv", _("NIPV")
        LEC = "lec", _("LEC IV")
        COMPANY = "company", _("bedrijf")
        OTHER = "other", _("anders")

    kind = models.CharField(max_length=24, choices=Kind)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    aliases = models.JSONField(default=list, blank=True)  # other names in use, for matching what people type
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="organisations")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)  # the last day
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    search_key = FoldedKey("name", "code")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["search_key"]

    def __str__(self) -> str:
        prefix = "Veiligheidsregio " if self.kind == self.Kind.SAFETY_REGION else ""
        return f"{prefix}{self.name}"

    def get_absolute_url(self) -> str:
        return reverse("people:organisation", args=[self.pk])

    def carried_on_by(self, day: date) -> int:
        """The key of the organisation that speaks for this one on `day`: its successor, once it has ended."""
        has_ended = self.valid_until is not None and self.valid_until < day
        return self.successor_id if has_ended and self.successor_id else self.pk
