"""Results as rows of a sheet: what the page shows, and no more. What may not be shown is a sentence, never a number."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from evaluations.results import Result, Shown
from people.sheets import Row
from people.text import local


def headers() -> list[str]:
    return [_("Vraag"), _("Groep"), _("Antwoord"), _("Aantal"), _("Aandeel"), _("n"), _("Toelichting")]


def result_rows(results: Iterable[Result]) -> list[Row]:
    """One row per choice of a shown question, one row for any other."""
    rows: list[Row] = []
    for result in results:
        about = (local(result.question, "text"), result.group)
        if isinstance(result, Shown):
            rows += [(*about, bar.label, bar.number, bar.share, result.n, result.sentence) for bar in result.bars]
        else:
            rows.append((*about, None, None, None, None, result.sentence))
    return rows
