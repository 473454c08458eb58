"""What may be done for several participants, and for whom not. The preview shows it, the action does the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrolments import rules
from enrolments.cancelling import rules as cancelling
from enrolments.models import Enrolment

MOST = 300  # participants in one go: a large network day, and still one page


class Deed(models.TextChoices):
    MAIL = "mail", gettext_lazy("mailen")
    WITHDRAW = "withdraw", gettext_lazy("uitschrijven")


@dataclass(frozen=True)
class Outcome:
    """What becomes of one participant: the deed is done, or `why_not`."""

    enrolment: Enrolment
    why_not: str = ""


def foresee(deed: str, enrolments: Iterable[Enrolment], *, on: date) -> list[Outcome]:
    """What becomes of each; under the lock of the edition it is what happens. No query."""
    if deed == Deed.MAIL:
        return _readers(enrolments)
    return [Outcome(one, _why_not_withdraw(one, on)) for one in enrolments]


def _why_not_withdraw(enrolment: Enrolment, on: date) -> str:
    if rules.may_withdraw(enrolment, on=on):
        return ""
    if not enrolment.is_active:
        return _("Is al niet meer ingeschreven.")
    if on < enrolment.edition.starts_on:
        day = date_format(cancelling.last_day_to_leave(enrolment), "j F Y")
        return _("Uitschrijven kon tot en met %(day)s.") % {"day": day}
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
