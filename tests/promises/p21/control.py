"""The application that gives it away: it answers when it can, mails in the request, hashes for the known only."""

from datetime import timedelta
from typing import Any

from tests.promises.p21.roomy import application

__all__ = ["application"]


def give_away() -> None:
    from allauth.account.auth_backends import AuthenticationBackend  # noqa: PLC0415  # Django must stand first
    from django.conf import settings  # noqa: PLC0415  # the same

    from people import outbox  # noqa: PLC0415  # the same
    from people.adapter import AccountAdapter  # noqa: PLC0415  # the same

    write = AccountAdapter.send_mail

    def send(self: AccountAdapter, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        write(self, template_prefix, email, context)
        if "unknown" not in template_prefix:
            outbox.send_due()

    AccountAdapter.send_mail = send  # type: ignore[method-assign]  # the control
    settings.SIGN_IN_PACE = timedelta(0)
    AuthenticationBackend._mitigate_timing_attack = lambda *_: None


give_away()
