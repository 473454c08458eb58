"""The outbox: a mail is written in the transaction of its cause and leaves later, through `manage.py send_mail`.

Lease, send, mark: whoever holds the lease sends; a sender that dies leaves a lease that lapses. Only a crash
between the mail server's "accepted" and our mark repeats a mail, under the same Message-ID (promise P06).
"""

import hashlib
import logging
import random
import smtplib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.template import Context, loader
from django.utils import timezone, translation

from people import ical, sealing
from people.models import Message, User

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=15)


def post(
    kind: str,
    to: User | str,
    *,
    about: str,
    template: str,
    context: Mapping[str, Any],
    calendar: list[dict[str, Any]] | None = None,
    gaps: dict[str, str] | None = None,
) -> None:
    """Put one mail in the outbox. `about` names the matter: the same person and matter give one mail.

    `to` is a person, or the address of somebody without an account, who reads the language of the site.
    `gaps` fill `[[name]]` in the text when it is sent; until then they rest sealed, and are never shown.
    """
    person = to if isinstance(to, User) else None
    language = person.language if person else settings.LANGUAGE_CODE
    subject, body = render(template, {**context, "recipient": to}, language)
    message = Message(
        key=f"{_matter(kind, about)}{person.pk if person else _hash(str(to))}",
        kind=kind,
        recipient=person,
        address=person.email if person else str(to),
        language=language,
        subject=subject,
        body=body,
        calendar=calendar,
        secret=sealing.seal(gaps) if gaps else "",
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)  # a matter that was told already is not told again


def drop(kind: str, *, about: str) -> int:
    """Take the mails about a matter that is over out of the outbox; what has left, has left. The number dropped."""
    waiting = Message.objects.filter(state=Message.State.READY, kind=kind, key__startswith=_matter(kind, about))
    return waiting.update(state=Message.State.DROPPED, secret="", lease=None, leased_until=None)


def render(template: str, context: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Subject (the first line) and text of a mail template, as plain text in `language`."""
    with translation.override(language):
        plain = Context({**context, "address": settings.ADDRESS}, autoescape=False)
        text = loader.get_template(template).template.render(plain)  # type: ignore[attr-defined]  # Django's own engine
    subject, _newline, body = text.strip().partition("\n")
    return " ".join(subject.split())[:200], body.strip() + "\n"


def send_due(limit: int = 10) -> int:
    """Send up to `limit` messages that may leave now, sign-in codes first; the number taken."""
    taken = _lease(limit)
    if taken:
        _hand_over(taken, mail.get_connection())
    return len(taken)


def _matter(kind: str, about: str) -> str:
    return f"{kind}:{about}:"


def _hash(address: str) -> str:
    """An address in a key: as long as any other, and nothing to read once the address is erased."""
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def _hand_over(taken: list[Message], connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except OSError as error:  # the server is away, and all of them wait; smtplib's own errors are OSErrors too
        for message in taken:
            _give_back(message, error)
        return
    for message in taken:
        _deliver(message, connection)
    connection.close()


def _lease(limit: int) -> list[Message]:
    lease, now = uuid.uuid4(), timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    due = Message.objects.filter(free, state=Message.State.READY, send_after__lte=now)
    wanted = list(due.order_by("priority", "send_after", "pk").values_list("pk", flat=True)[:limit])
    if not wanted:
        return []
    due.filter(pk__in=wanted).update(lease=lease, leased_until=now + settings.MAIL_LEASE)
    return list(Message.objects.filter(lease=lease).order_by("priority", "send_after", "pk"))


def _deliver(message: Message, connection: BaseEmailBackend) -> None:
    mine = Message.objects.filter(pk=message.pk, lease=message.lease, state=Message.State.READY)
    if not mine.filter(leased_until__gt=timezone.now()).update(leased_until=timezone.now() + settings.MAIL_LEASE):
        return  # dropped meanwhile, or taken over by another sender
    try:
        _email(message, connection).send()
    except Exception as error:  # whatever went wrong: the mail stays, and waits
        connection.close()  # perhaps broken; the next mail opens its own
        _give_back(message, error)
    else:
        mine.update(state=Message.State.SENT, sent_at=timezone.now(), secret="", lease=None, leased_until=None)


def _give_back(message: Message, error: Exception) -> None:
    log.warning("bericht %s: %s", message.pk, type(error).__name__)
    hopeless = _is_final(error) or timezone.now() - message.created_at > settings.MAIL_TRY_FOR
    Message.objects.filter(pk=message.pk, lease=message.lease).update(
        state=Message.State.FAILED if hopeless else Message.State.READY,
        secret="" if hopeless else F("secret"),
        attempts=F("attempts") + 1,
        last_error=f"{type(error).__name__}: {error}".replace(message.address, "[adres]")[:300],
        send_after=_next_try(message.attempts),
        lease=None,
        leased_until=None,
    )


def _next_try(attempts: int) -> datetime:
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts, 12), settings.MAIL_LONGEST_WAIT)
    return timezone.now() + wait * random.uniform(0.8, 1.0)


def _is_final(error: Exception) -> bool:
    """A refusal of this address or text for good (5xx), or no mail at all, as against a server that is away or busy."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return 500 <= error.smtp_code < 600
    return isinstance(error, ValueError)  # a header that holds a new line


def _email(message: Message, connection: BaseEmailBackend) -> mail.EmailMultiAlternatives:
    email = mail.EmailMultiAlternatives(
        subject=message.subject,
        body=filled(message),
        to=[message.address],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    for number, told in enumerate(message.calendar or []):
        content = ical.invitation(told, attendee=message.address)
        kind = f"text/calendar; method={told['method']}"
        if number == 0:  # what mail programs show as an invitation
            email.attach_alternative(content.decode(), kind)
        email.attach(f"bijeenkomst-{number + 1}.ics", content.decode(), kind)
    return email


def filled(message: Message) -> str:
    """The text with its gaps filled, for sending only; never stored or shown."""
    text = message.body
    for gap, value in (sealing.unseal(message.secret) if message.secret else {}).items():
        text = text.replace(f"[[{gap}]]", value)
    return text
