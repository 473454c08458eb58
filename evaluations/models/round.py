from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Edition, TrainerAssignment
from evaluations.models.questionnaire import Audience, Questionnaire
from people.models import Area, Organisation, Role, User
from trainees.models import Cohort

SMALLEST_GROUP = 5  # fewer answers are never shown, nor written down (disclosure rule R1)


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> Self:
        """All for the coordinator; those about editions for planner and course owner; those about the own
        editions for a trainer; those one was asked in for everybody. What is shown of them is the same."""
        if user.has_role(Role.COORDINATOR):
            return self
        seen = Q(Exists(Invitation.objects.filter(round=OuterRef("pk"), person=user)))
        if user.has_role(Role.PLANNER, Role.COURSE_OWNER):
            seen |= Q(edition__isnull=False)
        teaches = TrainerAssignment.objects.coming().filter(session__edition=OuterRef("edition"), trainer=user)
        return self.filter(seen | Q(Exists(teaches)))

    def due_to_close(self, now: datetime) -> Self:
        return self.filter(state=Round.State.OPEN, closes_at__lte=now)


class Round(models.Model):
    """One questionnaire put to some people about one edition or one cohort, for a while."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("gesloten")

    class Moment(models.TextChoices):
        END = "end", _("na afloop")
        INTERIM = "interim", _("tussentijds")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # never used again: it names the key
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="rounds")
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="rounds")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, blank=True, related_name="rounds")
    audiences = models.JSONField()  # codes of `Audience`
    moment = models.CharField(max_length=8, choices=Moment)
    is_anonymous = models.BooleanField()  # fixed before the first invitation
    threshold = models.PositiveSmallIntegerField(default=SMALLEST_GROUP)
    record_bytes = models.PositiveIntegerField(default=0)  # of the longest answer that the questionnaire allows
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    reminded_at = models.DateTimeField(null=True, blank=True)
    invited = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(null=True, blank=True)  # known after closing, from five answers on
    closed_at = models.DateTimeField(null=True, blank=True)
    key_destroyed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(edition__isnull=False, cohort=None) | Q(edition=None, cohort__isnull=False),
                name="round_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_opening"),
            models.CheckConstraint(condition=Q(threshold__gte=SMALLEST_GROUP), name="threshold_at_least_five"),
            models.CheckConstraint(
                condition=Q(answered=None) | Q(is_anonymous=False) | Q(answered__gte=F("threshold")),
                name="no_small_response_kept",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(state="closed", closed_at__isnull=False),
                name="closed_round_says_when",
            ),
            models.UniqueConstraint(fields=["edition", "moment"], name="one_round_per_edition_and_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire.title}: {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:round", args=[self.pk])

    @property
    def subject(self) -> Edition | Cohort:
        """What it is about."""
        subject = self.edition or self.cohort
        assert subject is not None  # a constraint says so
        return subject

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def takes_answers(self, now: datetime) -> bool:
        return self.is_open and self.opens_at <= now < self.closes_at

    @property
    def audience_labels(self) -> str:
        return ", ".join(str(Audience(code).label) for code in self.audiences)


class BallotBoxManager(models.Manager["BallotBox"]):
    """Boxes without what is in them: lists and exports have no use for it."""

    def get_queryset(self) -> models.QuerySet[BallotBox]:
        return super().get_queryset().defer("sealed")

    def with_content(self) -> models.QuerySet[BallotBox]:
        """For who opens them: the ballot and the gate."""
        return super().get_queryset()


class BallotBox(models.Model):
    """At most 64 anonymous answers, and who of its places have answered, as one sealed value of one size.

    A box exists as long as its round takes answers. There is no row, key or time per answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="boxes")
    places = models.PositiveSmallIntegerField()
    places_given = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField(serialize=False)  # left out of `dumpdata`
    sealed_bytes = models.PositiveIntegerField()

    objects = BallotBoxManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sealed_bytes=Length("sealed")), name="box_keeps_its_size"),
            models.CheckConstraint(condition=Q(places_given__lte=F("places")), name="box_places_given_within"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Invitation(models.Model):
    """Who may answer. In an anonymous round it does not say whether they did; nobody can tell from any row."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(User, models.CASCADE, related_name="evaluation_invitations")
    audience = models.CharField(max_length=12, choices=Audience)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)  # as it was at opening
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)  # for whom, in a named round
    box = models.ForeignKey(BallotBox, models.SET_NULL, null=True, blank=True, related_name="invitations")
    place = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["round", "person__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="one_invitation_per_person"),
            models.UniqueConstraint(fields=["box", "place"], name="one_invitation_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.round_id}"


class InvitationLink(models.Model):
    """A personal link that was mailed: only the hash of its token. Each mail of an invitation has its own."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.token_hash[:8]


class NamedAnswer(models.Model):
    """What somebody answered under their own name: a region's official answer. Never mixed with anonymous ones."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="named_answer")
    given_by = models.CharField(max_length=120)  # who filled it in: the person invited, or whom they asked to
    function = models.CharField(max_length=120, blank=True)
    answers = models.JSONField()  # question -> choice, choices or text
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.given_by} ({self.invitation.organisation})"


class ResponseDay(models.Model):
    """How many had answered on a day while the round was open, rounded down to a multiple of five (rule R8)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="response_days")
    day = models.DateField()
    answered = models.PositiveIntegerField()

    class Meta:
        ordering = ["round", "day"]
        constraints = [
            models.UniqueConstraint(fields=["round", "day"], name="one_response_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.answered}"
