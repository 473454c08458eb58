from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Module
from people import clock
from people.models import Organisation, Role, User
from people.prepared import Given


def _meeting_months() -> list[int]:
    return [3, 6, 9, 12, 18, 22]


class Cohort(models.Model):
    """An intake of the two-year traineeship (lichting)."""

    name = models.CharField(max_length=80, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    planned_size = models.PositiveSmallIntegerField(default=12)
    warn_days = models.PositiveSmallIntegerField(default=30)  # what is due within so many days asks for attention
    meeting_months = models.JSONField(default=_meeting_months)  # by the end of which months a progress meeting is held

    class Meta:
        ordering = ["-starts_on"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="cohort_ends_after_start")]

    def __str__(self) -> str:
        return self.name


class LearningTrack(models.Model):
    """One of the two lines of a cohort's programme (leerlijn): content or personal."""

    class Kind(models.TextChoices):
        CONTENT = "content", _("inhoudelijke leerlijn")
        PERSONAL = "personal", _("persoonlijke leerlijn")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="tracks")
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        ordering = ["cohort", "kind"]
        constraints = [models.UniqueConstraint(fields=["cohort", "kind"], name="one_track_per_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class ProgrammeItem(models.Model):
    """One thing to do in a learning track, due by a month counted from the start of the cohort."""

    class Kind(models.TextChoices):
        MODULE = "module", _("module")
        TRAINING_DAY = "training_day", _("trainingsdag")
        PEER_CONSULTATION = "peer_consultation", _("intervisie")
        COACHING_TALK = "coaching_talk", _("coachgesprek")
        EXCURSION = "excursion", _("excursie")
        PROJECT = "project", _("project")
        PRACTICAL_ASSIGNMENT = "practical_assignment", _("praktijkopdracht")
        SELF_STUDY = "self_study", _("zelfstudie")

    track = models.ForeignKey(LearningTrack, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    due_month = models.PositiveSmallIntegerField()  # 1-24: the month of the programme in which it must be done
    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True)  # done by completing this course ...
    module = models.ForeignKey(Module, models.PROTECT, null=True, blank=True)  # ... or only this module of it

    class Meta:
        ordering = ["track", "due_month", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_month__gte=1, due_month__lte=36), name="due_month_in_programme")
        ]

    def __str__(self) -> str:
        return self.title


class TraineeshipQuerySet(models.QuerySet["Traineeship"]):
    def visible_to(self, user: User, today: date) -> Self:
        """All for the coordinator, or those for which that role was given; one's own; those one coaches; those one
        supervises or manages today."""
        if user.has_role(Role.COORDINATOR):
            return self
        guided = Placement.objects.filter(traineeship=OuterRef("pk")).on(today)
        guided = guided.filter(Q(supervisor=user) | Q(manager=user))
        given = Q(pk__in=user.given_for(Role.COORDINATOR))
        return self.filter(Q(trainee=user) | Q(coach=user) | given | Q(Exists(guided)))

    def followed_or_supervised_by(self, user: User | Given, today: date | Given) -> Self:
        """One's own, and those that one supervises today."""
        supervised = Placement.objects.filter(traineeship=OuterRef("pk"), supervisor=user).on(today)
        return self.filter(Q(trainee=user) | Q(Exists(supervised)))


class Traineeship(models.Model):
    """One trainee in one cohort."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="traineeships")
    trainee = models.ForeignKey(User, models.PROTECT, related_name="traineeships")
    coach = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="coached_traineeships")
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = TraineeshipQuerySet.as_manager()

    class Meta:
        ordering = ["cohort", "trainee__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "trainee"], name="one_traineeship_per_cohort"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="traineeship_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.trainee} ({self.cohort})"

    def get_absolute_url(self) -> str:
        return reverse("trainees:traineeship", args=[self.pk])

    @cached_property
    def current_placements(self) -> list[Placement]:
        """Where the trainee works today. One query, unless they were fetched along (`queries`)."""
        today = clock.today()
        placements = self.placements.all()
        return [one for one in placements if one.starts_on <= today <= one.ends_on]


class PlacementQuerySet(models.QuerySet["Placement"]):
    def on(self, day: date | Given) -> Self:
        """Placements that hold on `day`; the first and the last day count."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Placement(models.Model):
    """Where a trainee works for a while, under which workplace supervisor and line manager."""

    traineeship = models.ForeignKey(Traineeship, models.CASCADE, related_name="placements")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    supervisor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="supervised_placements")
    manager = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="managed_placements")
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["traineeship", "starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="placement_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.traineeship} bij {self.organisation}"


class ItemProgress(models.Model):
    """An item that somebody ticked off. Items that are a course or a module are never ticked: they are derived."""

    traineeship = models.ForeignKey(Traineeship, models.CASCADE, related_name="progress")
    item = models.ForeignKey(ProgrammeItem, models.PROTECT, related_name="+")
    done_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["traineeship", "item"], name="one_progress_per_item")]

    def __str__(self) -> str:
        return f"{self.traineeship}: {self.item}"


class ProgressMeeting(models.Model):
    """A talk about how it goes, by the end of a month of the programme (voortgangsgesprek)."""

    traineeship = models.ForeignKey(Traineeship, models.CASCADE, related_name="meetings")
    month = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    agreements = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["traineeship", "month"]
        constraints = [models.UniqueConstraint(fields=["traineeship", "month"], name="one_meeting_per_month")]

    def __str__(self) -> str:
        return f"{self.traineeship}: maand {self.month}"
