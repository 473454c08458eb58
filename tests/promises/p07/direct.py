"""The application of somebody in a hurry: it speaks to the mail server while the reader waits for the page."""

import contextlib
import os
from typing import Any

from django.conf import settings
from django.core import mail

from config.wsgi import application  # first: it sets Django up
from people import outbox

__all__ = ["application"]

settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ["P07_PORT"])
settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = True, 1

_post = outbox.post


def post_and_call(*args: Any, **options: Any) -> None:
    _post(*args, **options)
    connection = mail.get_connection()
    with contextlib.suppress(OSError):
        connection.open()
        connection.close()


outbox.post = post_and_call
