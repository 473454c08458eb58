"""Requests that are wrong before any form is read, sent byte by byte to the served site (H1 of the corpus)."""

import socket
import time
from collections.abc import Iterator

from tests.promises.stage import Site

WITHIN = 5.0  # seconds; one is what we want, on a machine with nothing else to do
LONG = 100 * 1024  # bytes
HEAD = b"%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
PAGE, DEED = b"/aanbod/", b"/account/signup/"

# Name -> what is sent, and how it may be answered; 0 is a connection that is closed without a word.
REQUESTS: dict[str, tuple[bytes, set[int]]] = {
    "a header of 100 kB": (HEAD % (b"GET", PAGE) + b"X-Lang: " + b"x" * LONG + b"\r\n\r\n", {400, 431}),
    "a cookie of 100 kB": (HEAD % (b"GET", PAGE) + b"Cookie: a=" + b"x" * LONG + b"\r\n\r\n", {400, 431}),
    "500 headers": (HEAD % (b"GET", PAGE) + b"".join(b"X-%d: x\r\n" % n for n in range(500)) + b"\r\n", {400, 431}),
    "an address of 100 kB": (HEAD % (b"GET", b"/" + b"x" * LONG) + b"\r\n", {414}),
    "length and pieces": (
        HEAD % (b"POST", DEED) + FORM + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /",
        {400},
    ),
    "two lengths": (HEAD % (b"POST", DEED) + FORM + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", {400}),
    "a length below nothing": (HEAD % (b"POST", DEED) + FORM + b"Content-Length: -5\r\n\r\nabcde", {400}),
    "a length that is a word": (HEAD % (b"POST", DEED) + FORM + b"Content-Length: veel\r\n\r\nab", {400}),
    "a length without end": (HEAD % (b"POST", DEED) + FORM + b"Content-Length: 999999999999\r\n\r\nab", {413}),
    "a body in pieces": (
        HEAD % (b"POST", DEED) + FORM + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n",
        {400, 403, 411},
    ),
    "pieces of another kind": (HEAD % (b"POST", DEED) + FORM + b"Transfer-Encoding: x\r\n\r\nab", {400, 501}),
    "pieces that are none": (
        HEAD % (b"POST", DEED) + FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        {0, 400, 403},
    ),
    "NUL in a header": (HEAD % (b"GET", PAGE) + b"X-Lang: a\0b\r\n\r\n", {400}),
    "a header without a name": (HEAD % (b"GET", PAGE) + b": x\r\n\r\n", {400}),
    "a version of the future": (b"GET /aanbod/ HTTP/9.9\r\nHost: localhost\r\n\r\n", {400, 505}),
    "a method in small letters": (b"get /aanbod/ HTTP/1.1\r\nHost: localhost\r\n\r\n", {400, 405}),
    "no host": (b"GET /aanbod/ HTTP/1.1\r\nConnection: close\r\n\r\n", {200, 400}),  # ours is one
    "two hosts": (HEAD % (b"GET", PAGE) + b"Host: boos.example\r\n\r\n", {400}),
    "a proxy's request": (HEAD % (b"CONNECT", b"boos.example:443") + b"\r\n", {400, 404, 405}),
    "the whole address": (HEAD % (b"GET", b"http://boos.example/aanbod/") + b"\r\n", {200, 400, 404}),
    "TRACE": (HEAD % (b"TRACE", PAGE) + b"\r\n", {405}),
    "another protocol": (b"\x16\x03\x01\x02\x00\x01\x00", {0, 400}),
}  # fmt: skip  # a request, a line where it fits


def faults(site: Site) -> Iterator[str]:
    """What was answered otherwise, or took too long; and whether the site still answers afterwards."""
    for name, (sent, expected) in REQUESTS.items():
        started = time.monotonic()
        status = _status(site, sent)
        if status not in expected:
            yield f"{name}: answered {status}"
        if (took := time.monotonic() - started) > WITHIN:
            yield f"{name}: took {took:.1f} s"
    if site.open("/aanbod/") != 200:
        yield "the site no longer answers"


def _status(site: Site, sent: bytes) -> int:
    with socket.create_connection(("127.0.0.1", site.port), timeout=WITHIN * 2) as line:
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            told = line.recv(64)
        except OSError:  # closed while we were still talking
            return 0
    words = told.split(b" ", 2)
    return int(words[1]) if len(words) > 2 and words[1].isdigit() else 0
