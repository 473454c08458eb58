"""Senders that forgot: one marks its mails before it sends them, the other calls a mail by a new name at every try.

The first must lose mail, the second must give one mail two names.
"""

import contextlib
import uuid
from typing import Any

from django.utils import timezone

from people import outbox
from people.models import Message


def mark_first() -> None:
    def hand_over(taken: list[Message], connection: Any) -> None:
        marked = Message.objects.filter(pk__in=[message.pk for message in taken])
        marked.update(state=Message.State.SENT, sent_at=timezone.now())
        for message in taken:
            with contextlib.suppress(OSError):
                outbox._email(message, connection).send()

    outbox._hand_over = hand_over


def new_name_at_every_try() -> None:
    Message.message_id = property(lambda _message: f"<{uuid.uuid4().hex}@leerlijn.example>")  # type: ignore[assignment, method-assign]
