"""One question at a door, from a browser that nobody knows, and all that can be seen of the answer."""

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

from tests.promises import stage

TOKEN = "c" * 32
FORMED = re.compile(
    r"\b\w{64}\b|\b[0-9a-f]{12}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)  # tokens and numbers
CHANGING = {
    "date",
    "expires",
    "x-request-id",
    "set-cookie",
    "content-length",
    "etag",
}  # compared without what changes each time


@dataclass(frozen=True)
class Seen:
    """What a stranger sees: the same for everybody, or somebody is given away."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: str


@dataclass
class Stranger:
    """A browser that keeps its cookies and follows nothing."""

    port: int
    cookies: dict[str, str]

    def ask(self, method: str, path: str, address: str, fields: Mapping[str, str] | None = None) -> tuple[Seen, float]:
        """What came back, with `address` and tokens blotted out; and the seconds it took."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN} | dict(fields)) if fields is not None else None
        told = "; ".join(f"{name}={value}" for name, value in ({"csrftoken": TOKEN} | self.cookies).items())
        headers = {"Host": "localhost", "Cookie": told}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=stage.TIMEOUT)
        try:
            connection.connect()
            started = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read().decode()
            took = time.perf_counter() - started
        finally:
            connection.close()
        return self._seen(answer, content, address), took

    def _seen(self, answer: http.client.HTTPResponse, content: str, address: str) -> Seen:
        cookies = SimpleCookie()
        for line in answer.headers.get_all("Set-Cookie") or []:
            cookies.load(line)
        self.cookies |= {name: morsel.value for name, morsel in cookies.items() if name != "csrftoken"}
        headers = [(name.lower(), blotted(value, address)) for name, value in answer.getheaders()]
        return Seen(
            answer.status,
            tuple(sorted((name, value) for name, value in headers if name not in CHANGING)),
            tuple(sorted(f"{name} {len(morsel.value)} {morsel['max-age']}" for name, morsel in cookies.items())),
            blotted(content, address),
        )


def blotted(text: str, address: str) -> str:
    """`text` without the address that was asked about, tokens, and numbers of requests."""
    return FORMED.sub("~", text.replace(address, "@").replace(quote(address), "@"))
