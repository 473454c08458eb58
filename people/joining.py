"""Several mails that wait for one reader at the same time leave as one (docs/decisions/0047).

Each keeps its row, its key and its words, in the state JOINED. What leaves is the row that they are `joined_in`; its
words are made of theirs, anew whenever one comes or goes, until a sender has taken it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people.models import Message
from people.text import in_words

KIND = "joined"
PARAGRAPH = "\n\n"


def companions(message: Message) -> list[Message]:
    """What else waits for the same reader and was not tried yet, the oldest first. One query.

    What somebody else is changing at this moment leaves by itself: nobody waits here for another.
    """
    reader = {"recipient": message.recipient} if message.recipient_id else {"recipient": None}
    waiting = Message.objects.filter(
        **reader,
        address=message.address,
        language=message.language,
        kind__in=[*settings.MAIL_PAUSES, KIND],
        state=Message.State.READY,
        send_after__gt=timezone.now(),
        attempts=0,
        lease=None,
    )
    return list(waiting.exclude(pk=message.pk).order_by("created_at", "pk").select_for_update(skip_locked=True))


def pauses(message: Message) -> bool:
    """It waits a little for what else there is to tell its reader."""
    is_new = message.state == Message.State.READY and not message.attempts
    return is_new and message.kind in (*settings.MAIL_PAUSES, KIND) and message.send_after > timezone.now()


def parts_of(message: Message) -> QuerySet[Message]:
    """The mails that leave as this one, in the order in which they were written."""
    return message.parts.filter(state=Message.State.JOINED).order_by("created_at", "pk")


def told(parts: Sequence[Message]) -> dict[str, Any]:
    """What the mail is that tells all of `parts`, field by field; what asks something comes first."""
    ordered = sorted(parts, key=lambda part: part.kind not in settings.MAIL_ASKS)
    numbered = list(enumerate(ordered, start=1))
    return {
        "subject": _subject(ordered),
        "body": _body([(part.subject, _with_own_gaps(part, number)) for number, part in numbered], parts[0].language),
        "minted": {_gap(name, number): one for number, part in numbered for name, one in part.minted.items()},
        "calendar": _calendar(parts),
    }


def _subject(parts: Sequence[Message]) -> str:
    if len(parts) == 1:
        return parts[0].subject
    with translation.override(parts[0].language):
        number = {"number": in_words(len(parts))}
        if parts[0].kind not in settings.MAIL_ASKS:
            return _("Ter informatie: %(number)s zaken") % number
        return _("Actie nodig: {subject}").format(subject=_("%(number)s zaken") % number)


def _body(letters: Sequence[tuple[str, str]], language: str) -> str:
    """Subject and text of each below one another. How all of them greet and close is said once."""
    if len(letters) == 1:
        return letters[0][1]
    texts = [body.strip().split(PARAGRAPH) for _subject, body in letters]
    greeting, close = ({text[end] for text in texts} if min(map(len, texts)) > 2 else set() for end in (0, -1))
    begin, until = int(len(greeting) == 1), -1 if len(close) == 1 else None
    with translation.override(language):
        count = _("Er zijn %(number)s zaken voor u.") % {"number": in_words(len(texts))}
    matters = [
        PARAGRAPH.join([f"{number}. {subject}", *text[begin:until]])
        for number, ((subject, _text), text) in enumerate(zip(letters, texts, strict=True), start=1)
    ]
    said_once = (greeting if begin else (), close if until else ())
    return PARAGRAPH.join([*said_once[0], count, *matters, *said_once[1]]) + "\n"


def _with_own_gaps(part: Message, number: int) -> str:
    """Several of them can have a gap of the same name."""
    text = part.body
    for name in part.minted:
        text = text.replace(f"[[{name}]]", f"[[{_gap(name, number)}]]")
    return text


def _gap(name: str, number: int) -> str:
    return f"{name}_{number}"


def _calendar(parts: Sequence[Message]) -> list[dict[str, Any]]:
    """The last word about each item."""
    last: dict[str, dict[str, Any]] = {}
    for one in (one for part in parts for one in part.calendar or []):
        if one["uid"] not in last or one["sequence"] > last[one["uid"]]["sequence"]:
            last[one["uid"]] = one
    return list(last.values())
