"""Why an enrolment stands as it does: one sentence each, the same on every page that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from enrolments.approval import rules as approval_rules
from enrolments.models import Enrolment, EnrolmentChange, Status
from enrolments.seat_offer import rules as offer_rules
from enrolments.seats.sentences import Wait, why_waiting
from people import clock
from people.text import euros

Reason = EnrolmentChange.Reason


@dataclass(frozen=True)
class Step:
    """What last happened to an enrolment."""

    reason: Reason
    remark: str
    at: datetime

    @property
    def day(self) -> str:
        return date_format(timezone.localtime(self.at), "j F Y")


@dataclass(frozen=True)
class Why:
    """Why somebody stands so, in the language of whoever reads it; who waits for a seat has a `place`, 1 is next.

    Who looks after them does not read what a planner wrote to them, nor what leaving cost; a planner does.
    """

    sentence: str
    about_another: str
    to_planner: str
    place: int = 0


def why(enrolments: Iterable[Enrolment]) -> dict[int, Why]:
    """For each of `enrolments`, by pk, who are `explained()`.

    At most two queries where some wait for a seat (and one for each kept cohort), five where some wait for approval,
    and one where some were declined, however many they are.
    """
    asked = list(enrolments)
    waits = why_waiting(one for one in asked if one.status == Status.WAITING)
    answers = approval_rules.why_requests_wait(asked) | approval_rules.why_declined(asked)
    return {one.pk: _why(one, waits.get(one.pk), answers.get(one.pk, ""), _step(one)) for one in asked}


def of_wait(enrolment: Enrolment, wait: Wait, passed: Step | None = None) -> Why:
    """Where somebody stands in line, when somebody behind last got a seat, and that it is too late. No query."""
    too_late = offer_rules.why_not_pass_on(enrolment.edition, now=clock.now())
    rest = [said for said in (_passed(passed), too_late) if said]
    about_another = " ".join([wait.about_another, *rest])
    return Why(" ".join([wait.sentence, *rest]), about_another, about_another, wait.place)


def _why(enrolment: Enrolment, wait: Wait | None, answer: str, step: Step | None) -> Why:
    if enrolment.status == Status.WAITING and wait:
        return of_wait(enrolment, wait, step)
    if enrolment.status in (Status.OFFERED, Status.LAPSED) and enrolment.offered_until:
        return _of_offer(enrolment)
    if enrolment.status in (Status.COMPLETED, Status.NOT_COMPLETED):
        return _alike(_concluded(enrolment))
    if answer:
        return _alike(answer)
    if step is None:
        return _alike(f"{str(enrolment.get_status_display()).capitalize()}.")
    return _after(enrolment, step)


def _after(enrolment: Enrolment, step: Step) -> Why:
    """What last happened says it all."""
    facts = {"day": step.day, "reason": step.reason.label}
    if enrolment.status == Status.ENROLLED:
        seat = _("Heeft sinds %(day)s een plaats: %(reason)s.") % facts
        return Why(_("U hebt sinds %(day)s een plaats: %(reason)s.") % facts, seat, seat)
    if enrolment.status == Status.MOVED and enrolment.moved_to_code:
        return _alike(_("Verplaatst op %(day)s naar %(code)s.") % {**facts, "code": enrolment.moved_to_code})
    if enrolment.status == Status.WITHDRAWN:
        left = _("Uitgeschreven op %(day)s: %(reason)s.") % facts
        in_full = " ".join(filter(None, [left, _remark(step), _cost(enrolment)]))
        return Why(in_full, left, in_full)
    if enrolment.status == Status.CANCELLED:
        return _alike(_("Deze uitvoering gaat niet door: geannuleerd op %(day)s.") % facts)
    return _alike(_("%(status)s sinds %(day)s: %(reason)s.") % {**facts, "status": enrolment.get_status_display()})


def _alike(sentence: str) -> Why:
    return Why(sentence, sentence, sentence)


def _of_offer(enrolment: Enrolment) -> Why:
    facts = offer_rules.until_when(enrolment)
    if why_not := offer_rules.why_not_answer(enrolment, now=clock.now()):
        over = _("Het aanbod gold tot %(moment)s. De plaats gaat naar wie daarna wacht.") % facts
        return Why(why_not, over, over)
    stands = _("De plaats wordt vastgehouden tot %(moment)s; daarna gaat zij naar wie daarna wacht.") % facts
    own = _("Er is een plaats voor u. Neem haar aan vóór %(moment)s; daarna gaat zij naar wie na u wacht.") % facts
    return Why(own, stands, stands)


def _concluded(enrolment: Enrolment) -> str:
    share = {"share": enrolment.edition.course.attendance_share}
    if enrolment.status == Status.COMPLETED:
        return _("Afgerond: aanwezig bij minstens %(share)s%% van de bijeenkomsten.") % share
    return _("Niet afgerond: aanwezig bij minder dan %(share)s%% van de bijeenkomsten.") % share


def _passed(step: Step | None) -> str:
    if step and step.reason == Reason.PASSED_KEPT:
        return _("Op %(day)s ging een ander voor: die plaats werd vrijgehouden.") % {"day": step.day}
    if step and step.reason == Reason.PASSED_PART:
        words = _("Op %(day)s ging een ander voor: er was alleen plaats bij een deel van de bijeenkomsten.")
        return words % {"day": step.day}
    return ""


def _remark(step: Step) -> str:
    return _("De planner schreef: %(remark)s") % {"remark": step.remark} if step.remark else ""


def _cost(enrolment: Any) -> str:
    withdrawal = getattr(enrolment, "withdrawal", None)
    if withdrawal is None or not withdrawal.amount:
        return ""
    facts = {"amount": euros(withdrawal.amount), "percentage": withdrawal.percentage}
    if enrolment.came_back and not withdrawal.is_waived:
        return _("Dat kost niets: daarna kwam er weer een plaats.")
    if withdrawal.is_waived:
        return _("De kosten van %(amount)s zijn kwijtgescholden.") % facts
    return _("Dat kost %(amount)s (%(percentage)s%% van de prijs).") % facts


def _step(enrolment: Any) -> Step | None:
    if not enrolment.step_reason:
        return None
    return Step(Reason(enrolment.step_reason), enrolment.step_remark, enrolment.step_at)
