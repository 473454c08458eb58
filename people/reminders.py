"""Reminders: what each floor finds that somebody should hear of, as one mail a day to each person (decision 38).

Nothing is planned ahead: the floors tell what holds now (`config/reminders.py` gathers it), and here is remembered
what was told. A mail that waits is taken back when something in it no longer holds; the rest is told anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from people import clock, outbox, stopping
from people.letters import texts
from people.models import Message, Reminded, User
from people.text import in_words

KIND = "reminder"
FRAME = "people/mails/reminder.txt"  # the greeting, the matters and the close
READER = "Sam Smit"  # of an example, beside those whom the placeholders name
UNTOLD = (Message.Reason.OVER, Message.Reason.PAST_USE)  # it stayed here, so what it told has yet to be told

Reader = int | str  # a person's number, or the address of somebody without an account


@dataclass(frozen=True)
class Reminder:
    """One matter that somebody should hear of by mail.

    `kind` and `about` name the matter, `step` says which time it is told: each step is told once. The text of its kind
    (`people.letters.texts`) has its title, and says what, by when and where; `minted` fills its gaps as in
    `outbox.post`. It is told while `rows` has a row and until `until`, by the domain clock.
    """

    to: User | str
    kind: str
    about: str
    context: Mapping[str, Any]
    rows: QuerySet[Any]
    due: date
    until: datetime
    step: str = ""
    minted: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def reader(self) -> Reader:
        return self.to.pk if isinstance(self.to, User) else self.to

    @property
    def is_action(self) -> bool:
        """Something is asked; otherwise it is good to know."""
        return self.kind in settings.MAIL_ASKS

    @property
    def reader_is_blocked(self) -> bool:
        """Whoever may not sign in cannot do what is asked, and is perhaps no longer there."""
        return isinstance(self.to, User) and not self.to.is_active

    @property
    def may_stop(self) -> bool:
        """Whoever wants no reminders still hears what is asked of them."""
        return not self.is_action

    @property
    def matter(self) -> str:
        return _matter(self.kind, self.about)


@dataclass(frozen=True)
class Part:
    """One matter as its reader reads it."""

    title: str
    text: str
    is_action: bool


def write(found: Iterable[Reminder]) -> None:
    """Write everybody what they have not been told yet: at most one mail a day. Safe to repeat, also at once.

    A fixed number of queries, and some for each mail.
    """
    found = [one for one in found if not one.reader_is_blocked]
    _take_back(found)
    day, written = str(clock.today()), _written_today()
    for reader, own in _untold(found).items():
        reasons = written[reader]
        if all(reason in UNTOLD for reason in reasons):
            _write(own, about=f"{day}:{len(reasons)}")


def drop(kind: str, *, about: str) -> int:
    """Take the waiting mails that tell of a matter that is over out of the outbox. What else they told, the next turn
    tells. The number dropped."""
    waiting = Message.objects.filter(state__in=outbox.NOT_ARRIVED, reminded__matter=_matter(kind, about))
    return outbox.end(waiting, Message.Reason.OVER)


def example(kind: str, words: texts.Words, language: str) -> texts.Words:
    """The mail that tells this matter and nothing else, for who edits its words."""
    part = Part(*words, is_action=kind in settings.MAIL_ASKS)
    return outbox.render(FRAME, {**_frame([part], has_account=True), "recipient": READER}, language)


def _matter(kind: str, about: str) -> str:
    return f"{kind}:{about}"


def _take_back(found: list[Reminder]) -> None:
    """The mails that wait and tell something that no longer holds, except what a sender is busy with."""
    holds = {(one.reader, one.matter, one.step) for one in found}
    free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    waiting = Message.objects.filter(free, kind=KIND, state__in=outbox.NOT_ARRIVED)
    over = {
        message.pk
        for message in waiting.prefetch_related("reminded")
        for told in message.reminded.all()
        if (message.recipient_id or message.address, told.matter, told.step) not in holds
    }
    outbox.end(waiting.filter(pk__in=over), Message.Reason.OVER)


def _written_today() -> dict[Reader, list[str]]:
    """Today's mails to each reader, as the reasons why they stayed here, if they did. One query."""
    today = Message.objects.filter(kind=KIND, key__startswith=f"{KIND}:{clock.today()}:")
    found: dict[Reader, list[str]] = defaultdict(list)
    for person, address, reason in today.values_list("recipient", "address", "reason"):
        found[person or address].append(reason)
    return found


def _untold(found: list[Reminder]) -> dict[Reader, list[Reminder]]:
    """What each reader has to hear: steps that were not told, of matters not told shortly ago. Two queries."""
    lines = Reminded.objects.filter(matter__in={one.matter for one in found}).exclude(message__reason__in=UNTOLD)
    told, resting = set(), set()
    for person, address, matter, step, at in lines.values_list(
        "message__recipient", "message__address", "matter", "step", "at"
    ):
        told.add((person or address, matter, step))
        if at > clock.now() - settings.MAIL_REST:
            resting.add((person or address, matter))
    unwanted = stopping.who_stopped(KIND)
    untold: dict[Reader, list[Reminder]] = defaultdict(list)
    for one in found:
        is_new = (one.reader, one.matter, one.step) not in told and (one.reader, one.matter) not in resting
        if is_new and not (one.may_stop and one.reader in unwanted):
            untold[one.reader].append(one)
    return untold


@transaction.atomic
def _write(own: list[Reminder], *, about: str) -> None:
    """One mail about all of these. When one is over, or changes at this moment, the next turn looks again."""
    own = sorted(own, key=lambda one: (not one.is_action, one.due, one.matter))
    if not all(_stands(one) for one in own):
        return
    to = own[0].to
    parts = [_part(one, number) for number, one in enumerate(own, start=1)]
    outbox.post(
        KIND,
        to,
        about=about,
        template=FRAME,
        context=_frame(parts, has_account=isinstance(to, User)),
        minted={
            _gap(name, number): minted for number, one in enumerate(own, start=1) for name, minted in one.minted.items()
        },
        send_until=timezone.now() + (min(one.until for one in own) - clock.now()),
        may_stop=all(one.may_stop for one in own),
        asks=any(part.is_action for part in parts),
    )
    message = Message.objects.filter(key=outbox.key_of(KIND, about, to)).first()  # none: stopped at this moment
    if message and not message.reminded.exists():  # else another process was first, and its mail is that of today
        Reminded.objects.bulk_create(
            Reminded(message=message, matter=one.matter, step=one.step, at=clock.now()) for one in own
        )


def _stands(one: Reminder) -> bool:
    """Nobody ends this matter until the mail about it is written; whoever is ending it now, is not waited for."""
    rows = one.rows.select_for_update(of=["self"], no_key=True, skip_locked=True)
    return bool(list(rows[:1]))


def _part(one: Reminder, number: int) -> Part:
    language = one.to.language if isinstance(one.to, User) else settings.LANGUAGE_CODE
    title, text = texts.write(one.kind, one.context, language)
    for name in one.minted:
        text = text.replace(f"[[{name}]]", f"[[{_gap(name, number)}]]")
    return Part(title, text.strip(), one.is_action)


def _frame(parts: list[Part], *, has_account: bool) -> dict[str, Any]:
    return {
        "parts": parts,
        "number": in_words(len(parts)),
        "asks": any(part.is_action for part in parts),
        "has_account": has_account,
    }


def _gap(name: str, number: int) -> str:
    """A mail can have the same gap for several matters."""
    return f"{name}_{number}"
