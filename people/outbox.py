"""The outbox: a mail is written in the transaction of its cause and leaves later, through `manage.py send_mail`.

Lease, send, mark: whoever holds the lease sends; a sender that dies leaves a lease that lapses. Only a crash
between the mail server's "accepted" and our mark repeats a mail, under the same Message-ID (promise P06).
"""

import functools
import hashlib
import logging
import operator
import random
import re
import smtplib
import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.template import Context, loader
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from people import calendars, clock, ical, joining, sealing, stopping
from people.errors import NothingToMint
from people.letters import html, texts
from people.models import MailKind, Message, User

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=15)
LONGEST_SUBJECT = 200  # characters
GAP = re.compile(r"\[\[\w+\]\]")
FREE = {"lease": None, "leased_until": None}  # no sender holds it
TRIED_AGAIN = (Message.Reason.AWAY, Message.Reason.BUSY)
FINAL = {Message.Reason.ADDRESS, Message.Reason.TEXT, Message.Reason.HEADER}
WAITING = (Message.State.HELD, Message.State.READY)
NOT_ARRIVED = (*WAITING, Message.State.FAILED)  # a planner could still send what failed
TAKEN_BACK = (*NOT_ARRIVED, Message.State.JOINED)


def post(
    kind: str,
    to: User | str,
    *,
    about: str,
    context: Mapping[str, Any],
    template: str = "",
    calendar: list[dict[str, Any]] | None = None,
    minted: dict[str, tuple[str, str]] | None = None,
    is_readable: bool = True,
    send_until: datetime | None = None,
    concerns: datetime | None = None,
    facts: Any = None,
    instead_of: Collection[Message] = (),
    may_stop: bool = True,
    asks: bool = False,
    is_held: bool = False,
) -> None:
    """Put one mail in the outbox. `about` names the matter: the same person and matter give one mail.

    The words are those of the kind (`people.letters.texts`), or of a `template` that nobody edits. One that `asks`
    something of its reader says so first; of the kinds in `settings.MAIL_ASKS` all do.
    `to` is a person, or the address of somebody without an account, who reads the language of the site.
    `minted` says what fills `[[gap]]` in the text when it is sent: a name in `settings.MAIL_GAPS`, and about what.
    After `send_until` nobody is helped by it any more, and it stays here. Not `may_stop`: this one of a kind that may
    be stopped is written all the same. `is_held` makes it a draft, whatever planners asked of its kind.
    Of `settings.MAIL_PAUSES` it waits a little for what else there is to tell, unless the moment that it `concerns`, by
    the domain clock, is near. `facts` are for who would `recall` it, to tell it together with what came later; this one
    may tell what others did, that were recalled: `instead_of` them.
    """
    person = to if isinstance(to, User) else None
    stopper = person if may_stop and is_readable and kind in settings.MAIL_MAY_STOP else None
    if stopper and stopping.is_stopped(stopper, kind):
        return
    language = person.language if person else settings.LANGUAGE_CODE
    told = {**context, "recipient": to}
    subject, body = render(template, told, language) if template else texts.write(kind, told, language)
    if stopper:
        body, minted = body + stopping.foot(language), {**(minted or {}), **stopping.gap(kind)}
    send_after = timezone.now() + (_pause(kind, concerns) if send_until is None else timedelta(0))
    message = Message(
        state=Message.State.HELD if is_held else _first_state(kind) if is_readable else Message.State.READY,
        key=key_of(kind, about, to),
        kind=kind,
        recipient=person,
        address=person.email if person else str(to),
        language=language,
        subject=headed(kind, subject, language, asks=asks),
        body=body,
        calendar=calendar,
        minted=minted or {},
        is_readable=is_readable,
        facts=facts,
        send_after=send_after,
        tries_from=send_after,
        send_until=send_until,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)  # a matter that was told already is not told again
    if instead_of:
        Message.objects.filter(pk__in=[one.pk for one in instead_of]).update(reason=Message.Reason.RETOLD)
    if send_after > timezone.now():
        _join(message.key)


def _pause(kind: str, concerns: datetime | None) -> timedelta:
    """How long a mail waits for company."""
    is_near = concerns is not None and concerns - clock.now() < settings.MAIL_NEAR
    pause: timedelta = settings.MAIL_PAUSE
    return pause if kind in settings.MAIL_PAUSES and not is_near else timedelta(0)


@transaction.atomic
def _join(key: str) -> None:
    """Let the mail of `key`, when it waits, leave together with what waits for the same reader.

    It is locked before its company: two that take each other along would wait for ever. Who finds it locked leaves it
    to whoever takes it along.
    """
    own = Message.objects.filter(key=key, state=Message.State.READY).select_related("recipient")
    message = own.select_for_update(skip_locked=True, of=["self"]).first()
    company = joining.companions(message) if message else []
    if message is None or not company:
        return
    whole = next((one for one in company if one.kind == joining.KIND), None) or _whole(company[0])
    parts = [one.pk for one in (*company, message) if one.kind != joining.KIND]
    Message.objects.filter(pk__in=parts).update(state=Message.State.JOINED, joined_in=whole)
    _tell_again(whole)


def _whole(first: Message) -> Message:
    """The mail that will tell what `first` tells, and more; it leaves when that would have left."""
    reader = first.recipient or first.address
    whole = Message(
        key=key_of(joining.KIND, str(first.pk), reader),
        kind=joining.KIND,
        recipient=first.recipient,
        address=first.address,
        language=first.language,
        subject=first.subject,
        send_after=first.send_after,
        tries_from=first.tries_from,
    )
    whole.save()
    return whole


def _tell_again(whole: Message) -> None:
    """Let a mail that waits tell what its parts tell by now. The one that a sender holds, the sender sees to."""
    free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    waiting = Message.objects.filter(free, pk=whole.pk, state__in=NOT_ARRIVED)
    if waiting.select_for_update():  # two who change it wait for each other, and the last sees all parts
        parts = list(joining.parts_of(whole))
        waiting.update(**(joining.told(parts) if parts else _dropped(Message.Reason.OVER)))


def _first_state(kind: str) -> Case:
    """Held when planners asked to see this kind first; found by the statement that writes the row."""
    held = Exists(MailKind.objects.filter(kind=kind, is_held=True))
    return Case(When(held, then=Value(Message.State.HELD)), default=Value(Message.State.READY))


def told_lately(kind: str, *, about: str, to: str = "") -> Exists:
    """For a row: whether a mail of `kind` was written or left within `MAIL_REST`, and still counts.

    `about` and `to` are the paths of the row to what it was about, or what that begins with, and to its reader; without
    `to` any reader counts.
    """
    begin = Concat(Value(f"{kind}:"), Cast(OuterRef(about), CharField()), Value(":"))
    since = timezone.now() - settings.MAIL_REST
    lately = Message.objects.filter(Q(created_at__gt=since) | Q(sent_at__gt=since), kind=kind)
    if to:
        lately = lately.filter(recipient=OuterRef(to))
    return Exists(lately.exclude(state=Message.State.DROPPED).filter(key__startswith=begin))


def drop(*kinds: str, about: str, to: User | None = None) -> int:
    """Take the mails about a matter that is over out of the outbox; what has left, has left. The number dropped."""
    over = _about(kinds, about)
    if to:
        over = over.filter(recipient=to)
    return end(over.filter(state__in=NOT_ARRIVED), Message.Reason.OVER) + end(_joined(over), Message.Reason.OVER)


def drop_for_now(*kinds: str, about: str) -> int:
    """The same for a matter that may come back: what has not left was not told, and can be told again then."""
    waiting = list(_about(kinds, about).filter(state__in=TAKEN_BACK).values_list("pk", flat=True))
    number = drop(*kinds, about=about)
    untold = Message.objects.filter(pk__in=waiting, state=Message.State.DROPPED, may_have_arrived=False)
    untold.update(key=Concat(F("key"), Value(":"), Cast("pk", CharField())))
    return number


def recall(*kinds: str, about: str, to: User | str) -> list[Message]:
    """Take back what waits about a matter, to be told together with what came later: the mails taken back, in order.

    What a sender is busy with, what may have arrived and what a planner has rewritten stays as it is. Call under the
    lock of the matter.
    """
    reader = Q(recipient=to) if isinstance(to, User) else Q(recipient=None, address=to)
    untouched = {"may_have_arrived": False, "lease": None}
    ours = _about(kinds, about).filter(reader, **untouched, facts__isnull=False)
    alone = ours.filter(state__in=NOT_ARRIVED).select_for_update(skip_locked=True)
    wholes = Message.objects.filter(**untouched, state__in=NOT_ARRIVED)
    found = [*alone, *ours.filter(state=Message.State.JOINED, joined_in__in=wholes)]
    end(Message.objects.filter(pk__in=[one.pk for one in found], state__in=TAKEN_BACK), Message.Reason.OVER)
    return sorted(found, key=lambda one: (one.created_at, one.pk))


def end(messages: QuerySet[Message], reason: Message.Reason) -> int:
    """These will not leave; what they would have told a calendar, it was not told. The number that ended.

    What was to leave as one of them ends with it, and what one of them was a part of goes on without it.
    """
    found = list(messages.select_related("recipient", "joined_in").defer("body"))
    if not found:
        return 0
    with transaction.atomic():
        number = messages.filter(pk__in=[message.pk for message in found]).update(**_dropped(reason))
        Message.objects.filter(joined_in__in=found, state=Message.State.JOINED).update(**_dropped(reason))
        for whole in {message.joined_in for message in found if message.joined_in}:
            _tell_again(whole)
        for message in found:
            calendars.settle(message)
    return number


def _about(kinds: Collection[str], about: str) -> QuerySet[Message]:
    matters = (Q(key__startswith=_matter(kind, about)) for kind in kinds)
    return Message.objects.filter(functools.reduce(operator.or_, matters), kind__in=kinds)


def _joined(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Those of `messages` that were to leave with others, and have not."""
    joined = messages.filter(state=Message.State.JOINED, joined_in__state__in=NOT_ARRIVED)
    pks = list(joined.values_list("pk", flat=True))  # an update by what another row says would not look again
    return Message.objects.filter(pk__in=pks, state=Message.State.JOINED)


def render(template: str, context: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Subject (the first line) and text of a mail template, as plain text in `language`."""
    with translation.override(language):
        plain = Context({**context, "address": settings.ADDRESS}, autoescape=False)
        text = loader.get_template(template).template.render(plain)  # type: ignore[attr-defined]  # Django's own engine
    subject, _newline, body = text.strip().partition("\n")
    return " ".join(subject.split())[:LONGEST_SUBJECT], body.strip() + "\n"


def headed(kind: str, subject: str, language: str, *, asks: bool = False) -> str:
    """The subject of a mail: what asks something of its reader says so first."""
    if asks or kind in settings.MAIL_ASKS:
        with translation.override(language):
            subject = _("Actie nodig: {subject}").format(subject=subject)
    return subject[:LONGEST_SUBJECT]


def send_due(limit: int = 10) -> int:
    """Send up to `limit` messages that may leave now, sign-in codes first; the number taken."""
    taken = _lease(limit)
    if taken:
        _hand_over(taken, mail.get_connection())
    return len(taken)


def _dropped(reason: Message.Reason) -> dict[str, Any]:
    """What a mail becomes that will not leave."""
    return {"state": Message.State.DROPPED, "reason": reason, "secret": "", **FREE}


def key_of(kind: str, about: str, to: User | str) -> str:
    """What makes a mail the only one about its matter to its reader."""
    return f"{_matter(kind, about)}{to.pk if isinstance(to, User) else _hash(str(to))}"


def _matter(kind: str, about: str) -> str:
    return f"{kind}:{about}:"


def _hash(address: str) -> str:
    """An address in a key: as long as any other, and nothing to read once the address is erased."""
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def _hand_over(taken: list[Message], connection: BaseEmailBackend) -> None:
    useful, sent = [message for message in taken if not _drop_past_use(message)], 0
    while useful:
        try:
            connection.open()  # one that is open stays as it is
        except OSError as error:  # the server is away, and all of them wait; smtplib's own errors are OSErrors too
            for message in useful:
                _give_back(message, error, Message.Reason.AWAY)
            return
        message = useful.pop(0)
        sent += _deliver(message, connection)
        if message.reason in TRIED_AGAIN:
            useful = _let_wait(useful, message)
    connection.close()
    if sent:  # it is there again: nobody sits out a wait that was meant for a server that is away
        waiting = Message.objects.filter(state=Message.State.READY, reason=Message.Reason.AWAY)
        waiting.filter(lease=None).update(send_after=F("tries_from"), reason="")


def _let_wait(others: list[Message], message: Message) -> list[Message]:
    """Those of `others` that need not wait for `message`, which is to be tried again."""
    after = [one for one in others if one.address == message.address and one.priority == Message.NORMAL]
    for one in after:
        Message.objects.filter(pk=one.pk, lease=one.lease).update(**FREE)
    return [one for one in others if one not in after]


def _drop_past_use(message: Message) -> bool:
    """Whether nobody is helped by this mail any more; then it stays here, with the reason."""
    if message.send_until is None or timezone.now() < message.send_until:
        return False
    mine = Message.objects.filter(pk=message.pk, lease=message.lease, state=Message.State.READY)
    end(mine, Message.Reason.PAST_USE)
    return True


def _lease(limit: int) -> list[Message]:
    lease, now = uuid.uuid4(), timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    due = Message.objects.filter(free, _in_turn(), state=Message.State.READY, send_after__lte=now)
    wanted = list(due.order_by("priority", "send_after", "pk").values_list("pk", flat=True)[:limit])
    if not wanted:
        return []
    due.filter(pk__in=wanted).update(lease=lease, leased_until=now + settings.MAIL_LEASE)
    mine = Message.objects.filter(lease=lease).select_related("recipient")
    return list(mine.order_by("priority", "send_after", "pk"))


def _in_turn() -> Combinable:
    """No mail overtakes one to the same address that is to be tried again; a sign-in code waits for nobody."""
    earlier = Message.objects.filter(
        address=OuterRef("address"),
        pk__lt=OuterRef("pk"),
        state=Message.State.READY,
        priority=Message.NORMAL,
        reason__in=TRIED_AGAIN,
    )
    return Q(priority=Message.CODES_FIRST) | ~Exists(earlier)


def _deliver(message: Message, connection: BaseEmailBackend) -> bool:
    """Send one mail that we hold, and say so; whether it left."""
    if _drop_past_use(message):
        return False
    mine = Message.objects.filter(pk=message.pk, lease=message.lease, state=Message.State.READY)
    until, address = timezone.now() + settings.MAIL_LEASE, _where_to(message)
    held = mine.filter(leased_until__gt=timezone.now())
    if not held.update(leased_until=until, may_have_arrived=True, address=address):
        return False  # dropped meanwhile, or taken over by another sender
    message.address = address
    if message.kind == joining.KIND and not _is_whole(message, mine):
        return False
    try:
        _email(message, connection).send()
    except NothingToMint as error:
        mine.update(may_have_arrived=message.may_have_arrived)
        if message.kind == joining.KIND:  # one of its matters ended just now: the next try tells the others
            _give_back(message, error, Message.Reason.FAULT)
            return False
        end(mine, Message.Reason.OVER)
        return False
    except Exception as error:  # whatever went wrong: the mail stays, and waits
        connection.close()  # perhaps broken; the next mail has a new one
        _give_back(message, error, _reason(error))
        return False
    message.reason = ""
    # also when it was dropped meanwhile: it has left
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.SENT, sent_at=timezone.now(), secret="", reason="", **FREE
    )
    return True


def _is_whole(message: Message, mine: QuerySet[Message]) -> bool:
    """Let a mail that we hold tell what its parts tell at this moment; False when nothing is left of it."""
    parts = list(joining.parts_of(message))
    if not parts:
        mine.update(may_have_arrived=message.may_have_arrived)
        end(mine, Message.Reason.OVER)
        return False
    told = joining.told(parts)
    for field, value in told.items():
        setattr(message, field, value)
    return bool(mine.update(**told))


def _where_to(message: Message) -> str:
    """The address that its reader has by now. What signs in, or proves an address, goes where that was asked for."""
    person = message.recipient if message.priority != Message.CODES_FIRST else None
    return str(person.email if person else message.address)


def _give_back(message: Message, error: Exception, reason: Message.Reason) -> None:
    """It waits for another try, or is given up when that has no sense."""
    log.warning("bericht %s: %s", message.pk, type(error).__name__)
    too_long = timezone.now() - message.tries_from > settings.MAIL_TRY_FOR
    hopeless = too_long or reason in FINAL
    mine = Message.objects.filter(pk=message.pk, lease=message.lease)
    mine.update(
        state=Message.State.FAILED if hopeless else Message.State.READY,
        secret="" if hopeless else F("secret"),
        may_have_arrived=message.may_have_arrived or _is_unsure(error, reason),
        attempts=F("attempts") + 1,
        reason=Message.Reason.TIME if too_long and reason not in FINAL else reason,
        last_error=f"{type(error).__name__}: {error}".replace(message.address, "[adres]")[:300],
        send_after=_next_try(message.attempts),
        **FREE,
    )
    message.reason = "" if hopeless else reason
    if hopeless:
        calendars.settle(message)


def _is_unsure(error: Exception, reason: Message.Reason) -> bool:
    """Whether the server may have taken the mail all the same: it broke off instead of saying no."""
    said_no = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ConnectionRefusedError)
    return reason == Message.Reason.BUSY and not isinstance(error, said_no)


def _next_try(attempts: int) -> datetime:
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts, 12), settings.MAIL_LONGEST_WAIT)
    return timezone.now() + wait * random.uniform(0.8, 1.0)


def _reason(error: Exception) -> Message.Reason:
    """What kept one mail from leaving: this address or text for good (5xx), or a server that is busy or broke off."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        final = all(500 <= code < 600 for code, _words in error.recipients.values())
        return Message.Reason.ADDRESS if final else Message.Reason.BUSY
    if isinstance(error, smtplib.SMTPDataError):
        return Message.Reason.TEXT if 500 <= error.smtp_code < 600 else Message.Reason.BUSY
    if isinstance(error, ValueError):  # a header that holds a new line
        return Message.Reason.HEADER
    return Message.Reason.BUSY if isinstance(error, OSError) else Message.Reason.FAULT


def _email(message: Message, connection: BaseEmailBackend) -> mail.EmailMultiAlternatives:
    """Text, then the same in HTML, then the invitation: a mail program shows the last of these that it knows."""
    text = filled(message)
    email = mail.EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        to=[message.address],
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            **stopping.headers(message),
        },
        connection=connection,
    )
    if not email.recipients():  # Django would send nothing, and call that sent
        raise ValueError("no address")
    email.attach_alternative(html.page(message.subject, text, message.language), "text/html")
    for number, told in enumerate(message.calendar or []):
        content = ical.invitation(told, attendee=message.address)
        kind = f"text/calendar; method={told['method']}"
        if number == 0:  # what mail programs show as an invitation
            email.attach_alternative(content.decode(), kind)
        email.attach(f"bijeenkomst-{number + 1}.ics", content.decode(), kind)
    return email


def filled(message: Message) -> str:
    """The text with its gaps filled, for sending only; never stored or shown. Raises NothingToMint."""
    text = message.body
    for gap, value in (sealing.unseal(message.secret) if message.secret else {}).items():
        text = text.replace(f"[[{gap}]]", value)
    for gap, (name, about) in message.minted.items():
        mint: Callable[[Message, str], str] = import_string(settings.MAIL_GAPS[name])
        text = text.replace(f"[[{gap}]]", mint(message, about))
    return text


def shown(message: Message) -> str:
    """The text as the log has it: nothing that opens a door, and nothing at all when it may not be read."""
    if not message.is_readable:
        return ""
    personal = "[" + _("persoonlijke link") + "]"
    return GAP.sub(lambda _match: personal, message.body)
