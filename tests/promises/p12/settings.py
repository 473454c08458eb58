"""The settings of a test, with a real mail server, and tasks that are tried again at once."""

import os
from datetime import timedelta

from config.settings import *  # noqa: F403  # all of them

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ.get("LEERLIJN_TEST_SMTP_PORT", "25"))
QUEUE_FIRST_WAIT = timedelta(seconds=0.1)
if "LEERLIJN_TEST_SHORT_LEASE" in os.environ:
    QUEUE_LEASE = timedelta(minutes=5)
