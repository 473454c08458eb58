"""What people who are asked something read: a personal link, made when the mail leaves."""

from evaluations.models import Invitation, Round
from people import outbox, reminders

INVITATION, REMINDER = "evaluation_invitation", "evaluation_reminder"
TO_ANSWER = "named_reminder"  # a reminder of a named round, to who has not answered


def invite(invitation: Invitation) -> None:
    """The questions are open. Call in the transaction of the opening."""
    _post(INVITATION, invitation)


def remind(invitation: Invitation) -> None:
    """The questions are open for a few more days; the same to who has answered and who has not.

    For anonymous rounds, always by itself; who has to answer by name is in `evaluations/reminders.py`.
    """
    _post(REMINDER, invitation)


def take_back(round: Round) -> None:
    """The questions are closed: whoever was not asked yet, is not asked any more."""
    outbox.drop(INVITATION, REMINDER, about=str(round.pk))


def take_back_from(invitation: Invitation) -> None:
    """A named round has this answer: what still asks for it, stays here. In an anonymous round nobody knows."""
    outbox.drop(INVITATION, REMINDER, about=str(invitation.round_id), to=invitation.person)
    reminders.drop(TO_ANSWER, about=str(invitation.pk))


def _post(kind: str, invitation: Invitation) -> None:
    round = invitation.round
    outbox.post(
        kind,
        invitation.person,
        about=str(round.pk),
        context={"round": round, "invitation": invitation},
        minted={"link": ("invitation_link", str(invitation.pk))},
        is_readable=not round.is_anonymous,
    )
