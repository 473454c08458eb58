"""Requests as no browser makes them, to every form of the site (H1 of the corpus): refused, or read as what they are.

Methods that a form does not know, keys that come twice, bodies of another kind. Whatever is not a plain POST of the
form leaves everything as it was.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
MANY = 10_000  # fields, and how deep a JSON text goes
READS = ("HEAD", "OPTIONS", "TRACE")
WRITES = ("PUT", "PATCH", "DELETE", "PROPFIND", "LEERLIJN")


@dataclass(frozen=True)
class Rough:
    """One request. `changes` says that it is a form after all, and may do what the form does."""

    name: str
    method: str = "POST"
    body: bytes = b""
    kind: str = FORM
    headers: dict[str, str] = field(default_factory=dict)
    changes: bool = False


def requests(data: dict[str, str]) -> Iterator[Rough]:
    """For a form that is filled in with `data`."""
    sent = data or {"key": ""}  # a form in which everything may be left out
    form = urlencode(sent).encode()
    for method in (*READS, *WRITES):
        yield Rough(f"method {method}", method, form)
    yield Rough("another method in a header", body=form, headers={"X-HTTP-Method-Override": "DELETE"}, changes=True)
    yield Rough("another method in a field", body=form + b"&_method=DELETE", changes=True)
    yield Rough("every key twice", body=form + b"&" + form, changes=True)
    for what, more in {"keys as lists": "[]", "keys with more to them": "__gte"}.items():
        body = urlencode({f"{name}{more}": text for name, text in sent.items()}).encode()
        yield Rough(what, body=body, changes=not data)
    yield Rough("10,000 fields", body=urlencode({f"veld{n}": "x" for n in range(MANY)}).encode())
    yield Rough("10,000 times one field", body=b"&".join([b"veld=x"] * MANY))
    yield Rough("json", body=json.dumps(sent).encode(), kind="application/json")
    yield Rough("json of great depth", body=b"[" * MANY + b"]" * MANY, kind="application/json")
    yield Rough("json with a key twice", body=b'{"deed": "save", "deed": "publish"}', kind="application/json")
    yield Rough("plain text", body=form, kind="text/plain")
    yield Rough("xml", body=b'<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>', kind="application/xml")
    yield Rough("no kind at all", body=form, kind="")
    yield Rough("other letters", body=form, kind=f"{FORM}; charset=utf-16")
    yield Rough("unknown letters", body=form, kind=f"{FORM}; charset=leerlijn", changes=True)
    yield Rough("zipped", body=gzip.compress(form), headers={"Content-Encoding": "gzip"})
    yield Rough("a form of parts without its border", body=form, kind="multipart/form-data")
    yield Rough("a form of parts that is none", body=form, kind="multipart/form-data; boundary=x", changes=not data)
    yield Rough("a form of parts with bytes behind it", body=_parts(sent) + b"\0\xff" * 100, kind=PARTS, changes=True)
    yield Rough("an old version", body=form, headers={"If-Match": '"1"', "If-Unmodified-Since": "x"}, changes=True)


PARTS = "multipart/form-data; boundary=rand"


def _parts(data: dict[str, str]) -> bytes:
    head = '--rand\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return "".join(head.format(name, text) for name, text in data.items()).encode() + b"--rand--\r\n"
