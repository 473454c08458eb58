"""The proxy of `deploy/`, as it is but for its addresses: what it says by itself has our look and our shield."""

import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as as_started
from django.core.management import call_command
from django.http import HttpResponse
from pytest_django import Settings

from tests.line import HERE, Line, certificate
from tests.mail_server import free_port
from tests.walk import shield
from tools import machine, processes

pytestmark = pytest.mark.proxy

YEAR = 31_536_000  # seconds
BURST = 500  # requests of one place that pass at once, as deploy/nginx.conf has it


class Site(BaseHTTPRequestHandler):
    """In the place of the web processes: says what it was asked; /away/ is a refusal of its own."""

    def do_GET(self) -> None:  # the name that http.server calls
        body = f"site {self.path} {self.headers['X-Forwarded-Proto']}".encode()
        self.send_response(503 if self.path == "/away/" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test says what is wrong."""


@pytest.fixture
def proxy(settings: Settings, tmp_path: Path) -> Iterator[Line]:
    """The proxy, with nobody behind it."""
    with _proxy(settings, tmp_path, free_port()) as line:
        yield line


@pytest.fixture
def whole(settings: Settings, tmp_path: Path) -> Iterator[Line]:
    """The proxy with a site behind it."""
    site = ThreadingHTTPServer((HERE, 0), Site)
    Thread(target=site.serve_forever, daemon=True).start()
    try:
        with _proxy(settings, tmp_path, site.server_port) as line:
            yield line
    finally:
        site.shutdown()
        site.server_close()


@contextmanager
def _proxy(settings: Settings, home: Path, site: int) -> Iterator[Line]:
    settings.SECURE_HSTS_SECONDS = YEAR
    call_command("write_proxy_files", home)
    (home / "static").mkdir()
    (home / "static" / "leerlijn.css").write_text("body {}")
    made, secure = certificate(home), free_port()
    config = home / "nginx.conf"
    config.write_text(_config(home, http=free_port(), https=secure, site=site))
    command = [str(machine.NGINX.path()), "-p", str(home), "-c", str(config), "-e", "stderr"]
    log = home / "proxy.log"
    with processes.running(command, log=log):
        line = Line(secure, made)
        _wait(line, log)
        yield line


def _config(home: Path, *, http: int, https: int, site: int) -> str:
    text = (as_started.BASE / "deploy" / "nginx.conf").read_text()
    here = {
        "events {}": f"daemon off;\n{'user root;' if os.getuid() == 0 else ''}\npid {home}/pid;\nevents {{}}",
        "http {\n": "http {\n" + "".join(f"  {kind}_temp_path {home}/{kind};\n" for kind in ("client_body", "proxy")),
        "listen 80 ": f"listen {HERE}:{http} ",
        "listen 443 ": f"listen {HERE}:{https} ",
        "    http2 on;\n": "",  # the nginx of some machines is too old for it
        "web:8000": f"{HERE}:{site}",
        "/usr/share/leerlijn": str(home),
        "/etc/nginx/certificates": str(home),
    }
    for ours, its in here.items():
        assert ours in text, ours
        text = text.replace(ours, its)
    return text


def _wait(line: Line, log: Path) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            line.ask("/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())


def _heading(answer: HttpResponse) -> str:
    found = re.search(r'<html lang="(\w+)">.*<h1>(.*?)</h1>', answer.content.decode(), re.DOTALL)
    assert found
    return ": ".join(found.groups())


@pytest.mark.parametrize(
    ("cookie", "heading"),
    [
        ("", "nl: Leerlijn is even niet bereikbaar"),
        ("__Host-csrf=x; __Host-language=en", "en: Leerlijn cannot be reached for a moment"),
        ("a__Host-language=en", "nl: Leerlijn is even niet bereikbaar"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_page_says_that_it_will_pass_when_nobody_is_behind_the_proxy(
    proxy: Line, method: str, cookie: str, heading: str
) -> None:
    answer = proxy.ask("/aanbod/", method, cookie=cookie)

    assert answer.status_code == 502
    assert _heading(answer) == heading
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("60", "no-store")
    assert list(shield.wrongs(answer, secure=True)) == []


@pytest.mark.parametrize(
    ("path", "headers", "status", "heading"),
    [
        (f"/aanbod/?zoek={'x' * 9000}", {}, 414, "nl: Dit adres is te lang"),
        ("/aanbod/", {"cookie": "x" * 9000}, 400, "nl: Dit verzoek kunnen we niet lezen"),
        ("/aanbod/", {"content_length": f"{13 * 1024 * 1024}"}, 413, "nl: Dit is te veel ineens"),
    ],
)
def test_request_is_refused_with_words_when_it_is_too_large(
    whole: Line, path: str, headers: dict[str, Any], status: int, heading: str
) -> None:
    answer = whole.ask(path, "POST" if status == 413 else "GET", **headers)

    assert answer.status_code == status
    assert _heading(answer) == heading
    assert list(shield.wrongs(answer, secure=True)) == []


def test_place_that_asks_too_much_at_once_is_asked_to_wait(whole: Line) -> None:
    with ThreadPoolExecutor(16) as crowd:
        answers = list(crowd.map(lambda _number: whole.ask("/aanbod/?zoek=pgs"), range(BURST + 400)))

    refused = [one for one in answers if one.status_code == 429]
    assert len([one for one in answers if one.status_code == 200]) >= BURST
    assert refused
    assert _heading(refused[0]) == "nl: Even wachten"
    assert (refused[0]["Retry-After"], refused[0]["Cache-Control"]) == ("60", "no-store")
    assert list(shield.wrongs(refused[0], secure=True)) == []


@pytest.mark.parametrize(
    ("path", "status"), [("/aanbod/", 200), ("/away/", 503), ("/503.html", 200), ("/400.html", 200)]
)
def test_answer_of_the_site_passes_as_it_is(whole: Line, path: str, status: int) -> None:
    answer = whole.ask(path)

    assert (answer.status_code, answer.content.decode()) == (status, f"site {path} https")


def test_style_is_there_also_when_nobody_is_behind_the_proxy(proxy: Line) -> None:
    answer = proxy.ask("/static/leerlijn.css")

    assert (answer.status_code, answer.content) == (200, b"body {}")
    assert answer["Content-Type"].startswith("text/css")
    assert list(shield.wrongs(answer, secure=True)) == []
