from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.organisation import Area, Organisation


class Role(models.TextChoices):
    """Roles that somebody grants. Participant, trainee, trainer, supervisor, coach and line manager are not
    granted: they follow from enrolments, traineeships, sessions, placements and affiliations."""

    TRAINING_CONTACT = "training_contact", _("contactpersoon opleidingen")
    PLANNER = "planner", _("planner")
    AREA_COORDINATOR = "area_coordinator", _("coördinator IV-gebied")
    COURSE_OWNER = "course_owner", _("opleidingscoördinator")
    READER = "reader", _("lezer")
    COORDINATOR = "coordinator", _("coördinator")
    ADMINISTRATOR = "administrator", _("beheerder")


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def on(self, day: date) -> Self:
        """Grants that hold on `day`; the first and the last day count."""
        return self.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gte=day))

    def during(self, first: date, last: date | None) -> Self:
        """Grants that hold on at least one day from `first` to `last`; no last day is for ever."""
        begun = self if last is None else self.filter(valid_from__lte=last)
        return begun.filter(Q(valid_until=None) | Q(valid_until__gte=first))


class RoleGrant(models.Model):
    """A role given to a person, for everything or within one scope, for a while, by somebody else."""

    class Scope(models.TextChoices):
        ALL = "all", _("alles")
        AREA = "area", _("gebied")
        ORGANISATION = "organisation", _("organisatie")
        EDITION = "edition", _("uitvoering")
        TRAINEESHIP = "traineeship", _("traineeship")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.ALL)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)  # an edition or a traineeship: they live upstairs
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # the last day
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="granted_roles"
    )  # empty: set up with the system

    thing = ""  # the name of that object, once `scopes.named` has asked for it

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["user", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")), name="nobody_grants_to_himself"
            ),
            models.CheckConstraint(
                condition=(
                    Q(scope="all", area=None, organisation=None, object_id=None)
                    | Q(scope="area", area__isnull=False, organisation=None, object_id=None)
                    | Q(scope="organisation", area=None, organisation__isnull=False, object_id=None)
                    | Q(scope__in=["edition", "traineeship"], area=None, organisation=None, object_id__isnull=False)
                ),
                name="scope_names_its_object",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.get_scope_display()})"

    @property
    def reach(self) -> str:
        """What the role is for: its area, organisation or thing, else its scope in words."""
        return str(self.area or self.organisation or self.thing or self.get_scope_display())

    @property
    def is_narrow(self) -> bool:
        """For one edition or one traineeship: of a role that is otherwise for everything."""
        return self.scope in (self.Scope.EDITION, self.Scope.TRAINEESHIP)

    @property
    def is_withdrawn(self) -> bool:
        """Taken back on the day it began: it held on no day."""
        return self.valid_until is not None and self.valid_until < self.valid_from
