"""What happens later on the fourth floor."""

import logging
from collections.abc import Callable, Iterable

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.utils import timezone

from evaluations import actions, ballot, gate, keys, queries
from evaluations.errors import KeyDestroyed, KeyMissing, KeyRemains
from evaluations.models import Round
from people import clock
from people.queue import task

log = logging.getLogger(__name__)

TROUBLE = (KeyMissing, KeyDestroyed, KeyRemains, InvalidTag, OSError)


@task
def open_rounds() -> None:
    """Ask who was there, also who turns out to have been, and remind everybody of what closes soon."""
    today = clock.today()
    actions.open_rounds_of_editions(today)
    _each(queries.open_rounds_of_editions(), actions.invite_latecomers)
    for round in queries.rounds_to_remind(today):
        actions.remind(round)


@task
def close_rounds() -> None:
    """Count every round whose time is over."""
    _each(Round.objects.due_to_close(clock.now()), lambda round: actions.close_round(round, by=None))


@task
def count_response() -> None:
    """Once a day, from a fixed hour on: when the number moves tells nothing of when somebody answered."""
    if timezone.localtime(clock.now()).time() >= settings.RESPONSE_COUNTED_AT:
        _each(Round.objects.filter(state=Round.State.OPEN), lambda round: actions.count_response(round, clock.today()))


@task
def care_for_keys() -> None:
    """Put back lost copies of keys in use; destroy the keys of rounds that were counted long enough ago."""
    ballot.check_all()
    _each(queries.rounds_with_texts(), gate.check_texts)
    rested = clock.now() - settings.BALLOT_KEY_RESTS
    _each(Round.objects.filter(is_anonymous=True, closed_at__lt=rested, key_destroyed_at=None), actions.destroy_key)
    for file in keys.erase_remains():
        log.warning("kopie van een vernietigde sleutel gewist in %s", file.parent)


def _each(rounds: Iterable[Round], deed: Callable[[Round], object]) -> None:
    """One round that is in trouble does not keep the others waiting."""
    for round in rounds:
        try:
            deed(round)
        except TROUBLE as trouble:
            log.error("ronde %s: %s", round.pk, type(trouble).__name__)
