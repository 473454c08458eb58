from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, connection, transaction

from evaluations import ballot, gate
from evaluations.models import (
    AnswerCount,
    Audience,
    BallotBox,
    InvitationLink,
    OpenAnswers,
    PublishedGroup,
    Question,
    Questionnaire,
    Round,
    Showing,
    Tendency,
)
from evaluations.queries import Invitee
from tests import make

pytestmark = pytest.mark.django_db

Kind = Question.Kind
SUPPRESSED, SHOWN, WORDS = Showing.SUPPRESSED, Showing.SHOWN, Showing.WORDS


@pytest.mark.parametrize(
    ("kind", "answers", "showing", "counts"),
    [
        (Kind.AGREE, [], SUPPRESSED, None),
        (Kind.AGREE, [1, 2, 3, 4], SUPPRESSED, None),  # four is too few
        (Kind.AGREE, [1, 2, 3, 4, 5], SHOWN, {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}),  # five is enough
        (Kind.AGREE, [4, 4, 4, 4, 4], WORDS, None),  # all alike
        (Kind.AGREE, [4, 4, 4, 4, 2], WORDS, None),  # all but one
        (Kind.AGREE, [4, 4, 4, 2, 2], SHOWN, {2: 2, 4: 3}),
        (Kind.SINGLE_CHOICE, [1, 1, 1, 1, 1, 2], WORDS, None),
        (Kind.SINGLE_CHOICE, [1, 1, 2, 2, 3], SHOWN, {1: 2, 2: 2, 3: 1}),
        (Kind.MULTIPLE_CHOICE, [[1], [1], [1, 2], [2], [2, 3]], SHOWN, {1: 3, 2: 3}),  # one person chose 3
        (Kind.MULTIPLE_CHOICE, [[1]] * 5, WORDS, None),
        (Kind.MULTIPLE_CHOICE, [[1]] * 4, SUPPRESSED, None),
    ],
)
def test_judge_lets_through_what_names_nobody(
    kind: Question.Kind, answers: list[Any], showing: Showing, counts: dict[int, int] | None
) -> None:
    verdict = gate.judge(make.question(kind), answers, threshold=5)

    assert verdict.kind == showing
    assert verdict.counts == counts
    assert verdict.n == (len(answers) if showing == SHOWN else None)


@pytest.mark.parametrize(
    ("kind", "mark", "tendency"),
    [
        (Kind.AGREE, 5, Tendency.POSITIVE),
        (Kind.AGREE, 4, Tendency.POSITIVE),
        (Kind.AGREE, 3, Tendency.NEUTRAL),
        (Kind.AGREE, 2, Tendency.NEGATIVE),
        (Kind.GRADE, 7, Tendency.POSITIVE),
        (Kind.GRADE, 6, Tendency.NEUTRAL),
        (Kind.GRADE, 5, Tendency.NEGATIVE),
        (Kind.RECOMMEND, 8, Tendency.POSITIVE),
        (Kind.RECOMMEND, 5, Tendency.NEGATIVE),
        (Kind.SINGLE_CHOICE, 1, Tendency.ALIKE),
    ],
)
def test_judge_tells_where_all_lean_without_a_number(kind: Question.Kind, mark: int, tendency: Tendency) -> None:
    verdict = gate.judge(make.question(kind), [mark] * 7, threshold=5)

    assert verdict.tendency == tendency
    assert (verdict.n, verdict.counts) == (None, None)


def test_close_counts_what_was_answered() -> None:
    round = make.round(invited=8)
    make.answers(round, 6, 7, 7, 8, 9)

    closed = gate.close(round.pk)

    assert (closed.state, closed.answered) == (Round.State.CLOSED, 5)
    group = PublishedGroup.objects.get(kind=SHOWN)
    assert group.n == 5
    assert dict(AnswerCount.objects.values_list("choice", "number")) == {6: 1, 7: 2, 8: 1, 9: 1}


def test_close_leaves_no_answer_no_link_and_no_place_behind() -> None:
    round = make.round(invited=8)
    make.answers(round, 6, 7, 7, 8, 9)

    gate.close(round.pk)

    assert not BallotBox.objects.exists()
    assert not InvitationLink.objects.exists()
    assert not round.invitations.exclude(box=None, place=None).exists()


def test_close_keeps_nothing_of_too_few() -> None:
    round = make.round()
    make.answers(round, 6, 7, 7, 8)

    closed = gate.close(round.pk)

    assert closed.answered is None
    assert not AnswerCount.objects.exists()
    assert set(PublishedGroup.objects.values_list("kind", "n")) == {(SUPPRESSED, None)}


def test_close_twice_publishes_once() -> None:
    round = make.round()
    make.answers(round, 6, 7, 7, 8, 9)

    first = gate.close(round.pk)
    again = gate.close(round.pk)

    assert again.closed_at == first.closed_at
    assert AnswerCount.objects.count() == 4


def test_close_counts_only_who_was_asked_that_question() -> None:
    everybody = make.question(audiences=["trainee", "supervisor"])
    trainees = make.question(audiences=["trainee"])
    round = _mixed(make.questionnaire(everybody, trainees))
    for invitation in make.invitations(round):
        answers = {str(q.pk): 6 + invitation.pk % 3 for q in (everybody, trainees)}
        ballot.cast(invitation, {"audience": invitation.audience, "area": "", "answers": answers})

    gate.close(round.pk)

    counted = {group.question_id: group.n for group in PublishedGroup.objects.all()}
    assert counted == {everybody.pk: 12, trainees.pk: 6}


def _mixed(questionnaire: Questionnaire) -> Round:
    audiences = [Audience.TRAINEE] * 6 + [Audience.SUPERVISOR] * 6
    return make.round(questionnaire, people=[Invitee(make.user(), one) for one in audiences], cohort=make.cohort())


def test_close_keeps_open_answers_sealed_from_five_on() -> None:
    question = make.question(Kind.OPEN)
    round = make.round(make.questionnaire(question))
    make.answers(round, *(f"Mijn mening {n}" for n in range(5)))

    gate.close(round.pk)

    sealed = bytes(OpenAnswers.objects.get(question=question).sealed)
    assert b"mening" not in sealed
    assert not PublishedGroup.objects.exists()


def test_close_does_not_keep_four_open_answers() -> None:
    round = make.round(make.questionnaire(make.question(Kind.OPEN)))
    make.answers(round, *(f"Mijn mening {n}" for n in range(4)))

    gate.close(round.pk)

    assert not OpenAnswers.objects.exists()
    assert PublishedGroup.objects.get().kind == SUPPRESSED


def test_close_writes_nothing_when_a_box_is_damaged() -> None:
    round = make.round()
    make.answers(round, 6, 7, 7, 8, 9)
    box = BallotBox.objects.get()
    BallotBox.objects.update(sealed=b"\0" * len(bytes(box.sealed)))

    with pytest.raises(InvalidTag):
        gate.close(round.pk)

    round.refresh_from_db()
    assert round.is_open
    assert not PublishedGroup.objects.exists()


def test_nothing_typed_stands_anywhere_while_the_round_is_open() -> None:
    secret = "alleen-hier-getypt"
    round = make.round(make.questionnaire(make.question(Kind.OPEN)))
    make.answers(round, secret)

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert secret not in repr([[bytes(c) if isinstance(c, memoryview) else c for c in row] for row in cursor])


@pytest.mark.parametrize(("answered", "told"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10)])
def test_response_is_told_in_steps_of_five(answered: int, told: int) -> None:
    round = make.round(invited=12)
    make.answers(round, *range(answered))

    assert gate.response_so_far(round) == told


def test_the_database_keeps_no_small_number() -> None:
    round = make.round()

    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedGroup.objects.create(round=round, question=Question.objects.all()[0], kind=SHOWN, n=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.update(answered=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.update(threshold=4)
