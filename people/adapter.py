"""How django-allauth speaks through this house: mail through the outbox, never in the request (promise P21)."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model

from people import outbox, sealing
from people.models import Message

# What a mail of the sign-in pages may hold, and the gap under which it stands in the outbox.
GAPS = {"code": "code", "activate_url": "link", "password_reset_url": "link", "signup_url": "link"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail with gaps; the code or link that fills them rests sealed until it is sent."""
        secret = {gap: str(context[name]) for name, gap in GAPS.items() if context.get(name)}
        shown = {**context, **{name: f"[[{gap}]]" for name, gap in GAPS.items() if context.get(name)}}
        person = get_user_model().objects.filter(email=email).first()
        language = person.language if person else "nl"
        subject, body = outbox.render(f"{template_prefix}.txt", shown, language)
        Message.objects.create(
            key=f"sign_in:{uuid.uuid4()}",
            kind=template_prefix.rpartition("/")[2],
            recipient=person,
            address=email,
            language=language,
            subject=subject,
            body=body,
            secret=sealing.seal(secret) if secret else "",
            priority=Message.CODES_FIRST,
        )
