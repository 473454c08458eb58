from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models.questionnaire import Question
from evaluations.models.round import SMALLEST_GROUP, Round
from people.models import User
from trainees.models import Cohort


class Advice(models.Model):
    """A founded answer to one question about a cohort's programme, in the making."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="advices")
    title = models.CharField(gettext_lazy("titel"), max_length=160)
    question = models.TextField(gettext_lazy("adviesvraag"), max_length=2000)
    due_on = models.DateField(gettext_lazy("klaar op"))
    stamped_at = models.DateTimeField(null=True, blank=True)  # criteria and options were fixed
    stamped_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-due_on", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluations:advice", args=[self.pk])

    @property
    def is_stamped(self) -> bool:
        return self.stamped_at is not None


class AdviceSection(models.Model):
    """One section of an advice; which there are is data (`data/advice.toml`)."""

    advice = models.ForeignKey(Advice, models.CASCADE, related_name="sections")
    code = models.SlugField(max_length=20)
    order = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True, max_length=20000)
    version = models.PositiveIntegerField(default=1)  # rises with every change, so that two writers do not overwrite

    class Meta:
        ordering = ["advice", "order"]
        constraints = [models.UniqueConstraint(fields=["advice", "code"], name="one_section_per_code")]

    def __str__(self) -> str:
        return self.code


class Yardstick(models.Model):
    """A criterion by which the options are weighed, or one of those options; fixed before results open."""

    class Kind(models.TextChoices):
        CRITERION = "criterion", gettext_lazy("criterium")
        OPTION = "option", gettext_lazy("optie")

    advice = models.ForeignKey(Advice, models.CASCADE, related_name="yardsticks")
    kind = models.CharField(max_length=9, choices=Kind)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["advice", "kind", "order"]
        constraints = [models.UniqueConstraint(fields=["advice", "kind", "order"], name="one_yardstick_per_place")]

    def __str__(self) -> str:
        return self.text


class Evidence(models.Model):
    """One figure in an advice, as it was when it was put there: a copy, with where it came from."""

    section = models.ForeignKey(AdviceSection, models.CASCADE, related_name="evidence")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=300)  # the question, or what the figure is about
    group = models.CharField(max_length=120)  # of whom
    n = models.PositiveIntegerField(null=True, blank=True)  # answers, or people; empty for a result in words
    day = models.DateField()  # of which day the figure is
    sentence = models.CharField(max_length=300)
    figure = models.JSONField(default=list)  # [[label, number, share], ...]; empty for a result in words
    inserted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    inserted_at = models.DateTimeField()

    class Meta:
        ordering = ["section", "inserted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["section", "round", "question"], name="one_evidence_per_question"),
            models.CheckConstraint(
                condition=Q(round=None) | Q(n=None, figure=[]) | Q(n__gte=SMALLEST_GROUP), name="no_small_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.sentence}"

    @property
    def rows_are(self) -> str:
        """What the rows of its figure are: answers to a question, or learning tracks."""
        return _("Antwoord") if self.question_id else _("Leerlijn")

    @property
    def most(self) -> int:
        """The longest bar of its picture."""
        return max((number or 0 for _label, number, _share in self.figure), default=1)
