"""Which mails there are to read."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet

from people.letters import texts
from people.models import MailKind, MailText, Message, StoppedKind, User

LAST = 20  # mails on the page of one person


@dataclass(frozen=True)
class Outage:
    """The mail server does not answer, since when, and how many mails wait."""

    since: datetime
    waiting: int


def letters() -> QuerySet[Message]:
    """All mails that have a readable log, with their readers, the newest first. One query."""
    return (
        Message.objects.filter(is_readable=True).select_related("recipient", "joined_in").order_by("-created_at", "-pk")
    )


def drafts() -> QuerySet[Message]:
    return letters().filter(state=Message.State.HELD)


def sent_to(user: User) -> QuerySet[Message]:
    """What `user` was sent, the newest first. One query."""
    return letters().filter(recipient=user, state=Message.State.SENT)


def last_to(user: User) -> QuerySet[Message]:
    """The newest mails to `user`, whatever became of them. One query."""
    return letters().filter(recipient=user)[:LAST]


@dataclass(frozen=True)
class KindOfText:
    """One kind of mail in one language: its name, and what staff made of it."""

    kind: str
    language: str
    label: str
    is_part: bool  # of the mail of a reminder
    edited: MailText | None  # also when they went back to the default
    is_edited: bool
    why_refused: str  # what they wrote no longer fits, and the default is sent; empty: it fits

    @property
    def is_refused(self) -> bool:
        return bool(self.why_refused)


def kinds_of_text() -> list[KindOfText]:
    """Every text there is. One query."""
    rows = {(row.kind, row.language): row for row in MailText.objects.select_related("changed_by")}
    return [
        _kind_of_text(kind, language, rows.get((kind, language)))
        for kind in texts.texts()
        for language, _name in settings.LANGUAGES
    ]


def _kind_of_text(kind: str, language: str, edited: MailText | None) -> KindOfText:
    is_edited = bool(edited and edited.subject)
    faults = texts.faults(kind, edited.subject, edited.body) if edited and is_edited else {}
    text = texts.texts()[kind]
    label = str(text.label or settings.MAIL_KINDS[kind])
    return KindOfText(kind, language, label, text.is_part, edited, is_edited, " ".join(faults.values()))


def held_kinds() -> list[str]:
    return list(MailKind.objects.filter(is_held=True).values_list("kind", flat=True))


def stopped_by(user: User) -> set[str]:
    """The kinds of mail that `user` does not want. One query."""
    return set(StoppedKind.objects.filter(user=user).values_list("kind", flat=True))


def outage(now: datetime) -> Outage | None:
    """The mail server that is away for so long that somebody must know. One query; two while it is away.

    It began with the first mail that could not leave, and not before the last that did.
    """
    away = Min("tries_from", filter=Q(reason=Message.Reason.AWAY))
    ready = Message.objects.filter(state=Message.State.READY).aggregate(waiting=Count("pk"), since=away)
    if ready["since"] is None:
        return None
    left = Message.objects.filter(sent_at__gt=ready["since"]).aggregate(last=Max("sent_at"))["last"]
    since = left or ready["since"]
    return Outage(since, ready["waiting"]) if now - since >= settings.MAIL_AWAY_TOLD else None
