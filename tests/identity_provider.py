"""A small OpenID Connect provider on this machine: it checks what a client says, and signs as a test tells it to."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

CLIENT_ID = "leerlijn"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


KEY, OTHER_KEY, CLIENT_KEY = new_key(), new_key(), new_key()


@dataclass
class Provider:
    """Who signs in next, and how the token is signed. `claims` go over what is right; None leaves one out."""

    issuer: str = ""
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "a1", "email": "anna@example.org", "email_verified": True}
    )
    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "RS256"
    kid: str = "k1"
    userinfo: dict[str, Any] = field(default_factory=dict)
    is_down: bool = False
    refusals: list[str] = field(default_factory=list)  # what a client did wrong
    challenges: dict[str, dict[str, str]] = field(default_factory=dict)
    words_heard: set[str] = field(default_factory=set)

    def configuration(self) -> dict[str, Any]:
        places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        found = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in places.items()}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **found}

    def keys(self) -> dict[str, Any]:
        numbers = KEY.public_key().public_numbers()
        key = {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
        return {"keys": [key | {"kid": "k1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """The person says yes at once; where the browser goes next."""
        if asked.get("code_challenge_method") != "S256" or asked["client_id"] != CLIENT_ID:
            self.refusals.append("no PKCE")
        code = f"code{len(self.challenges)}"
        self.challenges[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any]:
        asked = self.challenges.pop(sent["code"])
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        word = jwt.decode(
            sent["client_assertion"],
            CLIENT_KEY.public_key(),
            algorithms=["RS256"],
            audience=f"{self.issuer}/token",
            issuer=CLIENT_ID,
            options={"require": ["exp", "jti", "sub"]},
        )
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            self.refusals.append("wrong verifier")
        if word["jti"] in self.words_heard or "client_secret" in sent:
            self.refusals.append("wrong client")
        self.words_heard.add(word["jti"])
        now = int(time.time())
        right = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300} | self.person
        claims = {name: value for name, value in (right | self.claims).items() if value is not None}
        key = "" if self.algorithm == "none" else self.key
        signed = jwt.encode(claims, key, self.algorithm, {"kid": self.kid})
        return {"access_token": "secret", "token_type": "Bearer", "id_token": signed}


def app(provider: Provider) -> dict[str, Any]:
    """How the settings name this provider."""
    ours = {"server_url": provider.issuer, "private_key": pem(CLIENT_KEY), "hosts": []}
    return {"provider_id": "vrr", "name": "Veiligheidsregio Rotterdam-Rijnmond", "client_id": CLIENT_ID} | {
        "settings": ours
    }


@contextmanager
def serving() -> Iterator[Provider]:
    """The provider, on a port of its own for as long as the block lasts."""
    provider = Provider()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, urlsplit(self.path).query
            if path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(_first(query)))
                self.end_headers()
                return
            pages: dict[str, Callable[[], dict[str, Any]]] = {
                "/keys": provider.keys,
                "/userinfo": lambda: provider.userinfo,
            }
            self._tell(pages.get(path, provider.configuration)())

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._tell(provider.token(_first(sent)))

        def _tell(self, what: dict[str, Any]) -> None:
            self.send_response(503 if provider.is_down else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(what).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def _number(number: int) -> str:
    """As a JSON Web Key writes it (RFC 7518, 6.3.1)."""
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode().rstrip("=")
