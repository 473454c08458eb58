"""What may happen to a round and to an answer, and why not."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from evaluations.models import Question
from evaluations.record import encoded

TEXT_CHARACTERS, TEXT_BYTES = 2000, 2400  # of an open answer, and of that answer as the box holds it
ROUNDED_UP_TO = 100  # bytes of the longest record


def longest_record(questions: Iterable[Question], audiences: Iterable[str]) -> int:
    """Bytes of the longest answer to `questions`, rounded up; every box of the round has room for so many of them."""
    answers: dict[str, object] = {}
    for question in questions:
        options = list(question.options)
        if question.is_open:
            answers[str(question.pk)] = "x" * (TEXT_BYTES - 2)
        else:
            answers[str(question.pk)] = options if question.asks_all_that_apply else max(options)
    widest = max(audiences, key=len, default="")
    longest = len(encoded({"audience": widest, "area": "X", "answers": answers}))
    return -(-longest // ROUNDED_UP_TO) * ROUNDED_UP_TO


def fits(text: str) -> bool:
    """An open answer that the box is sure to hold."""
    return len(text) <= TEXT_CHARACTERS and len(encoded(text)) <= TEXT_BYTES


def why_not_open(*, anonymous: bool, invited: int, threshold: int, closes_at: datetime, now: datetime) -> str:
    """The sentence that keeps a round from opening; empty when nothing does."""
    if not invited:
        return _("Er is niemand om deze vragen aan te stellen.")
    if anonymous and invited < threshold:
        facts = {"invited": invited, "threshold": threshold}
        return _("Er zijn %(invited)s genodigden. Onder de %(threshold)s antwoorden kan niets worden getoond.") % facts
    if closes_at <= now:
        return _("De sluitdatum moet na vandaag liggen.")
    return ""
