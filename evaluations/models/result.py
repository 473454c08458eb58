from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.models.questionnaire import Question
from evaluations.models.round import SMALLEST_GROUP, Round


class Showing(models.TextChoices):
    """How much of a group's answers may be seen."""

    SHOWN = "shown", _("met aantallen")
    WORDS = "words", _("in woorden")  # nearly everybody answered alike (rule R4)
    SUPPRESSED = "suppressed", _("te weinig antwoorden")


class Tendency(models.TextChoices):
    """What is said instead of numbers."""

    NONE = "", ""
    POSITIVE = "positive", _("De antwoorden zijn overwegend positief.")
    NEUTRAL = "neutral", _("De antwoorden zijn overwegend neutraal.")
    NEGATIVE = "negative", _("De antwoorden zijn overwegend negatief.")
    ALIKE = "alike", _("De antwoorden zijn vrijwel gelijk.")


class PublishedGroup(models.Model):
    """What may be known of the answers of one group to one question. Written once, at closing; never finer later.

    `groups` names who are in it; empty means everybody who was asked.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="published")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    groups = models.JSONField(default=list)
    kind = models.CharField(max_length=10, choices=Showing)
    n = models.PositiveIntegerField(null=True, blank=True)  # answers with content
    tendency = models.CharField(max_length=8, choices=Tendency, blank=True, default="")

    class Meta:
        ordering = ["round", "question__order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="shown", n__gte=SMALLEST_GROUP) | (~Q(kind="shown") & Q(n=None)),
                name="published_from_five_answers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_kind_display()}"


class AnswerCount(models.Model):
    """How many of a published group chose one choice. A choice nobody made has no row.

    For a question with more choices an option that (nearly) all or none chose has no row either, and `is_alike`.
    """

    group = models.ForeignKey(PublishedGroup, models.PROTECT, related_name="counts")
    choice = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["group", "choice"]
        constraints = [models.UniqueConstraint(fields=["group", "choice"], name="one_count_per_choice")]

    def __str__(self) -> str:
        return f"{self.choice}: {self.number}"


class OpenAnswers(models.Model):
    """The texts to one open question, in random order, sealed with a key of their own until somebody reviews them."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="open_answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "question"], name="one_set_of_texts_per_question")]

    def __str__(self) -> str:
        return f"{self.question}"
