"""A demo that really runs: the site, the mail sender and the example data, for as long as a block lasts."""

import atexit
import http.client
import os
import re
import shutil
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.mail_server import free_port
from tools import places, processes

PASSWORD = "leerlijn-demo"
READY_WITHIN = 60.0  # seconds


@dataclass(frozen=True)
class Demo:
    """Where it runs, and where its files are."""

    port: int
    var: Path

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def mail(self) -> Path:
        """The folder of its mail sink."""
        return self.var / "mail"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Browser:
    """A browser without script: keeps cookies, sends forms with their hidden fields, follows nothing by itself."""

    demo: Demo
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, "")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("POST", path, urllib.parse.urlencode(fields))

    def press(self, page: str, action: str, **typed: str) -> Answer:
        """Send the form of `page` whose action ends with `action`, its hidden fields included."""
        for attributes, inside in re.findall(r"<form([^>]*)>(.*?)</form>", self.get(page).text, re.S):
            target = re.search(r'action="([^"]*)"', attributes)
            path = target.group(1) if target else page
            if path.endswith(action):
                return self.post(path, _hidden(inside) | typed)
        raise AssertionError(f"{page} has no form to {action}")

    def sign_in(self, who: str) -> Answer:
        """With the password of the demo; the answer to the form."""
        page = "/account/login/"
        form = next(
            part for part in re.findall(r"<form.*?</form>", self.get(page).text, re.S) if 'name="password"' in part
        )
        return self.post(page, _hidden(form) | {"login": f"{who}@leerlijn.example", "password": PASSWORD})

    def _ask(self, method: str, path: str, body: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.demo.port, timeout=30)
        headers = {"Host": f"localhost:{self.demo.port}"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body or None, headers)
            got = connection.getresponse()
            for cookie in got.headers.get_all("Set-Cookie") or []:
                name, _equals, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(got.status, got.headers, got.read().decode("utf-8", "replace"))
        finally:
            connection.close()


@contextmanager
def running() -> Iterator[Demo]:
    """A copy of the example data in a folder of its own, served until the block ends."""
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        shutil.copytree(_loaded(), home, dirs_exist_ok=True)
        demo = Demo(free_port(), Path(home) / "var")
        env = _environment(demo.var) | {"PORT": str(demo.port)}
        family: list[processes.Process] = []
        try:
            gunicorn = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{demo.port}", "--workers", "2"]
            web = [sys.executable, *gunicorn, "--threads", "4", "--no-control-socket"]
            family.append(processes.start(web, log=demo.var / "web.log", env=env))
            sender = [sys.executable, "manage.py", "send_mail"]
            family.append(processes.start(sender, log=demo.var / "mail.log", env=env))
            _wait_until_ready(demo)
            yield demo
        finally:
            processes.stop(family)


@cache
def _loaded() -> Path:
    """A folder with the example data, the database and the keys beside it; loaded once in a run of the tests."""
    home = tempfile.TemporaryDirectory(prefix="leerlijn-")
    atexit.register(home.cleanup)
    var = Path(home.name) / "var"
    var.mkdir()
    for number, command in enumerate((["migrate", "-v0"], ["load_demo"])):
        _finish([sys.executable, "manage.py", *command], var / f"{number}.log", _environment(var))
    return Path(home.name)


def _environment(var: Path) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return others | {"LEERLIJN_MODE": "demo", "LEERLIJN_VAR": str(var)}


def _finish(command: list[str], log: Path, env: dict[str, str]) -> None:
    process = processes.start(command, log=log, env=env)
    process.wait(120)
    if process.returncode:
        raise AssertionError(log.read_text())


def _wait_until_ready(demo: Demo) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        try:
            if Browser(demo).get("/readyz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError((demo.var / "web.log").read_text() or f"see {places.LOGS}")


def _hidden(form: str) -> dict[str, str]:
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', form)
    pairs = ((re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in found)
    return {name.group(1): value.group(1) if value else "" for name, value in pairs if name}
