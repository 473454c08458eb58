"""What the accessibility statement says, read from data; which status it may claim follows from them."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

AUDIT_HOLDS = 36  # months
PLAN_HOLDS = 6  # months, from the day of the statement
Words = dict[str, str]

# Letter -> how far a site is, what that says, and whether the law is met. Source: see accessibility.toml.
STATUSES = {
    "A": (_("voldoet volledig"), _("Volledig onderzocht, en aan alle eisen is voldaan.")),
    "B": (_("voldoet gedeeltelijk"), _("Volledig onderzocht; de afwijkingen staan hieronder, met wat we eraan doen.")),
    "C": (
        _("eerste maatregelen genomen"),
        _("Nog niet volledig onderzocht; dat onderzoek is binnen een half jaar gepland."),
    ),
    "D": (_("voldoet nog niet"), _("Nog niet volledig onderzocht, en daarvoor is nog geen dag gepland.")),
}


@dataclass(frozen=True)
class Deviation:
    """One success criterion of WCAG that is not met everywhere."""

    criterion: str
    title: str
    level: str
    what: str
    whom: str
    meanwhile: str
    mended_by: date | None


@dataclass(frozen=True)
class Statement:
    """The facts of the file, with its words in one language."""

    stated_on: date
    review_by: date
    answer_within: int
    examined: list[str]
    not_examined: list[str]
    deviations: list[Deviation]
    audit: dict[str, Any] | None
    audit_planned_on: date | None

    def status(self, on: date) -> str:
        """The letter that may be claimed on day `on`."""
        if self.audit and on < _months_after(self.audit["on"], AUDIT_HOLDS):
            return "B" if self.deviations else "A"
        planned = self.audit_planned_on
        return "C" if planned and on <= planned <= _months_after(self.stated_on, PLAN_HOLDS) else "D"


def statement() -> Statement:
    """In the language of the page."""
    return read(facts(settings.ACCESSIBILITY), translation.get_language() or settings.LANGUAGE_CODE)


@cache
def facts(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text())


def read(facts: dict[str, Any], language: str) -> Statement:
    """Raises KeyError for a text that has no words in `language`."""
    return Statement(
        stated_on=facts["stated_on"],
        review_by=facts["review_by"],
        answer_within=facts["answer_within"],
        examined=[words[language] for words in facts.get("examined", [])],
        not_examined=[words[language] for words in facts.get("not_examined", [])],
        deviations=[_deviation(row, language) for row in facts.get("deviation", [])],
        audit=facts.get("audit"),
        audit_planned_on=facts.get("audit_planned_on"),
    )


def _deviation(row: dict[str, Any], language: str) -> Deviation:
    words = {name: row[name][language] for name in ("title", "what", "whom", "meanwhile")}
    return Deviation(row["criterion"], level=row["level"], mended_by=row.get("mended_by"), **words)


def _months_after(day: date, months: int) -> date:
    """The same day so many months later; the first of the next month where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return day.replace(year=day.year + years + (month == 11), month=(month + 1) % 12 + 1, day=1)
