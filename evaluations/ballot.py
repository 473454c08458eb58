"""The ballot box: how anonymous answers are stored, and the only way (docs/decisions/0012).

An answer opens one box, adds, shuffles, seals and writes it back. It writes nothing else: no mark on the
invitation, no time, no counter, no message, no session.
"""

import logging
import random
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from evaluations import box, keys
from evaluations.errors import KeyDestroyed, KeyMissing, NotTaken
from evaluations.models import BallotBox, Invitation, Round
from evaluations.record import Record, encoded
from people import clock

log = logging.getLogger(__name__)

SIZES = (16, 32, 48, 64)  # places of a box
SPARE = 4  # places kept for who is invited later
LARGEST = SIZES[-1] - SPARE  # people that share one box


def make_boxes(round: Round, invitations: Sequence[Invitation]) -> None:
    """A key and empty boxes for `round`, and a place in one of them for each invitation, in random order.

    People are spread over the boxes evenly, so that nobody has one to themselves.
    """
    key = keys.create(round.pk)
    waiting = _shuffled(invitations)
    boxes = -(-len(waiting) // LARGEST)
    for start in range(boxes):
        _give_places(waiting[start::boxes], _new_box(round, key, len(waiting[start::boxes])))


def give_places(round: Round, invitations: Sequence[Invitation]) -> None:
    """Spare places for who is invited later; new boxes when none are left. What is in a box stays as it is.

    Call in a transaction. Raises KeyMissing.
    """
    key, waiting = keys.read(round.pk), _shuffled(invitations)
    for found in BallotBox.objects.select_for_update().filter(round=round).order_by("pk"):
        share, waiting = waiting[: found.places - found.places_given], waiting[found.places - found.places_given :]
        _give_places(share, found, first=found.places_given)
        BallotBox.objects.filter(pk=found.pk).update(places_given=found.places_given + len(share))
    while waiting:
        share, waiting = waiting[:LARGEST], waiting[LARGEST:]
        _give_places(share, _new_box(round, key, len(share)))


def check(round: Round) -> list[Path]:
    """Open every box of an open round with every copy of its key; the copies that failed and were put back.

    Raises KeyDestroyed, or KeyMissing when no copy opens all of them.
    """
    boxes = list(BallotBox.objects.with_content().filter(round=round))
    return keys.check(round.pk, lambda key: all(box.opens(key, found, round) for found in boxes))


def check_all() -> list[Round]:
    """Check every open round, with a line in the log for what was wrong; the rounds that nobody can open now."""
    shut = []
    for round in Round.objects.filter(state=Round.State.OPEN, is_anonymous=True):
        try:
            for file in check(round):
                log.warning("ronde %s: sleutel hersteld in %s", round.pk, file.parent)
        except (KeyMissing, KeyDestroyed, OSError) as trouble:
            log.error("ronde %s: %s", round.pk, type(trouble).__name__)
            shut.append(round)
    return shut


@sensitive_variables()
def cast(invitation: Invitation, record: Record) -> None:
    """Put one answer in the box. Raises NotTaken, KeyMissing, ValueError for a record that is too long."""
    round = invitation.round
    if len(encoded(record)) > round.record_bytes:
        raise ValueError("The answer is longer than the questionnaire allows.")
    with transaction.atomic():
        found, content, key = _opened(invitation, lock=True)
        if invitation.place is None or invitation.place in content.used or not round.takes_answers(clock.now()):
            raise NotTaken
        content.add(invitation.place, record)
        BallotBox.objects.filter(pk=found.pk).update(sealed=box.seal(key, found, round, content))


def may_answer(invitation: Invitation) -> bool:
    """Whether an answer to this invitation would still count. Raises KeyMissing."""
    if not invitation.round.takes_answers(clock.now()):
        return False
    try:
        _box, content, _key = _opened(invitation, lock=False)
    except NotTaken:
        return False
    return invitation.place not in content.used


def _opened(invitation: Invitation, *, lock: bool) -> tuple[BallotBox, box.Content, bytes]:
    if invitation.box_id is None:
        raise NotTaken
    boxes = BallotBox.objects.with_content()
    if lock:
        boxes = boxes.select_for_update()  # the box alone, never the invitation
    try:
        key = keys.read(invitation.round_id)
        found = boxes.get(pk=invitation.box_id)
        return found, box.unseal(key, found, invitation.round), key
    except (KeyDestroyed, BallotBox.DoesNotExist) as gone:
        raise NotTaken from gone
    except InvalidTag as damaged:
        raise KeyMissing from damaged


def _shuffled(invitations: Sequence[Invitation]) -> list[Invitation]:
    return random.SystemRandom().sample(invitations, len(invitations))


def _give_places(invitations: Sequence[Invitation], box: BallotBox, *, first: int = 0) -> None:
    for place, invitation in enumerate(invitations, start=first):
        invitation.box, invitation.place = box, place


def _new_box(round: Round, key: bytes, invited: int) -> BallotBox:
    places = next(size for size in SIZES if size >= invited + SPARE)
    made = BallotBox(round=round, places=places, places_given=invited)
    made.sealed = box.seal(key, made, round, box.Content())
    made.sealed_bytes = len(made.sealed)
    made.save(force_insert=True)
    return made


def new_token() -> str:
    """The secret of one personal link: 192 bits."""
    return secrets.token_urlsafe(24)
