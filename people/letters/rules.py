"""What may be done with a mail, and why not. The page asks this to draw the buttons, the action to refuse."""

import re
from collections.abc import Iterable

from people import meanwhile, outbox
from people.models import Message

ALONE = re.compile(rf"(?<!\S)\(?{outbox.GAP.pattern}[.,;:!?)]*(?!\S)")

State = Message.State


def may_edit(message: Message) -> bool:
    """A draft: nobody has read it yet."""
    return message.state == State.HELD


def may_send(message: Message) -> bool:
    """A draft, or a mail that did not arrive: it may leave now."""
    return message.state in (State.HELD, State.FAILED)


def may_drop(message: Message) -> bool:
    """What has not arrived, also when it was to leave with other mail."""
    leaves_as = message.joined_in if message.state == State.JOINED and message.joined_in else message
    return leaves_as.state in (State.HELD, State.READY, State.FAILED)


def version(subject: str, body: str) -> str:
    """Tells words from other words: a form says which ones its reader saw."""
    return meanwhile.mark(subject, body)


def choice(kinds: Iterable[str]) -> str:
    """Tells a choice of kinds from another."""
    return meanwhile.mark(sorted(kinds))


def takes_back(message: Message) -> bool:
    """Whether it takes something out of the calendar of its reader."""
    return any(told.get("method") == "CANCEL" for told in message.calendar or [])


def missing_gaps(message: Message, body: str) -> list[str]:
    """The gaps that `body` lost, has too many, or has within other words: a personal link must stay what it is."""
    was, becomes = (set(outbox.GAP.findall(text)) for text in (message.body, body))
    return sorted(was ^ becomes | _glued(body) - _glued(message.body))


def _glued(body: str) -> set[str]:
    """As in `texts`: within another address it would hand over whose link it is."""
    return set(outbox.GAP.findall(ALONE.sub("", body)))
