"""Senders that give up after a second of trouble, and never look whether a mail still helps anybody.

They must lose mail, and send a code that opens nothing any more.
"""

from datetime import timedelta

from django.conf import settings

from people import outbox
from people.models import Message

_give_back = outbox._give_back
PATIENCE = settings.MAIL_TRY_FOR


def impatient() -> None:
    outbox._give_back = _give_up_soon
    outbox._drop_past_use = lambda message: False


def _give_up_soon(message: Message, error: Exception, reason: Message.Reason) -> None:
    """A code is tried on: it is there for the other half of the control."""
    settings.MAIL_TRY_FOR = PATIENCE if message.send_until else timedelta(seconds=1)
    _give_back(message, error, reason)
