from __future__ import annotations

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who can be asked."""

    PARTICIPANT = "participant", _("deelnemer")
    TRAINER = "trainer", _("docent")
    TRAINEE = "trainee", _("trainee")
    SUPERVISOR = "supervisor", _("werkbegeleider")
    MANAGER = "manager", _("leidinggevende")
    HR_ADVISER = "hr_adviser", _("HR-adviseur")
    REGION = "region", _("regio")


class Questionnaire(models.Model):
    """A list of questions, in versions; locked once a round has used it."""

    code = models.SlugField()
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    for_editions = models.BooleanField(default=False)  # put to who was there, when an edition is over
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_questionnaire_per_version")]

    def __str__(self) -> str:
        return f"{self.title} (versie {self.version})"


class Question(models.Model):
    """One question of a questionnaire, with the scale it is answered on."""

    class Kind(models.TextChoices):
        AGREE = "agree", _("mee eens, 1 tot 5, of n.v.t.")
        GRADE = "grade", _("rapportcijfer, 1 tot 10")
        RECOMMEND = "recommend", _("aanbevelen, 0 tot 10")
        SINGLE_CHOICE = "single_choice", _("één keuze")
        MULTIPLE_CHOICE = "multiple_choice", _("meer keuzes")
        NUMBER = "number", _("getal")
        OPEN = "open", _("open antwoord")

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)
    audiences = models.JSONField(default=list)  # codes of `Audience`; one question can be asked to several
    choices = models.JSONField(default=list, blank=True)  # [{"nl": ..., "en": ...}]; of a number: its classes

    class Meta:
        ordering = ["questionnaire", "order"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "order"], name="one_question_per_place")]

    def __str__(self) -> str:
        return self.text

    @property
    def options(self) -> dict[int, str]:
        """What can be chosen, in order, in the language of the page; empty for an open question."""
        if self.kind in SCALES:
            return {value: str(value) for value in SCALES[self.kind]}
        language = "en" if translation.get_language() == "en" else "nl"
        return {place: words.get(language) or words["nl"] for place, words in enumerate(self.choices, start=1)}

    @property
    def is_scale(self) -> bool:
        """Its choices are marks, of which a mean says something."""
        return self.kind in SCALES

    @property
    def asks_all_that_apply(self) -> bool:
        return self.kind == self.Kind.MULTIPLE_CHOICE

    @property
    def is_open(self) -> bool:
        return self.kind == self.Kind.OPEN


# The marks of the kinds that are a scale.
SCALES: dict[str, range] = {
    Question.Kind.AGREE: range(1, 6),
    Question.Kind.GRADE: range(1, 11),
    Question.Kind.RECOMMEND: range(11),
}
