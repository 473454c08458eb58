from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.catalogue import Course, Module
from courses.models.place import Room
from people.models import Role, User

REASON_LENGTH = 300  # characters of why a trainer cannot come


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self) -> Self:
        """Editions that everybody may see: announced, of a course that is on offer."""
        return self.exclude(status=Edition.Status.CONCEPT).filter(course__is_published=True)

    def offered(self) -> Self:
        """What lists show to everybody: public, and not by invitation."""
        return self.public().filter(by_invitation=False)

    def visible_to(self, user: User | None) -> Self:
        """What `user` may see; a visitor sees what is public. A trainer sees the own editions, a planner all,
        or that one for which the role was given."""
        if user is None or not user.is_authenticated:
            return self.public()
        if user.has_role(Role.PLANNER, Role.COORDINATOR, Role.COURSE_OWNER):
            return self
        planned = Q(pk__in=user.given_for(Role.PLANNER))
        own = TrainerAssignment.objects.coming().filter(session__edition=OuterRef("pk"), trainer=user)
        seen = ~Q(status=Edition.Status.CONCEPT) & Q(course__is_published=True)
        return self.filter(seen | planned | Exists(own))

    def planned_by(self, user: User) -> Self:
        """All for the planner, else those for which `user` was given that role."""
        return self if user.has_role(Role.PLANNER) else self.filter(pk__in=user.given_for(Role.PLANNER))

    def upcoming(self, today: date) -> Self:
        """Not begun yet on `today`."""
        return self.filter(starts_on__gte=today)


class Edition(models.Model):
    """One planned run of a course (uitvoering)."""

    class Status(models.TextChoices):
        CONCEPT = "concept", _("concept")
        PUBLISHED = "published", _("gepubliceerd")
        CONFIRMED = "confirmed", _("gaat door")
        RUNNING = "running", _("bezig")
        COMPLETED = "completed", _("afgerond")
        CANCELLED = "cancelled", _("geannuleerd")

    UNRELEASED = (Status.CONCEPT, Status.CANCELLED)  # nobody is told of its sessions, or nobody any more

    class Delivery(models.TextChoices):
        CLASSROOM = "classroom", _("klassikaal")
        WEBINAR = "webinar", _("webinar")
        E_LEARNING = "e_learning", _("e-learning")
        BLENDED = "blended", _("blended")
        TRAIN_THE_TRAINER = "train_the_trainer", _("train-de-trainer")

    course = models.ForeignKey(Course, models.PROTECT, related_name="editions")
    code = models.CharField(_("code"), max_length=24, unique=True)
    delivery = models.CharField(_("vorm"), max_length=18, choices=Delivery, default=Delivery.CLASSROOM)
    status = models.CharField(max_length=10, choices=Status, default=Status.CONCEPT)
    capacity = models.PositiveSmallIntegerField(_("plaatsen"), validators=[MinValueValidator(1)])
    minimum = models.PositiveSmallIntegerField(_("minimum aantal deelnemers"), default=0)
    enrol_from = models.DateField(_("inschrijven vanaf"))
    enrol_until = models.DateField(_("inschrijven tot en met"))
    decide_by = models.DateField(_("besluit over doorgaan"), null=True, blank=True)  # go/no-go
    starts_on = models.DateField()  # of its first session; the sessions decide, `actions` keep this in step
    ends_on = models.DateField()
    by_invitation = models.BooleanField(_("alleen op uitnodiging"), default=False)  # in no list of what is on offer
    materials_url = models.URLField(_("adres van het materiaal"), blank=True, default="")  # for who was there

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="edition_capacity_at_least_one"),
            models.CheckConstraint(condition=Q(minimum__lte=F("capacity")), name="edition_minimum_within_capacity"),
            models.CheckConstraint(condition=Q(enrol_until__gte=F("enrol_from")), name="enrolment_window_in_order"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="edition_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.course}"

    def get_absolute_url(self) -> str:
        return reverse("enrolments:edition", args=[self.code])

    @property
    def is_ahead(self) -> bool:
        """Announced, and not over: what is changed now is told to those in it."""
        return self.status in (self.Status.PUBLISHED, self.Status.CONFIRMED, self.Status.RUNNING)

    def accepts_enrolments(self, day: date) -> bool:
        """Open on `day`: announced, its course on offer, within the window (both days count) and not begun."""
        announced = self.status in (self.Status.PUBLISHED, self.Status.CONFIRMED) and self.course.is_published
        return announced and self.enrol_from <= day <= self.enrol_until and day < self.starts_on


class SessionQuerySet(models.QuerySet["Session"]):
    def released(self) -> Self:
        """Sessions that people were told about: of editions that are announced and not cancelled."""
        return self.exclude(edition__status__in=Edition.UNRELEASED)

    def overlapping(self, starts_at: object, ends_at: object) -> Self:
        """Sessions that share a moment with the span; touching is not overlapping."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


def _new_uid() -> str:
    return f"{uuid.uuid4()}@leerlijn"


class Session(models.Model):
    """One meeting (bijeenkomst) of an edition. Its calendar UID never changes, its sequence only rises."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sessions")
    module = models.ForeignKey(Module, models.SET_NULL, null=True, blank=True)
    title = models.CharField(_("titel"), max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="sessions")
    online_url = models.URLField(_("online adres"), blank=True)
    by_choice = models.BooleanField(default=False)  # a workshop: people choose, it has seats of its own
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: that of the edition
    uid = models.CharField(max_length=60, unique=True, default=_new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    trainers = models.ManyToManyField(User, through="TrainerAssignment", related_name="sessions")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start")]
        indexes = [models.Index(fields=["room", "starts_at"], name="session_room_time")]  # is this room free then?

    def __str__(self) -> str:
        return f"{self.title} ({timezone.localtime(self.starts_at):%Y-%m-%d %H:%M})"

    @property
    def own_seats(self) -> int | None:
        """How many people can choose it; None: everybody in the edition attends it. No query with `edition` at hand."""
        return (self.capacity or self.edition.capacity) if self.by_choice else None

    @property
    def coming(self) -> tuple[User, ...]:
        """Its trainers who are asked or have accepted. Needs `assignments__trainer` at hand."""
        declined = TrainerAssignment.Status.DECLINED
        return tuple(one.trainer for one in self.assignments.all() if one.status != declined)


class TrainerAssignmentQuerySet(models.QuerySet["TrainerAssignment"]):
    def coming(self) -> Self:
        """Who is asked or has accepted."""
        return self.exclude(status=TrainerAssignment.Status.DECLINED)

    def released(self) -> Self:
        """Those for sessions that people were told about."""
        return self.exclude(session__edition__status__in=Edition.UNRELEASED)


class TrainerAssignment(models.Model):
    """A trainer asked for a session, and the answer."""

    class Status(models.TextChoices):
        ASKED = "asked", _("gevraagd")
        ACCEPTED = "accepted", _("toegezegd")
        DECLINED = "declined", _("afgezegd")

    session = models.ForeignKey(Session, models.CASCADE, related_name="assignments")
    trainer = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True, default="")  # why not; the planner reads it
    asked_at = models.DateTimeField(null=True, blank=True)  # empty: nobody was written to, as in a concept
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TrainerAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["session", "trainer__sort_key"]
        constraints = [models.UniqueConstraint(fields=["session", "trainer"], name="one_assignment_per_session")]

    def __str__(self) -> str:
        return f"{self.trainer}: {self.session}"
