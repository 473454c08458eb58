"""How django-allauth speaks through this house: mail through the outbox, never in the request (promise P21)."""

import io
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people import outbox, sealing
from people.models import Message, User
from people.origin import client_address
from people.text import address

# What a mail of the sign-in pages must not show before it is sent, and the gap under which it stands in the outbox.
GAPS = {"code": "code", "password_reset_url": "link"}
USE = {  # after that, what is in the gap opens nothing any more
    "code": timedelta(
        seconds=min(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT, settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
    ),
    "link": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
}
LASTS = {"minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail with gaps; the code or link that fills them rests sealed until it is sent.

        The same work for a known and an unknown address. No name in the greeting: whoever signs up chooses that
        name, and could write to a stranger with it.
        """
        person = User.objects.filter(email=email).first()
        language = person.language if person else translation.get_language() or settings.LANGUAGE_CODE
        hidden = {name: f"[[{gap}]]" for name, gap in GAPS.items() if context.get(name)}
        shown = context | hidden | LASTS | {"email": email, "contact": settings.CONTACT_ADDRESS}
        kind = template_prefix.rpartition("/")[2]
        subject, body = outbox.render(f"{template_prefix}.txt", shown, language)
        secret = {GAPS[name]: str(context[name]) for name, gap in hidden.items() if gap in body}
        Message.objects.create(
            key=f"sign_in:{uuid.uuid4()}",
            kind=kind,
            recipient=person,
            address=email,
            language=language,
            subject=outbox.headed(kind, subject, language),
            body=body,
            secret=sealing.seal(secret),  # also when nothing is hidden: sealing takes time, and time tells
            is_readable=False,
            priority=Message.CODES_FIRST,
            send_until=min((timezone.now() + USE[gap] for gap in secret), default=None),
        )

    def clean_email(self, email: str) -> str:
        """One notation per mailbox: the library compares what was typed with what is kept."""
        return address(super().clean_email(email))

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Whoever has a second factor is asked for that: a password alone would be less than signing in took."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way for way in ways if way["id"] != "reauthenticate"] or ways

    def pre_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse | None:
        """A code that came by mail confirms the address, also of an account that a colleague made.

        So does an organisation that verified it (`people/openid.py`).
        """
        steps = get_authentication_records(request, user)
        by_code = steps[-1].get("email") if steps and steps[-1].get("method") == "code" else None
        by_provider = getattr(
            (details.get("signal_kwargs") or {}).get("sociallogin"), "_did_authenticate_by_email", None
        )
        if user.email in (by_code, by_provider):
            EmailAddress.objects.update_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
        refused: HttpResponse | None = super().pre_login(request, user, **details)
        return refused

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Never the address of another person, also not of one who never signed in."""
        if User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists():
            return False
        return bool(super().confirm_email(request, email_address))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own address, as in every mail, whatever name the browser asked for."""
        path: str = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.ADDRESS + path.replace("UID-KEY", quote(key))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser calls this site when it asks for a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}

    def build_totp_svg(self, url: str) -> str:
        """The QR code as SVG that may stand in a strict page: no style, no XML declaration."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(
            drawn, kind="svg", scale=5, border=4, light="#fff", xmldecl=False, svgclass="qr", lineclass=None
        )
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return sealing.seal({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)["secret"]

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey {number}").format(number=number)
