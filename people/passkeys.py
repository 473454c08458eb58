"""What a passkey signed counts once, also when it arrives twenty times at the same moment (promise P23).

The library takes the challenge out of the session when it was answered; copies of that session still hold it.
"""

from typing import Any

from allauth.core.internal.ratelimit import Rate
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.utils.crypto import salted_hmac

from people import limits

ONCE = Rate(amount=1, duration=24 * 60 * 60, per="key")  # longer than any session that could hold the challenge


class _Once:
    """Before a form of the library."""

    def clean_credential(self) -> Authenticator:
        challenge: Any = (auth.get_state() or {}).get("challenge")
        found: Authenticator = super().clean_credential()  # type: ignore[misc]  # of the form behind it
        if limits.spend(salted_hmac("people.passkeys", str(challenge), algorithm="sha256").hexdigest(), ONCE):
            raise get_adapter().validation_error("incorrect_code")
        return found


class SignInForm(_Once, LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class SecondStepForm(_Once, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class ConfirmForm(_Once, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass
