"""The rules of internet.nl for a site's answers, and what of an answer does not follow them (promise P27)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from http.cookies import SimpleCookie

import sectxt
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import reverse

from tests.walk import access, doors
from tests.walk.scene import Scene

YEAR = 31_536_000  # seconds
QUIET = {"same-origin", "no-referrer", "strict-origin"}  # the last tells nobody the path: behind personal links
NEEDED = ("default-src", "base-uri", "frame-src", "frame-ancestors", "form-action")
NEVER = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "https:", "http:", "data:", "*")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
KEPT = (
    "/static/",
    "/healthz",
    "/readyz",
    "/agenda/mijn/",
    "/agenda/zaal/",
)  # a calendar asks again and again, and may keep the feed
DATA = re.compile(r'<script[^>]*type="application/json"[^>]*>', re.IGNORECASE)  # holds facts, runs nothing


def wrongs(answer: HttpResponseBase, *, secure: bool, personal: bool = False) -> Iterator[str]:
    """What is not as it should be. `secure`: served as in production, over https; `personal`: to somebody known."""
    told: Mapping[str, str] = answer.headers
    if secure and int((re.findall(r"max-age=(\d+)", told.get("Strict-Transport-Security", "")) or [0])[0]) < YEAR:
        yield "HSTS"
    if told.get("Referrer-Policy") not in QUIET:
        yield "Referrer-Policy"
    for header, value in [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]:
        if told.get(header) != value:
            yield header
    if "camera=()" not in told.get("Permissions-Policy", ""):
        yield "Permissions-Policy"
    yield from _of_policy(told.get("Content-Security-Policy", ""))
    yield from _of_cookies(answer, secure=secure)
    if personal and "no-store" not in told.get("Cache-Control", "") and "public" not in told.get("Cache-Control", ""):
        yield "Cache-Control"
    if told.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        page = DATA.sub("", bytes(getattr(answer, "content", b"")).decode())
        yield from (f"inline {found[:40]}" for found in INLINE.findall(page))


def walk(scene: Scene, *, secure: bool = False) -> tuple[int, list[str]]:
    """Every door as every role, the pages of refusals, and files: how many answers, and what was wrong with them."""
    found: list[str] = []
    number = 0
    for role in sorted(access.EVERYONE):
        browser = doors.browser(scene, role)
        for method, address in _addresses(scene):
            answer = browser.generic(method, address, secure=secure)
            personal = role != access.VISITOR and not address.startswith(KEPT)
            found += [f"{method} {address} as {role}: {w}" for w in wrongs(answer, secure=secure, personal=personal)]
            if answer.streaming:
                b"".join(answer)  # to its end, where the client closes the file and leaves the database open
            number += 1
    refusals = list(_refusals(secure=secure))
    found += [f"{status}: {wrong}" for status, answer in refusals for wrong in wrongs(answer, secure=secure)]
    found += [
        f"{status} instead of {answer.status_code}" for status, answer in refusals if answer.status_code != status
    ]
    return number + len(refusals), found


def security_txt(text: str) -> Iterator[str]:
    """What is wrong with it by the parser that internet.nl uses: errors, and an expiry more than a year ahead."""
    found = sectxt.Parser(text.encode())
    yield from (error["code"] for error in found.errors)
    yield from (advice["code"] for advice in found.recommendations if advice["code"] == "long_expiry")


def pages(scene: Scene) -> list[str]:
    """The addresses that a browser just opens."""
    return [address for method, address in _addresses(scene) if method == "GET"]


def _addresses(scene: Scene) -> Iterable[tuple[str, str]]:
    for door in access.DOORS:
        yield door.method, reverse(door.route, args=scene.things[door.thing].split() if door.thing else [])
    yield "GET", "/static/leerlijn.css"
    yield "GET", "/static/bestaat-niet.css"
    yield "GET", reverse("account_login")
    yield "GET", reverse("account_signup")


def _refusals(*, secure: bool) -> Iterator[tuple[int, HttpResponseBase]]:
    visitor = Client(raise_request_exception=False)
    sign_up = "/account/signup/"
    yield 400, visitor.get("/aanbod/?zoek=%00", secure=secure)
    yield 400, visitor.get("/aanbod/", headers={"host": "boos.example"}, secure=secure)
    yield 403, Client(enforce_csrf_checks=True).post(sign_up, {}, secure=secure)
    yield 404, visitor.get("/bestaat-niet/", secure=secure)
    yield 405, visitor.put("/account/inactive/", secure=secure)
    yield 413, visitor.post(sign_up, {"given_name": "x" * 1024 * 1024}, secure=secure)
    asked = [
        visitor.post("/account/password/reset/", {"email": "vaak@example.org"}, secure=secure) for _time in range(6)
    ]
    yield 429, asked[-1]
    with override_settings(ROOT_URLCONF="tests.config.broken_urls"):
        yield 500, visitor.get("/", secure=secure)
        yield 503, visitor.get("/away/", secure=secure)
    yield 414, visitor.get(f"/aanbod/?zoek={'x' * 5000}", secure=secure)


def _of_policy(policy: str) -> Iterator[str]:
    directives = {name: values for name, *values in (part.split() for part in policy.split(";") if part.strip())}
    yield from (f"CSP without {name}" for name in NEEDED if name not in directives)
    yield from (f"CSP {name} {v}" for name, values in directives.items() for v in values if v in NEVER)


def _of_cookies(answer: HttpResponseBase, *, secure: bool) -> Iterator[str]:
    cookies: SimpleCookie = answer.cookies
    for name, cookie in cookies.items():
        if not cookie["httponly"] or not cookie["samesite"]:
            yield f"cookie {name}"
        is_of_host = name.startswith("__Host-") and cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
        if secure and not is_of_host:
            yield f"cookie {name} of more than this host"
