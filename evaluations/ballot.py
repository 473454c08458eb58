"""The ballot box: how anonymous answers are stored, and the only way (docs/decisions/0012).

An answer opens one box, adds, shuffles, seals and writes it back. It writes nothing else: no mark on the
invitation, no time, no counter, no message, no session.
"""

import random
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from evaluations import box, keys
from evaluations.errors import KeyDestroyed, KeyMissing, NotTaken
from evaluations.models import BallotBox, Invitation, Round
from evaluations.record import Record, encoded
from people import clock

SIZES = (16, 32, 48, 64)  # places of a box
SPARE = 4  # places kept for who is invited later
LARGEST = SIZES[-1] - SPARE  # people that share one box


def make_boxes(round: Round, invitations: Sequence[Invitation]) -> None:
    """A key and empty boxes for `round`, and a place in one of them for each invitation, in random order."""
    key = keys.create(round.pk)
    waiting = list(invitations)
    random.SystemRandom().shuffle(waiting)
    shares = [waiting[start : start + LARGEST] for start in range(0, len(waiting), LARGEST)]
    for share in shares:
        made = _new_box(round, key, len(share))
        for place, invitation in enumerate(share):
            invitation.box, invitation.place = made, place


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
    boxes = BallotBox.objects.select_for_update() if lock else BallotBox.objects  # the box alone, never the invitation
    try:
        key = keys.read(invitation.round_id)
        found = boxes.get(pk=invitation.box_id)
        return found, box.unseal(key, found, invitation.round), key
    except (KeyDestroyed, BallotBox.DoesNotExist) as gone:
        raise NotTaken from gone
    except InvalidTag as damaged:
        raise KeyMissing from damaged


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
