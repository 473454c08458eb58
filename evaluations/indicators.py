"""The year plan's indicators: computed from our rows, never typed. What is asked of them is data."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.models import Course, Edition, GuidelineVersion
from enrolments.models import Enrolment, Status
from evaluations.models import AnswerCount, Question, Round
from people import clock
from people.models import Area
from people.text import local
from trainees import queries as trainees
from trainees.models import Cohort
from trainees.rules import Colour

FILE = Path(__file__).parent / "data" / "indicators.toml"


@dataclass(frozen=True)
class Indicator:
    """One figure of a year: what was reached, of which target, from which rows; `parts` make its picture."""

    code: str
    title: str
    realised: str
    target: str
    is_met: bool | None  # None: no target was laid down
    source: str
    parts: list[tuple[str, int]] = field(default_factory=list)

    @property
    def most(self) -> int:
        return max((number for _label, number in self.parts), default=1)


@dataclass(frozen=True)
class _Figure:
    realised: str
    source: str
    number: int | None = None
    parts: list[tuple[str, int]] = field(default_factory=list)


def indicators(year: int) -> list[Indicator]:
    """All of them for one calendar year, in the order of the data."""
    return [_indicator(told, _COMPUTED[told["code"]](year)) for told in _told()]


def _indicator(told: dict[str, Any], figure: _Figure) -> Indicator:
    target = told.get("target")
    return Indicator(
        code=told["code"],
        title=_english(told, "title"),
        realised=figure.realised,
        target=_english(told, "target_words") if target is not None else _("geen streefgetal vastgesteld"),
        is_met=None if target is None or figure.number is None else figure.number >= target,
        source=figure.source,
        parts=figure.parts,
    )


def _english(told: dict[str, Any], name: str) -> str:
    return local(_Told(told), name)


class _Told:
    def __init__(self, told: dict[str, Any]) -> None:
        self.__dict__.update(told)


@cache
def _told() -> list[dict[str, Any]]:
    with FILE.open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["indicators"]
        return found


def _held(year: int) -> Any:
    return Edition.objects.filter(status=Edition.Status.COMPLETED, ends_on__year=year)


def _editions(year: int) -> _Figure:
    counted = dict(_held(year).values_list("course__kind").annotate(n=Count("pk")).order_by())
    parts = [(str(kind.label), counted.get(kind.value, 0)) for kind in Course.Kind]
    total = sum(counted.values())
    source = _("uitvoeringen die in dit jaar zijn afgerond")
    return _Figure(_("%(number)s uitvoeringen") % {"number": total}, source, total, parts)


def _network_days(year: int) -> _Figure:
    number = _held(year).filter(course__kind=Course.Kind.NETWORK_DAY).count()
    return _Figure(
        _("%(number)s gehouden") % {"number": number}, _("netwerkdagen die in dit jaar zijn afgerond"), number
    )


def _participants(year: int) -> _Figure:
    done = Enrolment.objects.filter(status=Status.COMPLETED, edition__ends_on__year=year)
    counted = dict(done.values_list("organisation__area").annotate(n=Count("pk")).order_by())
    parts = [(str(area), counted.get(area.pk, 0)) for area in Area.objects.all()]
    parts.append((_("buiten de gebieden"), counted.get(None, 0)))
    total = sum(counted.values())
    source = _("inschrijvingen die in dit jaar zijn afgerond, naar het gebied van de organisatie")
    return _Figure(_("%(number)s keer afgerond") % {"number": total}, source, total, parts)


def _guidelines(year: int) -> _Figure:
    """Versions published before the end of the year that have had a completed edition of a course about them."""
    known = GuidelineVersion.objects.filter(published_on__year__lte=year)
    held = Q(courses__editions__status=Edition.Status.COMPLETED, courses__editions__ends_on__year__lte=year)
    total, covered = known.count(), known.filter(held).distinct().count()
    share = round(100 * covered / total) if total else 0
    words = _("%(covered)s van %(total)s versies (%(share)s %%)") % {"covered": covered, "total": total, "share": share}
    return _Figure(words, _("versies van richtlijnen met een afgeronde bijscholing"), share)


def _response(year: int) -> _Figure:
    """Over rounds that may be shown: a round with too few answers is in neither number."""
    closed = Round.objects.filter(is_anonymous=True, closed_at__year=year, answered__isnull=False)
    summed = closed.aggregate(invited=Sum("invited"), answered=Sum("answered"))
    invited, answered = summed["invited"] or 0, summed["answered"] or 0
    source = _("gesloten anonieme evaluaties met ten minste vijf antwoorden")
    if not invited:
        return _Figure(_("nog geen gesloten evaluatie"), source)
    share = round(100 * answered / invited)
    words = _("%(share)s %% (%(answered)s van %(invited)s)")
    return _Figure(words % {"share": share, "answered": answered, "invited": invited}, source, share)


def _grade(year: int) -> _Figure:
    """The mean mark over whole published groups, so that nothing can be taken from it again."""
    counts = AnswerCount.objects.filter(
        group__question__kind=Question.Kind.GRADE,
        group__round__closed_at__year=year,
        group__round__edition__isnull=False,
    )
    per_mark = dict(counts.values_list("choice").annotate(n=Sum("number")).order_by("choice"))
    source = _("het rapportcijfer in evaluaties van uitvoeringen, voor zover het mag worden getoond")
    if not per_mark:
        return _Figure(_("nog geen cijfer"), source)
    n = sum(per_mark.values())
    mean = sum(mark * number for mark, number in per_mark.items()) / n
    words = _("gemiddeld %(mean)s (n = %(n)s)") % {"mean": number_format(mean, 1), "n": n}
    return _Figure(words, source, parts=[(str(mark), per_mark.get(mark, 0)) for mark in range(1, 11)])


def _trainees(year: int) -> _Figure:
    """How the cohorts stand today; of an earlier year that is not known any more."""
    today = clock.today()
    source = _("stand van vandaag in beide leerlijnen")
    running = Cohort.objects.filter(starts_on__lte=today, ends_on__gte=today)
    if year != today.year or not running:
        return _Figure(_("alleen van het lopende jaar bekend"), source)
    colours = [one.signal.colour for cohort in running for one in trainees.standings_of(cohort, today)]
    parts = [(str(colour.label), colours.count(colour)) for colour in Colour]
    words = _("%(green)s van %(all)s op schema") % {"green": colours.count(Colour.GREEN), "all": len(colours)}
    return _Figure(words, source, parts=parts)


_COMPUTED: dict[str, Callable[[int], _Figure]] = {
    "editions": _editions,
    "network_days": _network_days,
    "participants": _participants,
    "guidelines": _guidelines,
    "response": _response,
    "grade": _grade,
    "trainees": _trainees,
}
