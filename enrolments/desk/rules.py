"""What may be done for several participants, and for whom not. The preview shows it, the action does the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrolments import rules
from enrolments.cancelling import rules as cancelling
from enrolments.cancelling.rules import Leaving
from enrolments.models import Enrolment

MOST = 300  # participants in one go: a large network day, and still one page


class Deed(models.TextChoices):
    MAIL = "mail", gettext_lazy("mailen")
    WITHDRAW = "withdraw", gettext_lazy("uitschrijven")


@dataclass(frozen=True)
class Outcome:
    """What becomes of one participant: the deed is done, or `why_not`; and what leaving costs who asked for it."""

    enrolment: Enrolment
    why_not: str = ""
    cost: Leaving | None = None

    @property
    def cents(self) -> int:
        return self.cost.cents if self.cost and not self.why_not else 0


def foresee(deed: str, enrolments: Iterable[Enrolment], *, on: date, on_request: bool = False) -> list[Outcome]:
    """What becomes of each; under the lock of the edition it is what happens. At most one query.

    Who is withdrawn `on_request` pays what was agreed; whom the organiser withdraws pays nothing.
    """
    people = list(enrolments)
    if deed == Deed.MAIL:
        return _readers(people)
    lately = cancelling.just_moved_up(people) if on_request else set()
    return [
        Outcome(
            one,
            _why_not_withdraw(one, on),
            cancelling.leaving(one, on=on, just_moved_up=one.pk in lately) if on_request else None,
        )
        for one in people
    ]


def _why_not_withdraw(enrolment: Enrolment, on: date) -> str:
    if rules.may_withdraw(enrolment, on=on, by_planner=True):
        return ""
    if not enrolment.is_active:
        return _("Is al niet meer ingeschreven.")
    return _("De uitvoering is begonnen. Noteer afwezigheid op de presentielijst.")


def _readers(enrolments: Iterable[Enrolment]) -> list[Outcome]:
    """Nobody reads the same mail twice, also who enrolled twice."""
    found, told = [], set()
    for one in enrolments:
        found.append(Outcome(one, _why_not_mail(one, one.user_id in told)))
        told.add(one.user_id)
    return found


def _why_not_mail(enrolment: Enrolment, is_told: bool) -> str:
    if is_told:
        return _("Staat al in deze lijst.")
    return "" if enrolment.user.is_active else _("Heeft geen toegang meer tot Leerlijn.")
