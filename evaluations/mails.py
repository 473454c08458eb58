"""What people who are asked something read: a personal link, which exists in the mail only."""

from django.conf import settings
from django.urls import reverse

from evaluations.models import Invitation
from people import outbox


def invite(invitation: Invitation, token: str) -> None:
    """The questions are open. Call in the transaction of the opening."""
    _post("evaluation_invitation", invitation, token)


def remind(invitation: Invitation, token: str) -> None:
    """The questions are open for a few more days; the same to who has answered and who has not."""
    _post("evaluation_reminder", invitation, token)


def _post(kind: str, invitation: Invitation, token: str) -> None:
    round = invitation.round
    outbox.post(
        kind,
        invitation.person,
        about=str(round.pk),
        template=f"evaluations/mails/{kind.removeprefix('evaluation_')}.txt",
        context={"round": round, "invitation": invitation},
        gaps={"link": f"{settings.ADDRESS}{reverse('evaluations:answer', args=[token])}"},
    )
