from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Edition, Module, TrainerAssignment
from people.models import Organisation, Role, User


class Status(models.TextChoices):
    """Where an enrolment stands."""

    REQUESTED = "requested", _("aangevraagd")
    ENROLLED = "enrolled", _("ingeschreven")
    WAITING = "waiting", _("op de wachtlijst")
    DECLINED = "declined", _("niet goedgekeurd")
    WITHDRAWN = "withdrawn", _("uitgeschreven")
    CANCELLED = "cancelled", _("uitvoering geannuleerd")
    COMPLETED = "completed", _("afgerond")
    NOT_COMPLETED = "not_completed", _("niet afgerond")


ACTIVE = [Status.REQUESTED, Status.ENROLLED, Status.WAITING]  # a person has at most one of these per edition
SEATED = [Status.ENROLLED, Status.COMPLETED, Status.NOT_COMPLETED]  # has, or had, a seat
TAKEN = [Status.REQUESTED, *SEATED]  # what a seat cannot be given away from; a request holds one until it is answered


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> Self:
        return self.filter(status__in=ACTIVE)

    def seated(self) -> Self:
        """Who has or had a seat; whoever still waits for approval has none yet."""
        return self.filter(status__in=SEATED)

    def visible_to(self, user: User) -> Self:
        """One's own; of one's organisation for a training contact; of whom one manages; of one's own editions
        for a trainer; all for planner and coordinator."""
        if user.has_role(Role.PLANNER, Role.COORDINATOR):
            return self
        teaches = TrainerAssignment.objects.coming().filter(session__edition=OuterRef("edition"), trainer=user)
        return self.filter(Q(user=user) | Q(organisation__in=user.contact_for) | Q(manager=user) | Q(Exists(teaches)))


class Enrolment(models.Model):
    """One person's seat, or wish for a seat, in one edition of a course."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="enrolments")
    user = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)  # for whom they come
    manager = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # at that moment
    status = models.CharField(max_length=14, choices=Status)
    number = models.PositiveIntegerField()  # order of arrival in the edition, given under its lock, never used again
    modules = models.ManyToManyField(Module, blank=True)  # empty: the whole edition
    enrolled_at = models.DateTimeField()  # when this enrolment came in

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user"], condition=Q(status__in=ACTIVE), name="one_active_enrolment_per_edition"
            ),
            models.UniqueConstraint(fields=["edition", "number"], name="one_number_per_edition"),
        ]
        indexes = [
            models.Index(fields=["edition", "status", "number"], name="seats_and_queue"),  # who sits, who is next
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.edition.code} ({self.get_status_display()})"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE


class EnrolmentChange(models.Model):
    """One step in the life of an enrolment: what it became, when, by whom and why."""

    class Reason(models.TextChoices):
        """Closed list: why an enrolment changed (promise P02)."""

        ENROLLED = "enrolled", _("zelf ingeschreven")
        REQUESTED = "requested", _("zelf aangevraagd")
        FULL = "full", _("geen plaats vrij bij inschrijven")
        MOVED_UP = "moved_up", _("plaats vrijgekomen")
        APPROVED = "approved", _("goedgekeurd door de werkgever")
        DECLINED = "declined", _("niet goedgekeurd door de werkgever")
        TOO_LATE = "too_late", _("niet op tijd goedgekeurd")
        WITHDREW = "withdrew", _("zelf uitgeschreven")
        EDITION_CANCELLED = "edition_cancelled", _("uitvoering geannuleerd")
        RESULT = "result", _("uitvoering afgerond")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="changes")
    status = models.CharField(max_length=14, choices=Status)
    reason = models.CharField(max_length=20, choices=Reason)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # empty: the system itself
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.get_reason_display()}"
