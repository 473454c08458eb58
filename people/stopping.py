"""Mail that its reader may stop: the address in the mail to do so, and whether somebody did (RFC 2369, RFC 8058).

The address is made when the mail leaves and holds whose mail of which kind it stops, sealed: each mail has its own, and
nothing of it is kept. It opens nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from people import sealing
from people.models import Message, StoppedKind, User

GAP = "stop"
FOR = "mail-stoppen"  # what is sealed for something else stops nothing
PRESSED = ("List-Unsubscribe", "One-Click")  # what a mail program posts, and so does our page


@dataclass(frozen=True)
class Wish:
    """Whose mail, of which kind, an address stops."""

    reader: User
    kind: str


def is_stopped(reader: User, kind: str) -> bool:
    return StoppedKind.objects.filter(user=reader, kind=kind).exists()


def who_stopped(kind: str) -> set[int]:
    """The numbers of all who want no such mail. One query."""
    return set(StoppedKind.objects.filter(kind=kind).values_list("user", flat=True))


def foot(language: str) -> str:
    """The last line of a mail that may be stopped, with the gap of its address."""
    with translation.override(language):
        return "\n-- \n" + _("Wilt u zulke mail niet meer? Zet die uit: %(link)s") % {"link": f"[[{GAP}]]"} + "\n"


def gap(kind: str) -> dict[str, tuple[str, str]]:
    """What a message that may be stopped keeps of it."""
    return {GAP: ("stop_link", kind)}


def headers(message: Message) -> dict[str, str]:
    """What lets a mail program offer a button of its own."""
    if GAP not in message.minted:
        return {}
    address = mint_link(message, message.kind)
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "=".join(PRESSED)}


def mint_link(message: Message, kind: str) -> str:
    sealed = sealing.seal({"for": FOR, "reader": str(message.recipient_id), "kind": kind})
    return f"{settings.ADDRESS}{reverse('people:stop_mail', args=[sealed.rstrip('=')])}"


def wish_of(token: str) -> Wish | None:
    """What an address of ours stops."""
    try:
        told = sealing.unseal(token + "=" * (-len(token) % 4))
    except (InvalidToken, ValueError):
        return None
    if told.get("for") != FOR or told["kind"] not in settings.MAIL_MAY_STOP:
        return None
    reader = User.objects.filter(pk=told["reader"]).first()
    return Wish(reader, told["kind"]) if reader else None
