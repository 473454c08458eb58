"""What happens to an advice: it begins, is written, gets its yardsticks fixed and its evidence."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from evaluations.advising import rules
from evaluations.advising.sections import FINDINGS, PROGRAMME, sections
from evaluations.errors import AdviceRefused
from evaluations.models import Advice, AdviceSection, Evidence, Question, Round, Yardstick
from evaluations.results import Shown, result_of
from people import audit, clock, meanwhile
from people.models import User
from people.text import local
from trainees.models import Cohort
from trainees.queries import Summary


@transaction.atomic
def begin(cohort: Cohort, title: str, question: str, due_on: date, *, by: User) -> Advice:
    """A new advice with all its sections, empty."""
    advice = Advice.objects.create(cohort=cohort, title=title, question=question, due_on=due_on)
    AdviceSection.objects.bulk_create(
        AdviceSection(advice=advice, code=code, order=order) for order, code in enumerate(sections(), start=1)
    )
    audit.record(by, "begin_advice", advice)
    return advice


@transaction.atomic
def write(section: AdviceSection, text: str, *, version: int, by: User) -> AdviceSection:
    """Put `text` in a section that still stands as the writer saw it. Raises AdviceRefused."""
    section = AdviceSection.objects.select_for_update(of=["self"]).select_related("advice").get(pk=section.pk)
    if meanwhile.changed(version, section.version):
        raise AdviceRefused(_("Iemand anders heeft dit deel intussen gewijzigd. Uw tekst staat er nog; voeg samen."))
    section.text, section.version = text, version + 1
    section.save(update_fields=["text", "version"])
    audit.record(by, "write_advice", section)
    return section


@transaction.atomic
def add_yardstick(advice: Advice, kind: Yardstick.Kind, text: str, *, by: User) -> Yardstick:
    """One more criterion or option. Raises AdviceRefused when they are fixed."""
    advice = _locked(advice)
    _require(rules.why_not_change_yardsticks(advice))
    last = advice.yardsticks.filter(kind=kind).aggregate(last=Max("order"))["last"] or 0
    added = Yardstick.objects.create(advice=advice, kind=kind, order=last + 1, text=text)
    audit.record(by, "add_yardstick", added)
    return added


@transaction.atomic
def drop_yardstick(yardstick: Yardstick, *, by: User) -> None:
    """Raises AdviceRefused when they are fixed."""
    _require(rules.why_not_change_yardsticks(_locked(yardstick.advice)))
    audit.record(by, "drop_yardstick", yardstick)
    yardstick.delete()


@transaction.atomic
def stamp(advice: Advice, *, by: User) -> Advice:
    """Fix criteria and options for good. Raises AdviceRefused."""
    advice = _locked(advice)
    _require(rules.why_not_stamp(advice))
    advice.stamped_at, advice.stamped_by = clock.now(), by
    advice.save(update_fields=["stamped_at", "stamped_by"])
    audit.record(by, "stamp_advice", advice)
    return advice


@transaction.atomic
def insert_result(advice: Advice, round: Round, question: Question, *, by: User) -> Evidence:
    """Copy a published result into the findings; twice is once. Raises AdviceRefused."""
    advice = _locked(advice)
    result = result_of(round, question.pk)
    _require(rules.why_not_insert(advice, round, result))
    assert result is not None  # the rule says so
    assert round.closed_at is not None  # results are there after closing only
    shown = result if isinstance(result, Shown) else None
    evidence, new = Evidence.objects.get_or_create(
        section=advice.sections.get(code=FINDINGS),
        round=round,
        question=question,
        defaults={
            "title": local(question, "text"),
            "group": result.group,
            "n": shown.n if shown else None,
            "day": round.closed_at.date(),
            "sentence": result.sentence,
            "figure": [list(row) for row in shown.rows] if shown else [],
            "inserted_by": by,
            "inserted_at": clock.now(),
        },
    )
    if new:
        audit.record(by, "insert_evidence", evidence)
    return evidence


@transaction.atomic
def insert_progress(advice: Advice, summary: Summary, *, by: User) -> Evidence:
    """Copy how the cohort stands today into the programme's figures. Raises AdviceRefused."""
    advice = _locked(advice)
    if not summary.people:
        raise AdviceRefused(_("Deze lichting heeft nu geen trainees."))
    evidence = Evidence.objects.create(
        section=advice.sections.get(code=PROGRAMME),
        title=_("Voortgang in beide leerlijnen"),
        group=_("trainees"),
        n=summary.people,
        day=clock.today(),
        sentence=summary.sentence,
        figure=[list(row) for row in summary.rows],
        inserted_by=by,
        inserted_at=clock.now(),
    )
    audit.record(by, "insert_evidence", evidence)
    return evidence


@transaction.atomic
def drop_evidence(evidence: Evidence, *, by: User) -> None:
    audit.record(by, "drop_evidence", evidence)
    evidence.delete()


def _locked(advice: Advice) -> Advice:
    return Advice.objects.select_for_update(of=["self"]).get(pk=advice.pk)


def _require(why_not: str) -> None:
    if why_not:
        raise AdviceRefused(why_not)
