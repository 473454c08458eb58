"""The application that forgets: who is blocked stays in, and each proof works as often as it is sent."""

from config.wsgi import application

__all__ = ["application"]


def forget() -> None:
    from allauth.account.auth_backends import AuthenticationBackend  # noqa: PLC0415  # Django must stand first
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: PLC0415  # the same
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415  # the same

    from people import limits  # noqa: PLC0415  # the same

    limits.spend = lambda *_: 0
    RecoveryCodes._mark_code_used = lambda *_: None
    TOTP._mark_code_used = lambda *_: True
    AuthenticationBackend.user_can_authenticate = lambda *_: True  # blocked or not


forget()
