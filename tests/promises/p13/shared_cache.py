"""A cache that many share, before the site: it keeps what it may keep (RFC 9111), and asks again when it must."""

import http.client
import re
import threading
import time
from dataclasses import dataclass, field

from tests.promises import stage

AGE = re.compile(r"max-age=(\d+)")
FORBIDDEN = re.compile(r"\b(private|no-store|no-cache)\b")


@dataclass(frozen=True)
class Fetched:
    status: int
    body: bytes
    etag: str
    keep: str


@dataclass
class SharedCache:
    """What was fetched through it, and until when it may be given to the next who asks."""

    port: int
    _kept: dict[str, tuple[float, Fetched]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, path: str, *, etag: str = "") -> Fetched:
        with self._lock:
            until, answer = self._kept.get(path, (0.0, None))
        if answer and time.monotonic() < until:
            return answer
        fetched = self._fetch(path, etag)
        age = AGE.search(fetched.keep)
        if fetched.status == 200 and age and not FORBIDDEN.search(fetched.keep):
            with self._lock:
                self._kept[path] = (time.monotonic() + int(age[1]), fetched)
        return fetched

    def _fetch(self, path: str, etag: str) -> Fetched:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=stage.TIMEOUT)
        try:
            connection.request("GET", path, headers={"Host": "localhost"} | ({"If-None-Match": etag} if etag else {}))
            answer = connection.getresponse()
            body = answer.read()
            headers = answer.headers
            return Fetched(answer.status, body, headers.get("ETag", ""), headers.get("Cache-Control", ""))
        finally:
            connection.close()
