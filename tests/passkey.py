"""A passkey without a browser: a key pair that answers as a phone or security key does (WebAuthn Level 2)."""

import json
from hashlib import sha256
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from people.models import User

FLAG = AuthenticatorData.FLAG
SIGN_IN = "/account/2fa/webauthn/login/"


class Passkey:
    """Of `user`, known to the site at `host`. `verifies`: it asked for a finger or a PIN."""

    def __init__(self, user: User, host: str = "testserver", *, verifies: bool = True) -> None:
        self.user, self.host = user, host
        self.flags = FLAG.UP | (FLAG.UV if verifies else FLAG(0))
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = sha256(f"passkey {user.pk}".encode()).digest()
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Telefoon", "credential": self._registration()},
        )

    def answer(self, challenge: str) -> str:
        """What the browser sends when the site asks with `challenge`."""
        client = self._client("webauthn.get", challenge)
        data = AuthenticatorData.create(self._site, self.flags, 0)
        signature = self.key.sign(data + client.hash, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(user_pk_to_url_str(self.user).encode()),
        }
        return json.dumps(self._named(response))

    def _registration(self) -> dict[str, Any]:
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]  # as it is
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(self._site, self.flags | FLAG.AT, 0, credential)
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", "AAAA")),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._named(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    @property
    def _site(self) -> bytes:
        return sha256(self.host.encode()).digest()

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, f"https://{self.host}")

    def _named(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
