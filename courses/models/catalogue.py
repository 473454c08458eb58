from __future__ import annotations

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from courses.cancellation import Terms
from people.fields import FoldedKey
from people.models import User


class Guideline(models.Model):
    """A guideline or standard that practitioners must know in its current version: PGS 15, NFPA 13."""

    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class GuidelineVersion(models.Model):
    """A published version of a guideline. A new one asks for a refresher (year plan 2025, Kennismanagement)."""

    guideline = models.ForeignKey(Guideline, models.PROTECT, related_name="versions")
    label = models.CharField(max_length=60)
    published_on = models.DateField()
    source = models.CharField(max_length=300, blank=True)  # where the date was read

    class Meta:
        ordering = ["guideline__code", "-published_on"]
        constraints = [models.UniqueConstraint(fields=["guideline", "label"], name="one_version_per_label")]

    def __str__(self) -> str:
        return f"{self.guideline} ({self.label})"


class TargetGroup(models.Model):
    """For whom a course is meant: adviseur IV, toezichthouder IV, trainee."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Qualification(models.Model):
    """What a trainer must be able to teach; `holders` can."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    holders = models.ManyToManyField(User, related_name="qualifications", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CourseQuerySet(models.QuerySet["Course"]):
    def published(self) -> Self:
        return self.filter(is_published=True)

    def with_days(self) -> Self:
        """Each with `days`: how many days it takes by its session pattern."""
        return self.annotate(days=Count("pattern__day_offset", distinct=True))


class Course(models.Model):
    """What is on offer, apart from when. An edition inherits everything from it."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("leergang")
        BLOCK = "block", _("leerblok")
        REFRESHER = "refresher", _("bijscholing")
        NETWORK_DAY = "network_day", _("netwerkdag")
        E_LEARNING = "e_learning", _("e-learning")

    class Award(models.TextChoices):
        NONE = "none", _("geen")
        ATTENDANCE_PROOF = "attendance_proof", _("bewijs van deelname")
        CERTIFICATE = "certificate", _("certificaat")
        DIPLOMA = "diploma", _("diploma")

    class Funding(models.TextChoices):
        STATUTORY = "statutory", _("wettelijke taak")
        MARKET = "market", _("marktactiviteit")
        SUBSIDY = "subsidy", _("subsidie")
        FREE = "free", _("kosteloos")

    slug = models.SlugField(_("adres"), unique=True)
    code = models.CharField(_("code"), max_length=12, unique=True)  # edition codes begin with it
    kind = models.CharField(_("soort"), max_length=12, choices=Kind)
    title = models.CharField(_("titel"), max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    summary = models.CharField(_("samenvatting"), max_length=300)
    summary_en = models.CharField(max_length=300, blank=True)
    description = models.TextField(_("beschrijving"), blank=True)
    description_en = models.TextField(blank=True)
    objectives = models.TextField(_("leerdoelen"), blank=True)  # one a line
    objectives_en = models.TextField(blank=True)
    bring = models.TextField(_("meenemen"), blank=True, default="")  # what people must bring, or do beforehand
    bring_en = models.TextField(blank=True, default="")
    target_groups = models.ManyToManyField(TargetGroup, blank=True, related_name="courses")
    admits = models.JSONField(default=list, blank=True)  # organisation kinds that may come; empty: all
    study_load_hours = models.PositiveSmallIntegerField(_("studiebelasting (uren)"), default=0)
    award = models.CharField(_("bewijs"), max_length=16, choices=Award, default=Award.NONE)
    funding = models.CharField(_("financiering"), max_length=10, choices=Funding, default=Funding.SUBSIDY)
    price = models.DecimalField(_("prijs"), max_digits=8, decimal_places=2, default=0)  # euro per person
    capacity = models.PositiveSmallIntegerField(_("plaatsen"), default=16, validators=[MinValueValidator(1)])
    minimum = models.PositiveSmallIntegerField(_("minimum aantal deelnemers"), default=0)
    closes_days_before = models.PositiveSmallIntegerField(default=7)  # enrolment closes so many days before the start
    attendance_share = models.PositiveSmallIntegerField(_("aanwezig bij (procent)"), default=80)  # asked to complete it
    offer_hours = models.PositiveSmallIntegerField(_("uren om een aanbod aan te nemen"), default=0)  # 0: given at once
    needs_approval = models.BooleanField(_("goedkeuring van de werkgever nodig"), default=False)
    requires = models.ForeignKey(  # what people must have completed before
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vooropleiding")
    )
    cancellation_tiers = models.JSONField(default=list, blank=True)  # [days before the first day, per cent]
    leave_days_before = models.PositiveSmallIntegerField(default=1)  # so many days before it one may still leave
    guideline_version = models.ForeignKey(
        GuidelineVersion, models.PROTECT, null=True, blank=True, related_name="courses"
    )
    is_published = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)  # price, length or dates were not published by the field
    search_key = FoldedKey("title", "title_en", "summary", "summary_en", "code", max_length=1000)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="course_capacity_at_least_one"),
            models.CheckConstraint(condition=Q(minimum__lte=F("capacity")), name="course_minimum_within_capacity"),
            models.CheckConstraint(condition=Q(attendance_share__lte=100), name="attendance_share_is_per_cent"),
            models.CheckConstraint(condition=Q(price__gte=0), name="course_price_not_negative"),
            models.CheckConstraint(condition=~Q(requires=F("pk")), name="course_does_not_require_itself"),
            models.CheckConstraint(condition=Q(leave_days_before__gte=1), name="course_left_before_it_begins"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def terms(self) -> Terms:
        """What leaving costs whoever enrols now."""
        return Terms.of(self.price, self.cancellation_tiers, self.leave_days_before)


class Module(models.Model):
    """A part of a course that can be followed by itself: a trainee takes some modules of the SIV programme."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="modules")
    code = models.CharField(max_length=12)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["course", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["course", "code"], name="one_module_per_code")]

    def __str__(self) -> str:
        return self.title


class Track(models.Model):
    """A direction within a programme, made of modules: Adviseur IV, Toezichthouder IV. Tracks share modules."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="tracks")
    code = models.CharField(max_length=12)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    modules = models.ManyToManyField(Module, related_name="tracks")

    class Meta:
        ordering = ["course", "title"]
        constraints = [models.UniqueConstraint(fields=["course", "code"], name="one_track_per_code")]

    def __str__(self) -> str:
        return self.title


class PatternSession(models.Model):
    """One meeting of a course's session pattern: counted in working days from the first day of an edition."""

    class RoomKind(models.TextChoices):
        CLASSROOM = "classroom", _("leslokaal")
        HALL = "hall", _("zaal")
        PRACTICE = "practice", _("oefenruimte")
        ONLINE = "online", _("online")

    course = models.ForeignKey(Course, models.CASCADE, related_name="pattern")
    day_offset = models.PositiveSmallIntegerField(default=0)  # calendar days after the first day
    starts = models.TimeField()
    ends = models.TimeField()
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    module = models.ForeignKey(Module, models.SET_NULL, null=True, blank=True)
    room_kind = models.CharField(max_length=10, choices=RoomKind, default=RoomKind.CLASSROOM)
    qualification = models.ForeignKey(Qualification, models.SET_NULL, null=True, blank=True)
    trainers = models.PositiveSmallIntegerField(default=1)  # how many trainers it takes
    by_choice = models.BooleanField(default=False)  # a workshop: people choose, it has seats of its own
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["course", "day_offset", "starts", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="pattern_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.title} (dag {self.day_offset + 1})"
