"""Where promises are kept: real processes, people who are signed in, a ledger of what was answered.

A promise runs on an empty database, named in DATABASE_URL. Its referee reads the ledger and the database with
plain SQL, and none of our own queries. All traffic stays on 127.0.0.1 and every loop is bounded.
"""

from __future__ import annotations

import atexit
import http.client
import json
import os
import socket
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import django

from tools import places, processes

TIMEOUT = 60  # seconds that a client waits for an answer
READY_WITHIN = 30.0  # seconds that the site may take to start
Row = tuple[int | str | None, ...]


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    pk: int
    session: str


@dataclass(frozen=True)
class Answer:
    """What one client was told, as its line in the ledger."""

    person: int
    about: str  # the code of an edition, or what was answered
    status: int  # 0: no answer came
    location: str
    seconds: float


@dataclass(frozen=True)
class Reply:
    """What the site said."""

    status: int  # 0: no answer came
    location: str = ""
    page: bytes = b""


@dataclass(frozen=True)
class Site:
    """The served application."""

    port: int
    pid: int  # of the process that keeps the workers
    log: Path

    def post(self, person: Person, path: str, **fields: str) -> tuple[int, str]:
        """Status and place an answer leads to; (0, "") when the connection broke."""
        reply = self.ask("POST", path, session=person.session, **fields)
        return reply.status, reply.location

    def ask(self, method: str, path: str, *, session: str = "", **fields: str | Sequence[str]) -> Reply:
        token = "c" * 32
        headers = {
            "Host": "localhost",
            "Cookie": f"csrftoken={token}" + (f"; sessionid={session}" if session else ""),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, urlencode({"csrfmiddlewaretoken": token} | fields, doseq=True), headers)
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers.get("Location", ""), answer.read())
        except (OSError, http.client.HTTPException):
            return Reply(0)
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """The processes that answer, as they are now."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def open(self, path: str, method: str = "GET") -> int:
        """The status of an address that somebody, or their mail program, just opens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, headers={"Host": "localhost"})
            return connection.getresponse().status
        finally:
            connection.close()


class Ledger:
    """One line per answer, on disk before the next request leaves."""

    def __init__(self, file: Path) -> None:
        self.file, self._lock = file.open("w"), threading.Lock()

    def note(self, answer: Answer) -> None:
        with self._lock:
            self.file.write(json.dumps(answer.__dict__) + "\n")
            self.file.flush()
            os.fsync(self.file.fileno())

    def answers(self) -> list[Answer]:
        return [Answer(**json.loads(line)) for line in Path(self.file.name).read_text().splitlines()]


def set_up() -> None:
    """Django on the empty database, with all its tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    home = tempfile.TemporaryDirectory(prefix="leerlijn-")  # every process that is started keeps its keys here too
    atexit.register(home.cleanup)
    os.environ["LEERLIJN_BALLOT_KEY_DIRS"] = f"{home.name}/keys-1,{home.name}/keys-2"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # Django must stand first

    call_command("migrate", verbosity=0)


def people(number: int) -> list[Person]:
    """So many persons, each signed in."""
    from django.conf import settings  # noqa: PLC0415  # Django must stand first
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415  # the same
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415  # the same

    from people.models import User  # noqa: PLC0415  # the same

    made = User.objects.bulk_create(
        User(email=f"{uuid.uuid4().hex}@example.org", given_name="Anna", family_name=f"Bos {n}", password="!")
        for n in range(number)
    )
    signed_in = []
    for user in made:
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        signed_in.append(Person(user.pk, str(session.session_key)))
    return signed_in


def planner() -> Person:
    """Somebody who plans, and is signed in; may answer any request on behalf of an employer."""
    from people.models import Role, User  # noqa: PLC0415  # Django must stand first
    from tests import make  # noqa: PLC0415  # the same

    (person,) = people(1)
    make.role_grant(User.objects.get(pk=person.pk), Role.PLANNER)
    return person


def edition(seats: int, *, weeks: int = 0, needs_approval: bool = False) -> str:
    """The code of an edition of five days with so many seats, open today; `weeks` later than the first.

    Nobody can be in two editions at a time, so each gets weeks of its own.
    """
    from django.utils import timezone  # noqa: PLC0415  # Django must stand first

    from tests import make  # noqa: PLC0415  # the same

    today = timezone.localdate()
    made = make.edition(
        make.course(needs_approval=needs_approval),
        seats=seats,
        sessions=5,
        starts_on=today + timedelta(days=60, weeks=weeks),
        enrol_from=today,
        enrol_until=today + timedelta(days=50),
    )
    return made.code


@contextmanager
def served(
    application: str = "config.wsgi", *, workers: int = 2, threads: int = 8, preload: bool = False
) -> Iterator[Site]:
    """The application behind gunicorn, in processes of its own, for as long as the block lasts.

    With `preload` a worker that died is replaced at once.
    """
    port = _free_port()
    log = places.LOGS / f"served-{port}.log"
    with tempfile.TemporaryDirectory(prefix="leerlijn-") as home:
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
        command += ["--workers", str(workers), "--threads", str(threads), "--backlog", "2048", "--no-control-socket"]
        command += ["--preload"] if preload else []
        env = os.environ | {"LEERLIJN_MODE": "demo", "LEERLIJN_VAR": home}
        with processes.running(command, log=log, env=env) as process:
            _wait_until_ready(port)
            yield Site(port, process.pid, log)


def at_once(deeds: Sequence[Callable[[], object]]) -> None:
    """Do all of `deeds` at the same moment, each in a thread of its own, and wait for the last."""
    gate = threading.Barrier(len(deeds))
    failures: list[Exception] = []

    def run(deed: Callable[[], object]) -> None:
        gate.wait()
        try:
            deed()
        except Exception as failure:  # told to who waits for all of them
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def press(site: Site, ledger: Ledger, person: Person, code: str, deed: str = "inschrijven", **fields: str) -> Answer:
    """Press a button of an edition as `person`, and note what came of it."""
    started = time.perf_counter()
    status, location = site.post(person, f"/uitvoeringen/{code}/{deed}/", **fields)
    answer = Answer(person.pk, code, status, location, time.perf_counter() - started)
    ledger.note(answer)
    return answer


def decide(site: Site, ledger: Ledger, planner: Person, request: Row, decision: str) -> Answer:
    """Answer a request (its key, its person and the code of its edition) as `planner`; noted under its person."""
    started = time.perf_counter()
    status, location = site.post(planner, f"/aanvragen/{request[0]}/", decision=decision, reason="Nu niet")
    answer = Answer(int(request[1] or 0), str(request[2]), status, location, time.perf_counter() - started)
    ledger.note(answer)
    return answer


def rows(sql: str) -> list[Row]:
    """What the database itself says; `sql` is plain SQL that both kinds know."""
    from django.db import connection  # noqa: PLC0415  # Django must stand first

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def undone() -> Iterator[None]:
    """What happens in the block is undone when it ends; deeds may commit in it, as in a test."""
    from django.db import transaction  # noqa: PLC0415  # Django must stand first

    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # so that a block that must be the outermost may stand in it
    with block:
        yield
        transaction.set_rollback(True)


def p95(answers: Sequence[Answer]) -> float:
    """Seconds within which nineteen of twenty were answered."""
    ordered = sorted(answer.seconds for answer in answers)
    return ordered[int(len(ordered) * 0.95)] if ordered else 0.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"The site did not become ready; see {places.LOGS / f'served-{port}.log'}")
