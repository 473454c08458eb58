"""The gate: what may be known of anonymous answers is decided here, once, in memory, and only that is written down.

It publishes whole groups of people only: everybody whom a question was asked, from `threshold` answers on. A
breakdown of twelve people over six areas would itself tie answers to persons, so there is none to be found.
"""

import random
import secrets
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from evaluations import box, keys
from evaluations.errors import KeyMissing
from evaluations.models import (
    AnswerCount,
    BallotBox,
    InvitationLink,
    NamedAnswer,
    OpenAnswers,
    PublishedGroup,
    Question,
    Round,
    Showing,
    Tendency,
)
from evaluations.record import Record, encoded
from people import clock

STEP = 5  # while a round is open its response is told in steps of five (rule R8)

# From which choice on an answer is positive, and up to which it is negative.
BORDERS = {Question.Kind.AGREE: (4, 2), Question.Kind.GRADE: (7, 5), Question.Kind.RECOMMEND: (8, 5)}


@dataclass(frozen=True)
class Verdict:
    """What may be known of one question; `counts` and `n` only when it is shown."""

    kind: Showing
    n: int | None = None
    counts: dict[int, int] | None = None
    tendency: Tendency = Tendency.NONE


def judge(question: Question, answers: Iterable[int | list[int]], threshold: int) -> Verdict:
    """What may be known of `answers` with content to one closed question of one group.

    Fewer than `threshold`: nothing (rule R1). All alike, or all but one: words, no number (rule R4); of a question
    with more choices each option is read by itself. Source: the disclosure rules, docs/decisions/0012.
    """
    given = list(answers)
    n = len(given)
    if n < threshold:
        return Verdict(Showing.SUPPRESSED)
    if question.asks_all_that_apply:
        chosen = Counter(choice for choices in given if isinstance(choices, list) for choice in set(choices))
        counts = {choice: number for choice, number in sorted(chosen.items()) if 1 < number < n - 1}
        return Verdict(Showing.SHOWN, n, counts) if counts else Verdict(Showing.WORDS, tendency=Tendency.ALIKE)
    counted = Counter(choice for choice in given if isinstance(choice, int))
    commonest, most = counted.most_common(1)[0]
    if most >= n - 1:
        return Verdict(Showing.WORDS, tendency=_tendency(question, commonest))
    return Verdict(Showing.SHOWN, n, dict(sorted(counted.items())))


@sensitive_variables()
def close(pk: uuid.UUID) -> Round:
    """Count and publish a round, and leave no answer behind; a round that is closed stays as it is.

    One transaction: killed half-way it is open with its boxes, never between. Raises KeyMissing, and
    `cryptography.exceptions.InvalidTag` for a box that is damaged; nothing is written then.
    """
    with transaction.atomic():
        round = Round.objects.select_for_update(of=["self"]).get(pk=pk)
        if not round.is_open:
            return round
        answered = _count(round) if round.is_anonymous else NamedAnswer.objects.filter(invitation__round=round).count()
        round.answered = None if round.is_anonymous and answered < round.threshold else answered
        round.state, round.closed_at = Round.State.CLOSED, clock.now()
        round.save(update_fields=["answered", "state", "closed_at"])
        InvitationLink.objects.filter(invitation__round=round).delete()
        return round


@sensitive_variables()
def response_so_far(round: Round) -> int:
    """How many have answered, rounded down to a multiple of five. Raises KeyMissing."""
    if not round.is_anonymous:
        return NamedAnswer.objects.filter(invitation__round=round).count()
    key = keys.read(round.pk)
    answered = sum(
        len(box.unseal(key, found, round).used) for found in BallotBox.objects.with_content().filter(round=round)
    )
    return answered - answered % STEP


def review_key_name(round: Round) -> uuid.UUID:
    """Under which name the key of the texts is kept: another than that of the boxes, for it lives longer."""
    return uuid.uuid5(round.pk, "review")


def check_texts(round: Round) -> list[Path]:
    """The care of `ballot.check`, for the key of the texts that wait for review; the copies put back.

    Raises KeyDestroyed or KeyMissing.
    """
    waiting = list(OpenAnswers.objects.filter(round=round))
    return keys.check(review_key_name(round), lambda key: all(_opens(key, texts) for texts in waiting))


@sensitive_variables()
def _count(round: Round) -> int:
    """Pool the boxes of `round`, publish what may be known, and take the boxes away; how many answered."""
    key = keys.read(round.pk)
    boxes = list(BallotBox.objects.with_content().select_for_update().filter(round=round).order_by("pk"))
    records = [record for found in boxes for record in box.unseal(key, found, round).records]
    random.SystemRandom().shuffle(records)
    questions = list(round.questionnaire.questions.all())
    asked = [question for question in questions if set(question.audiences) & set(round.audiences)]
    for question in asked:
        answers = [record["answers"][str(question.pk)] for record in records if _answers(record, question)]
        if question.is_open:
            _keep_sealed(round, question, answers)
        else:
            _publish(round, question, judge(question, answers, round.threshold))
    round.invitations.update(box=None, place=None)
    BallotBox.objects.filter(round=round).delete()
    return len(records)


def _answers(record: Record, question: Question) -> bool:
    return record["audience"] in question.audiences and str(question.pk) in record["answers"]


def _publish(round: Round, question: Question, verdict: Verdict) -> None:
    group = PublishedGroup.objects.create(
        round=round, question=question, kind=verdict.kind, n=verdict.n, tendency=verdict.tendency
    )
    AnswerCount.objects.bulk_create(
        AnswerCount(group=group, choice=choice, number=number) for choice, number in (verdict.counts or {}).items()
    )


def _keep_sealed(round: Round, question: Question, texts: list[str]) -> None:
    """Texts wait for review under a key of their own, in a new random order; too few are not kept (rule R7)."""
    if len(texts) < round.threshold:
        _publish(round, question, Verdict(Showing.SUPPRESSED))
        return
    random.SystemRandom().shuffle(texts)
    name = review_key_name(round)
    try:
        key = keys.read(name)
    except KeyMissing:
        key = keys.create(name)
    nonce = secrets.token_bytes(box.NONCE_BYTES)
    waiting = OpenAnswers(round=round, question=question)
    waiting.sealed = nonce + AESGCM(key).encrypt(nonce, encoded(texts), _about(waiting))
    waiting.save(force_insert=True)


def _opens(key: bytes, texts: OpenAnswers) -> bool:
    sealed = bytes(texts.sealed)
    try:
        AESGCM(key).decrypt(sealed[: box.NONCE_BYTES], sealed[box.NONCE_BYTES :], _about(texts))
    except InvalidTag:
        return False
    return True


def _about(texts: OpenAnswers) -> bytes:
    """What a set of texts is tied to."""
    return f"leerlijn-texts-1|{texts.round_id}|{texts.question_id}".encode()


def _tendency(question: Question, commonest: int) -> Tendency:
    if question.kind not in BORDERS:
        return Tendency.ALIKE
    positive, negative = BORDERS[Question.Kind(question.kind)]
    if commonest >= positive:
        return Tendency.POSITIVE
    return Tendency.NEGATIVE if commonest <= negative else Tendency.NEUTRAL
