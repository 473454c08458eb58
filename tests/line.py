"""A line to a server on this machine, over TLS with a certificate of our own; the answer as Django would tell it."""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.http import HttpResponse

HERE = "127.0.0.1"
HOST = "leerlijn.example"


@dataclass(frozen=True)
class Certificate:
    """Signed by itself, for `HERE` and `HOST`."""

    chain: Path
    key: Path


@dataclass(frozen=True)
class Line:
    """To a port; over TLS when there is a certificate to trust."""

    port: int
    certificate: Certificate | None = None

    def ask(self, path: str, method: str = "GET", *, body: bytes = b"", **headers: str) -> HttpResponse:
        """One request on a connection of its own; the answer with its headers, cookies and text."""
        connection = self._open()
        try:
            connection.putrequest(method, path, skip_host=True)
            sent = {"Host": HOST, "Content-Length": str(len(body))} | _named(headers)
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(body or None)
            got = connection.getresponse()
            return _told(got.status, got.getheaders(), got.read())
        finally:
            connection.close()

    def _open(self) -> http.client.HTTPConnection:
        if self.certificate is None:
            return http.client.HTTPConnection(HERE, self.port, timeout=30)
        trusted = ssl.create_default_context(cafile=self.certificate.chain)
        return http.client.HTTPSConnection(HERE, self.port, timeout=30, context=trusted)


def certificate(folder: Path) -> Certificate:
    """A new one, as the two files that servers read."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(IPv4Address(HERE))])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    made = Certificate(folder / "fullchain.pem", folder / "privkey.pem")
    made.chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return made


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    """`content_type` is the argument, Content-Type the header."""
    return {name.replace("_", "-").title(): value for name, value in headers.items()}


def _told(status: int, headers: list[tuple[str, str]], body: bytes) -> HttpResponse:
    answer = HttpResponse(body, status=status)
    del answer.headers["Content-Type"]
    for name, value in headers:
        if name.lower() == "set-cookie":
            answer.cookies.load(value)
        else:
            answer.headers[name] = value
    return answer
