"""Signing in with the account of one's own organisation: OpenID Connect, with a key of ours instead of a shared secret.

Whoever comes back is found by issuer and subject; the first time by the e-mail address, which the provider must
have verified. Nobody gets an account this way. Source: OpenID Connect Core 3.1.3.7, RFC 7523, RFC 7636.
"""

import time
import uuid
from typing import Any, cast

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.adapter import get_adapter as library_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from requests import RequestException

from people.models import User

ALGORITHMS = ["RS256", "PS256", "ES256"]  # signed with a key of the provider; never "none", never a shared secret
LASTS = 60  # seconds that our own word to the provider holds
LEEWAY = 30  # seconds that two clocks may differ
BROKEN = (RequestException, jwt.PyJWTError, OAuth2Error, KeyError, TypeError, ValueError)  # of a provider that errs


class SealedClient(OAuth2Client):  # type: ignore[misc]  # allauth has no types
    """Says who we are with a signed word (`private_key_jwt`)."""

    app: SocialApp

    def get_access_token(self, code: str, pkce_code_verifier: str | None = None, extra_data: Any = None) -> Any:
        now, ours = int(time.time()), self.app.settings
        claims = {"iss": self.consumer_key, "sub": self.consumer_key, "aud": self.access_token_url}
        claims |= {"jti": uuid.uuid4().hex, "iat": now, "exp": now + LASTS}
        key = load_pem_private_key(ours["private_key"].encode(), None)
        algorithm = "RS256" if isinstance(key, RSAPrivateKey) else "ES256"
        headers = {"kid": ours["key_id"]} if ours.get("key_id") else None
        signed = {
            "client_secret": "",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": jwt.encode(claims, cast(Any, key), algorithm, headers),
        }
        return super().get_access_token(code, pkce_code_verifier, signed | (extra_data or {}))


class OpenIDAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    client_class = SealedClient
    basic_auth = False

    def get_client(self, request: HttpRequest, app: SocialApp) -> SealedClient:
        client = cast(SealedClient, super().get_client(request, app))
        client.app = app
        return client

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Who came back, from the signed token; the address from elsewhere when only that place tells it."""
        claims = self._decode_id_token(app, kwargs["response"]["id_token"])
        if "email" not in claims:
            told = self._fetch_user_info(token.token)
            if told["sub"] != claims["sub"]:
                raise OAuth2Error("userinfo is about somebody else")
            claims |= {name: told[name] for name in ("email", "email_verified") if name in told}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The library leaves the signature to TLS when it fetched the token itself; we look at it each time."""
        with library_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            return self._verified(app, id_token, jwt.PyJWKSet.from_dict(answer.json()))
        except jwt.PyJWTError as wrong:
            raise OAuth2Error("not a token of this provider for us") from wrong

    def _verified(self, app: SocialApp, id_token: str, keys: jwt.PyJWKSet) -> dict[str, Any]:
        named = jwt.get_unverified_header(id_token).get("kid")
        key = next((key for key in keys.keys if key.key_id == named), None)
        issuer = self.openid_config["issuer"]
        if key is None or app.settings["server_url"].rstrip("/") != issuer.rstrip("/"):
            raise OAuth2Error("not signed by a key of the issuer in the settings")
        needed = ["iss", "sub", "aud", "exp", "iat"]
        return jwt.decode(
            id_token,
            key.key,
            algorithms=ALGORITHMS,
            audience=app.client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": needed},
        )


class OpenIDProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    package = "allauth.socialaccount.providers.openid_connect"
    oauth2_adapter_class = OpenIDAdapter

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Issuer and subject as one name: a subject says nothing by itself, and the name of a button may change."""
        return uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, data["iss"]), data["sub"]).hex

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Verified is what says `true`, and nothing that looks like it."""
        address, is_verified = data.get("email"), data.get("email_verified") is True
        return [EmailAddress(email=address, verified=is_verified, primary=True)] if isinstance(address, str) else []

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}  # what the provider tells of a person is not ours to keep

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return dict(self.get_auth_params())  # not what a link of somebody else adds

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())


class OpenIDAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Whom a provider's word belongs to, and when it is refused."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Those of the settings; nobody adds one in the database."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def authenticate_by_email(self, login: SocialLogin) -> tuple[User, str] | None:
        """The person with this address, unless another subject of this provider is that person already."""
        for address in login.email_addresses:
            person = User.objects.filter(email=address.email).first() if address.verified else None
            if person and not SocialAccount.objects.filter(user=person, provider=login.account.provider).exists():
                return person, person.email
        return None

    def pre_social_login(self, request: HttpRequest, login: SocialLogin) -> None:
        if login.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(refusal(request))
        if login.user.pk is None:
            raise ImmediateHttpResponse(refusal(request, _why_unknown(login)))
        if not login.user.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        raise ImmediateHttpResponse(refusal(request))


def _why_unknown(login: SocialLogin) -> str:
    if not any(address.verified for address in login.email_addresses):
        return _("Uw organisatie heeft niet bevestigd dat het e-mailadres van u is.")
    return _("Bij dit e-mailadres hoort geen account dat u zo kunt gebruiken.")


def refusal(request: HttpRequest, reason: str = "", *, status: int = 403) -> HttpResponse:
    """Nobody was signed in; another way in always stands open."""
    return render(request, "socialaccount/refused.html", {"reason": reason}, status=status)


@login_not_required  # type: ignore[untyped-decorator]  # allauth has no types
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required  # type: ignore[untyped-decorator]  # allauth has no types
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the library answers, and our own page when the provider is away or tells nonsense."""
    try:
        return cast(HttpResponse, view.adapter_view(OpenIDAdapter(request, provider_id))(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except BROKEN:
        return refusal(request, _("Uw organisatie geeft nu geen goed antwoord."), status=502)
