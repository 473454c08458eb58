"""The site as in production, over https with a certificate of our own: every answer, and which cookies it hands out."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.urls import reverse

from people import notice
from people.models import User
from tests import make
from tests.line import HERE, HOST, Certificate, Line, certificate
from tests.mail_server import free_port
from tests.walk import access, shield
from tests.walk.scene import Scene
from tools import places, processes

ROLES = (access.VISITOR, access.PARTICIPANT, access.TRAINEE, access.PLANNER, access.COORDINATOR, access.ADMINISTRATOR)
READY_WITHIN = 30.0  # seconds
TOKEN = "c" * 32
SESSION, CSRF, BROWSER = "__Host-session", "__Host-csrf", "__Host-browser"
SIGN_UP, FORM = "/account/signup/", "application/x-www-form-urlencoded"
SIGNS = ("HSTS", "cookie csrftoken of more than this host", "cookie too early", "http: 200", "https 503: answered 500")


def walk(scene: Scene, *, roles: Sequence[str] = ROLES, module: str = "config.settings") -> tuple[int, list[str]]:
    """How many answers came over the line, and what was wrong with them."""
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as name:
        home = Path(name)
        made, env = certificate(home), _environment(home) | {"DJANGO_SETTINGS_MODULE": module}
        _collect_static(env, home)
        with _served(env, made) as line:
            found = [*_pages(line, scene, roles), *_refusals(line), *_sign_in(line), *_security_txt(line)]
        with _served(env, None) as plain:
            found += _way_to_https(plain)
        with _served(env | {"DATABASE_URL": f"postgres://nobody@{HERE}:{free_port()}/none"}, made) as line:
            found += _outage(line)
    return len(found), [wrong for wrongs in found for wrong in wrongs]


def unseen(scene: Scene) -> list[str]:
    """The protections that can be taken away (`weakened`) without this walk seeing it: there may be none."""
    wrongs = walk(scene, roles=[access.VISITOR], module="tests.promises.p27.weakened")[1]
    return [sign for sign in SIGNS if not any(sign in wrong for wrong in wrongs)]


def _pages(line: Line, scene: Scene, roles: Sequence[str]) -> Iterator[list[str]]:
    """Every page, file and feed, as who may come in and as who may not."""
    User.objects.update(notice_version=notice.present().number)
    participants = reverse("enrolments:participants", args=[scene.things["announced"]])
    exports = [f"{participants}?export={kind}" for kind in ("csv", "xlsx")]
    for role in roles:
        cookie = "" if role == access.VISITOR else f"{SESSION}={_session(scene.people[role])}"
        for path in [*shield.pages(scene), *exports]:
            answer = line.ask(path, cookie=cookie)
            personal = bool(cookie) and not path.startswith(shield.KEPT)
            wrongs = [*shield.wrongs(answer, secure=True, personal=personal), *_of_early_cookies(answer, role)]
            yield [f"https {path} as {role}: {wrong}" for wrong in wrongs]


def _of_early_cookies(answer: HttpResponse, role: str) -> Iterator[str]:
    """A page may protect its forms; nothing else is kept in a browser before somebody signs in or chooses."""
    may = {CSRF} if answer.headers.get("Content-Type", "").startswith("text/html") else set()
    may |= set() if role == access.VISITOR else {BROWSER}
    if early := answer.cookies.keys() - may:
        yield f"cookie too early: {sorted(early)}"


def _refusals(line: Line) -> Iterator[list[str]]:
    reset = [_post(line, "/account/password/reset/", "email=vaak@example.org") for _time in range(6)]
    for status, answer in [
        (400, line.ask("/aanbod/?zoek=%00")),
        (400, line.ask("/aanbod/", host="boos.example")),
        (400, line.ask("/aanbod/", x_long="x" * 9000)),  # gunicorn by itself
        (403, line.ask(SIGN_UP, "POST", body=b"x=1", content_type=FORM)),
        (404, line.ask("/bestaat-niet/")),
        (405, _post(line, "/account/inactive/", "", method="PUT")),
        (413, line.ask(SIGN_UP, "POST", content_type=FORM, content_length=f"{1024 * 1024}")),  # refused unread
        (414, line.ask(f"/aanbod/?zoek={'x' * 5000}")),
        (414, line.ask(f"/aanbod/?zoek={'x' * 9000}")),  # gunicorn by itself
        (429, reset[-1]),
    ]:
        yield _as_expected(answer, status)


def _sign_in(line: Line) -> Iterator[list[str]]:
    """With a password, past the privacy notice, to a page of one's own; and the cookies on the way."""
    person = make.user()
    hasher = Argon2PasswordHasher()
    person.password = hasher.encode(make.PASSWORD, hasher.salt())
    person.save(update_fields=["password"])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    entered = _post(line, "/account/login/", f"login={person.email}&password={make.PASSWORD}&next=/mijn/")
    yield _as_expected(entered, 302, cookies={SESSION, CSRF, BROWSER})
    own = f"{SESSION}={entered.cookies[SESSION].value if SESSION in entered.cookies else ''}"
    told = line.ask("/mijn/", cookie=own)
    yield _as_expected(told, 302, to="/mijn/privacy/", personal=True)
    read = _post(line, "/mijn/privacy/", f"version={notice.present().number}&next=/mijn/", cookie=own)
    yield _as_expected(read, 302, to="/mijn/", personal=True)
    yield _as_expected(line.ask("/mijn/", cookie=own), 200, personal=True)
    yield _as_expected(_post(line, "/taal/", "language=en"), 302, cookies={"__Host-language"})


def _security_txt(line: Line) -> Iterator[list[str]]:
    yield list(shield.security_txt(line.ask("/.well-known/security.txt").content.decode()))


def _way_to_https(plain: Line) -> Iterator[list[str]]:
    """Who comes without TLS is sent to the same page on https, with nothing in hand."""
    answer = plain.ask("/aanbod/?zoek=x")
    wrongs = list(shield.wrongs(answer, secure=False))
    if (answer.status_code, answer.headers.get("Location")) != (301, f"https://{HOST}/aanbod/?zoek=x"):
        wrongs.append(f"{answer.status_code} {answer.headers.get('Location')}")
    if answer.cookies or "Strict-Transport-Security" in answer.headers:
        wrongs.append("a cookie or HSTS without TLS")
    yield [f"http: {wrong}" for wrong in wrongs]


def _outage(line: Line) -> Iterator[list[str]]:
    for path, status in [("/aanbod/", 503), ("/static/leerlijn.css", 200), ("/healthz", 200), ("/readyz", 503)]:
        yield _as_expected(line.ask(path), status)


def _as_expected(
    answer: HttpResponse, status: int, *, cookies: set[str] | None = None, to: str = "", personal: bool = False
) -> list[str]:
    wrongs = list(shield.wrongs(answer, secure=True, personal=personal))
    if answer.status_code != status or not answer.headers.get("Location", "").startswith(to):
        wrongs.append(f"answered {answer.status_code} {answer.headers.get('Location', '')}")
    if cookies is not None and answer.cookies.keys() != cookies:
        wrongs.append(f"cookies {sorted(answer.cookies)}")
    return [f"https {status}: {wrong}" for wrong in wrongs]


def _post(line: Line, path: str, form: str, *, method: str = "POST", cookie: str = "") -> HttpResponse:
    """As the form of a page would send it."""
    return line.ask(
        path,
        method,
        body=form.encode(),
        content_type=FORM,
        cookie=f"{CSRF}={TOKEN}; {cookie}",
        x_csrftoken=TOKEN,
        origin=f"https://{HOST}",
    )


def _session(user: User) -> str:
    """Of somebody who proved a moment ago who they are."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.create()
    return str(session.session_key)


def _environment(home: Path) -> dict[str, str]:
    """Of production, on our database and with our keys, so that what we made opens there."""
    return {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "LEERLIJN_BALLOT_KEY_DIRS")} | {
        "LEERLIJN_MODE": "production",
        "LEERLIJN_SECRET_KEY": settings.SECRET_KEY,
        "LEERLIJN_BALLOT_MASTER_KEY": settings.BALLOT_MASTER_KEY,
        "LEERLIJN_HOSTS": HOST,
        "LEERLIJN_MAIL_URL": f"smtp://{HERE}:9",
        "LEERLIJN_SECURITY_EXPIRES": settings.SECURITY_EXPIRES.isoformat(),
        "LEERLIJN_SECOND_FACTOR_ROLES": "",
        "LEERLIJN_VAR": str(home / "var"),
    }


def _collect_static(env: dict[str, str], home: Path) -> None:
    log = home / "static.log"
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    with processes.running(command, log=log, env=env) as process:
        if process.wait(120):
            raise RuntimeError(log.read_text())


@contextmanager
def _served(env: dict[str, str], made: Certificate | None) -> Iterator[Line]:
    line = Line(free_port(), made)
    log = places.LOGS / f"https-{line.port}.log"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HERE}:{line.port}", "--workers", "2"]
    command += ["--threads", "4", "--no-control-socket"]
    command += ["--certfile", str(made.chain), "--keyfile", str(made.key)] if made else []
    with processes.running(command, log=log, env=env):
        _wait(line, log)
        yield line


def _wait(line: Line, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        try:
            if line.ask("/healthz").status_code == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The site did not become ready; see {log}")
