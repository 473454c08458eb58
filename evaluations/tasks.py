"""What happens later on the fourth floor."""

import logging

from cryptography.exceptions import InvalidTag
from django.conf import settings

from evaluations import actions, keys, queries
from evaluations.errors import KeyDestroyed, KeyMissing
from evaluations.models import Round
from people import clock
from people.queue import task

log = logging.getLogger(__name__)


@task
def open_rounds() -> None:
    """Ask who was there, and remind everybody of what closes soon."""
    actions.open_rounds_of_editions(clock.today())
    for round in queries.rounds_to_remind(clock.today()):
        actions.remind(round)


@task
def close_rounds() -> None:
    """Count every round whose time is over; one that cannot be opened does not keep the others waiting."""
    for round in Round.objects.due_to_close(clock.now()):
        try:
            actions.close_round(round, by=None)
        except (KeyMissing, KeyDestroyed, InvalidTag) as trouble:
            log.error("ronde %s: %s", round.pk, type(trouble).__name__)


@task
def count_response() -> None:
    for round in Round.objects.filter(state=Round.State.OPEN):
        try:
            actions.count_response(round, clock.today())
        except (KeyMissing, KeyDestroyed, InvalidTag) as trouble:
            log.error("ronde %s: %s", round.pk, type(trouble).__name__)


@task
def care_for_keys() -> None:
    """Put back lost copies of keys in use; destroy the keys of rounds that were counted long enough ago."""
    for round in Round.objects.filter(state=Round.State.OPEN, is_anonymous=True):
        try:
            if repaired := keys.check(round.pk):
                log.warning("ronde %s: %s sleutel hersteld", round.pk, len(repaired))
        except (KeyMissing, KeyDestroyed) as trouble:
            log.error("ronde %s: %s", round.pk, type(trouble).__name__)
    rested = clock.now() - settings.BALLOT_KEY_RESTS
    for round in Round.objects.filter(is_anonymous=True, closed_at__lt=rested, key_destroyed_at=None):
        actions.destroy_key(round)
