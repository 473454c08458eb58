"""What happens to rounds: they open, take answers, remind and close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from courses.models import Edition
from evaluations import ballot, gate, keys, mails, queries, rules
from evaluations.errors import NotTaken, RoundRefused
from evaluations.models import Audience, Invitation, InvitationLink, NamedAnswer, Questionnaire, ResponseDay, Round
from evaluations.queries import Invitee
from people import audit, clock, sealing
from people.errors import NothingToMint
from people.models import Message, User
from trainees.models import Cohort


@transaction.atomic
def open_round(
    questionnaire: Questionnaire,
    invitees: Sequence[Invitee],
    *,
    edition: Edition | None = None,
    cohort: Cohort | None = None,
    moment: Round.Moment,
    anonymous: bool,
    closes_at: datetime,
    by: User | None,
) -> Round:
    """Ask `invitees` these questions about an edition or a cohort, each by a personal link. Raises RoundRefused."""
    questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    round = Round(
        questionnaire=questionnaire,
        edition=edition,
        cohort=cohort,
        audiences=[code for code in Audience.values if any(one.audience == code for one in invitees)],
        moment=moment,
        is_anonymous=anonymous,
        opens_at=clock.now(),
        closes_at=closes_at,
        invited=len(invitees),
    )
    why_not = rules.why_not_open(
        anonymous=anonymous, invited=len(invitees), threshold=round.threshold, closes_at=closes_at, now=clock.now()
    )
    if why_not:
        raise RoundRefused(why_not)
    asked = [q for q in questionnaire.questions.all() if set(q.audiences) & set(round.audiences)]
    round.record_bytes = rules.longest_record(asked, round.audiences)
    round.save(force_insert=True)
    if questionnaire.locked_at is None:
        Questionnaire.objects.filter(pk=questionnaire.pk).update(locked_at=timezone.now())
    invitations = [_invitation(round, invitee) for invitee in invitees]
    if anonymous:
        ballot.make_boxes(round, invitations)
    _send(round, invitations)
    audit.record(by, "open_round", round)
    return round


@transaction.atomic(savepoint=False)
def invite_late(round: Round, invitees: Iterable[Invitee], *, by: User | None) -> list[Invitation]:
    """Ask people who came later, each once, in an anonymous round that is open. Raises RoundRefused, KeyMissing."""
    round = Round.objects.select_for_update(of=["self"]).get(pk=round.pk)
    if not round.is_anonymous or not round.takes_answers(clock.now()):
        raise RoundRefused(_("In deze ronde kan niemand meer worden uitgenodigd."))
    asked = set(round.invitations.values_list("person", flat=True))
    late = [one for one in invitees if one.person.pk not in asked and one.audience in round.audiences]
    invitations = [_invitation(round, invitee) for invitee in late]
    if invitations:
        ballot.give_places(round, invitations)
        round.invited += len(invitations)
        round.save(update_fields=["invited"])
        _send(round, invitations)
        audit.record(by, "invite_late", round)
    return invitations


def invite_latecomers(round: Round) -> None:
    """Ask who turns out, after the opening, to have been at the edition of `round`; safe to repeat."""
    if round.edition and round.takes_answers(clock.now()):
        invite_late(round, queries.participants_of(round.edition), by=None)


def mint_link(message: Message, about: str) -> str:
    """The personal link of one mail, made as it leaves. Raises NothingToMint when the questions are closed.

    A mail that is tried again gets another; both open the same invitation, which is answered once.
    """
    invitation = Invitation.objects.filter(pk=about, round__state=Round.State.OPEN).first()
    if invitation is None:
        raise NothingToMint
    token = new_link(invitation)
    _read_link_once(invitation)
    return f"{settings.ADDRESS}{reverse('evaluations:answer', args=[token])}"


def new_link(invitation: Invitation) -> str:
    """The token of one more personal link to `invitation`; only its hash is kept."""
    token = ballot.new_token()
    InvitationLink.objects.create(invitation=invitation, token_hash=sealing.token_hash(token))
    return token


def open_rounds_of_editions(today: date) -> list[Round]:
    """Open a round for each edition that is over and has none; safe to repeat. Too few to show is too few to ask."""
    questionnaire = queries.questionnaire_for_editions()
    if questionnaire is None:
        return []
    closes_at = timezone.make_aware(datetime.combine(today + settings.ROUND_OPEN, time(23, 59)))
    opened = []
    for edition in queries.editions_to_evaluate(today):
        try:
            opened.append(
                open_round(
                    questionnaire,
                    queries.participants_of(edition),
                    edition=edition,
                    moment=Round.Moment.END,
                    anonymous=True,
                    closes_at=closes_at,
                    by=None,
                )
            )
        except RoundRefused:
            continue
    return opened


@transaction.atomic(savepoint=False)
def remind(round: Round) -> None:
    """Write to everybody once more: who has answered is known to nobody, and this mail says so. Safe to repeat."""
    round = Round.objects.select_for_update(of=["self"]).get(pk=round.pk)
    if round.reminded_at is not None or not round.takes_answers(clock.now()):
        return
    round.reminded_at = clock.now()
    round.save(update_fields=["reminded_at"])
    invitations = list(round.invitations.select_related("person", "organisation"))
    for invitation in invitations:
        invitation.round = round
        mails.remind(invitation)
    transaction.on_commit(lambda: _read_once(round))


@sensitive_variables()
def answer(invitation: Invitation, answers: dict[str, Any], *, given_by: str = "", function: str = "") -> None:
    """Take one answer to an invitation. Raises NotTaken; KeyMissing when the box cannot be opened now."""
    if invitation.round.is_anonymous:
        area = invitation.area.code if invitation.area else ""
        ballot.cast(invitation, {"audience": invitation.audience, "area": area, "answers": answers})
    else:
        _answer_by_name(invitation, answers, given_by, function)


@transaction.atomic
def _answer_by_name(invitation: Invitation, answers: dict[str, Any], given_by: str, function: str) -> None:
    round = Round.objects.select_for_update(of=["self"]).get(pk=invitation.round_id)
    if not round.takes_answers(clock.now()) or NamedAnswer.objects.filter(invitation=invitation).exists():
        raise NotTaken
    given = NamedAnswer.objects.create(
        invitation=invitation, given_by=given_by, function=function, answers=answers, sent_at=clock.now()
    )
    mails.take_back_from(invitation)
    audit.record(None, "answer_by_name", given, subject=invitation.person)


def close_round(round: Round, *, by: User | None) -> Round:
    """Count, publish and leave no answer behind; safe to repeat. Raises KeyMissing."""
    with transaction.atomic():
        closed = gate.close(round.pk)
        mails.take_back(closed)
        if round.is_open:
            audit.record(by, "close_round", closed)
    return closed


def count_response(round: Round, today: date) -> None:
    """Write down how many have answered, once a day, in steps of five. Raises KeyMissing."""
    if not ResponseDay.objects.filter(round=round, day=today).exists():
        answered = gate.response_so_far(round)
        ResponseDay.objects.get_or_create(round=round, day=today, defaults={"answered": answered})


def destroy_key(round: Round) -> None:
    """The key of a closed round goes when a backup holds what was counted; safe to repeat."""
    keys.destroy(round.pk)
    Round.objects.filter(pk=round.pk, key_destroyed_at=None).update(key_destroyed_at=timezone.now())


def _invitation(round: Round, invitee: Invitee) -> Invitation:
    return Invitation(
        round=round,
        person=invitee.person,
        audience=invitee.audience,
        area=invitee.area,
        organisation=None if round.is_anonymous else invitee.organisation,
    )


def _send(round: Round, invitations: Sequence[Invitation]) -> None:
    Invitation.objects.bulk_create(invitations)
    for invitation in invitations:
        mails.invite(invitation)
    transaction.on_commit(lambda: _read_once(round))


def _read_once(round: Round) -> None:
    """The first read of a row after its transaction marks its page on PostgreSQL: do that now, for all alike.

    Otherwise each answer would mark the row of its own invitation (docs/decisions/0012).
    """
    list(Round.objects.filter(pk=round.pk).select_related("questionnaire"))
    list(Invitation.objects.filter(round=round))
    list(InvitationLink.objects.filter(invitation__round=round))


def _read_link_once(invitation: Invitation) -> None:
    """The same for the link that a mail added as it left."""
    list(InvitationLink.objects.filter(invitation=invitation))
    list(Invitation.objects.filter(pk=invitation.pk))
