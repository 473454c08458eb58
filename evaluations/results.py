"""What anyone may know of a round, as objects. What may not be shown has no number in it anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models import Audience, OpenAnswers, PublishedGroup, Question, Round, Showing, Tendency

PER_CENT_FROM = 10  # below this many answers a share is told as "3 van 7"
PLURALS = {
    Audience.PARTICIPANT: gettext_lazy("deelnemers"),
    Audience.TRAINER: gettext_lazy("docenten"),
    Audience.TRAINEE: gettext_lazy("trainees"),
    Audience.SUPERVISOR: gettext_lazy("werkbegeleiders"),
    Audience.MANAGER: gettext_lazy("leidinggevenden"),
    Audience.HR_ADVISER: gettext_lazy("HR-adviseurs"),
    Audience.REGION: gettext_lazy("regio's"),
}


@dataclass(frozen=True)
class Bar:
    """One choice of a shown question. `number` is None for an option that nearly all or none chose."""

    choice: int
    label: str
    number: int | None
    share: str


@dataclass(frozen=True)
class Shown:
    """The answers of one group to one question: how many chose what. `n` counts answers with content."""

    question: Question
    group: str
    n: int
    bars: tuple[Bar, ...]

    is_shown = is_quotable = True

    @property
    def rows(self) -> list[tuple[str, int | None, str]]:
        """Label, number and share of each choice, for picture, table and advice."""
        return [(bar.label, bar.number, bar.share) for bar in self.bars]

    @property
    def most(self) -> int:
        return max((bar.number or 0 for bar in self.bars), default=1)

    @property
    def mean(self) -> float | None:
        """Of a scale; None of other questions."""
        if not self.question.is_scale:
            return None
        return sum(bar.choice * (bar.number or 0) for bar in self.bars) / self.n

    @property
    def sentence(self) -> str:
        """The figure in words, as the advice quotes it."""
        if (mean := self.mean) is not None:
            facts = {"mean": number_format(mean, 1), "top": self.bars[-1].label, "n": self.n}
            return _("gemiddeld %(mean)s op een schaal tot %(top)s (n = %(n)s)") % facts
        top = max(self.bars, key=lambda bar: bar.number or 0)
        return _("meest gekozen: %(label)s, %(share)s (n = %(n)s)") % {
            "label": top.label,
            "share": top.share,
            "n": self.n,
        }


@dataclass(frozen=True)
class Words:
    """Nearly all answered alike: a sentence, no number."""

    question: Question
    group: str
    sentence: str

    is_shown, is_quotable = False, True


@dataclass(frozen=True)
class Suppressed:
    """May not be shown. Carries no number; `sentence` says why."""

    question: Question
    group: str
    sentence: str

    is_shown = is_quotable = False


@dataclass(frozen=True)
class Texts:
    """Answers to an open question: they wait sealed until somebody has reviewed them."""

    question: Question
    group: str
    sentence: str

    is_shown = is_quotable = False


Result = Shown | Words | Suppressed | Texts


def results(round: Round) -> list[Result]:
    """All that anyone may know about `round`, question by question. Three queries. Empty while it is open."""
    if round.is_open or not round.is_anonymous:
        return []
    published = PublishedGroup.objects.filter(round=round).select_related("question").prefetch_related("counts")
    found: list[tuple[int, Result]] = [(group.question.order, _as_result(round, group)) for group in published]
    for texts in OpenAnswers.objects.filter(round=round).select_related("question").defer("sealed"):
        waiting = _("De open antwoorden liggen verzegeld klaar voor beoordeling.")
        found.append((texts.question.order, Texts(texts.question, group_label(round, texts.question), waiting)))
    return [result for _order, result in sorted(found, key=lambda one: one[0])]


def result_of(round: Round, question_pk: int) -> Result | None:
    """The one about this question, or None."""
    return next((result for result in results(round) if result.question.pk == question_pk), None)


def group_label(round: Round, question: Question) -> str:
    """Who was asked, in words: those audiences of the round that the question is for."""
    return people_of(code for code in round.audiences if code in question.audiences)


def people_of(audiences: Iterable[str]) -> str:
    """'trainees, werkbegeleiders'."""
    return ", ".join(str(PLURALS[Audience(code)]) for code in audiences)


def _as_result(round: Round, group: PublishedGroup) -> Result:
    who = group_label(round, group.question)
    if group.kind == Showing.SUPPRESSED:
        return Suppressed(group.question, who, _("Te weinig antwoorden om te tonen (minder dan vijf)."))
    if group.n is None:
        told = str(Tendency(group.tendency).label)
        because = _("Omdat ze zeer dicht bij elkaar liggen, tonen we geen cijfers.")
        return Words(group.question, who, f"{told} {because}")
    counts = {count.choice: count.number for count in group.counts.all()}
    hidden_or_none = None if group.question.asks_all_that_apply else 0
    bars = tuple(
        _bar(choice, label, counts.get(choice, hidden_or_none), group.n)
        for choice, label in group.question.options.items()
    )
    return Shown(group.question, who, group.n, bars)


def _bar(choice: int, label: str, number: int | None, n: int) -> Bar:
    if number is None:
        return Bar(choice, label, None, _("geen cijfer"))
    if n < PER_CENT_FROM:
        return Bar(choice, label, number, _("%(number)s van %(n)s") % {"number": number, "n": n})
    return Bar(choice, label, number, f"{number / n:.0%}".replace("%", " %"))
