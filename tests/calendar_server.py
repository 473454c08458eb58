"""A real calendar server on this machine (Radicale), with real clients (vdirsyncer) that bring and fetch calendars."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import vobject

from tests.mail_server import free_port
from tools import processes

READY_WITHIN = 20.0  # seconds
WITHIN = 60.0  # seconds that a client may take for one round
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Held:
    """One item as the server holds it, read by somebody who did not write it."""

    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    status: str


@dataclass(frozen=True)
class CalendarServer:
    """Where calendars are kept, by name."""

    port: int
    home: Path

    def new(self, name: str) -> str:
        """The address of a new, empty calendar."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WITHIN)
        connection.request("MKCALENDAR", f"/leerlijn/{name}/", headers=_SIGNED_IN)
        if (status := connection.getresponse().status) != 201:
            raise RuntimeError(f"the calendar server answered {status}")
        connection.close()
        return f"http://127.0.0.1:{self.port}/leerlijn/{name}/"


_SIGNED_IN = {"Authorization": "Basic bGVlcmxpam46"}  # as "leerlijn"; this server lets in whoever gives a name


@contextmanager
def serving(home: Path) -> Iterator[CalendarServer]:
    """The server, for as long as the block lasts."""
    server, log = CalendarServer(free_port(), home), home / "radicale.log"
    options = {
        "server-hosts": f"127.0.0.1:{server.port}",
        "auth-type": "none",
        "storage-filesystem-folder": str(home / "kept"),
    }
    command = [str(BIN / "radicale"), "--config", "", *(f"--{name}={value}" for name, value in options.items())]
    with processes.running(command, log=log):
        _wait_until_ready(server.port, log)
        yield server


class Program:
    """Somebody's calendar program: takes invitations from the mail, and keeps the calendar on a server."""

    def __init__(self, server: CalendarServer, name: str) -> None:
        self._mine, self._address = server.home / name, server.new(name)
        self._mine.mkdir()
        mine = f'type = "filesystem"\npath = "{self._mine}"\nfileext = ".ics"\n'
        self._link = Link(server.home / f"{name}-link", mine, _server(self._address))
        self._sequences: dict[str, int] = {}  # the highest that came, by item

    def take(self, mail: EmailMessage) -> None:
        """Do what each calendar part of `mail` asks (RFC 5546), and bring it to the server."""
        parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar" and part.get_filename()]
        for part in parts:
            self._apply(part.get_content(), str(part.get_param("method")))
        if parts:
            self._link.sync()

    def held(self) -> dict[str, Held]:
        """What the server holds: uid -> item."""
        return fetch(self._address)

    def _apply(self, content: str, method: str) -> None:
        calendar = vobject.readOne(content)
        if calendar.method.value != method:
            raise AssertionError(f"the mail says {method}, its calendar {calendar.method.value}")
        (event,) = calendar.vevent_list
        uid, sequence = event.uid.value, int(event.sequence.value)
        if sequence <= self._sequences.get(uid, -1):
            raise AssertionError(f"{uid} came with sequence {sequence} after {self._sequences[uid]}")
        self._sequences[uid] = sequence
        file = self._mine / f"{uid}.ics"
        if method == "CANCEL":
            file.unlink()  # taking back what was never asked is a fault
        else:
            file.write_text("".join(line for line in content.splitlines(keepends=True) if line[:7] != "METHOD:"))


class Link:
    """Two places that hold the same calendar; `sync` brings what is new in the first to the second and back."""

    def __init__(self, home: Path, first: str, second: str) -> None:
        home.mkdir()
        pair = '[pair p]\na = "a"\nb = "b"\ncollections = null\nconflict_resolution = "a wins"\n'
        general = f'[general]\nstatus_path = "{home / "status"}"\n'
        self._config = home / "config"
        self._config.write_text(f"{general}{pair}[storage a]\n{first}[storage b]\n{second}")
        self._run("discover")

    def sync(self) -> None:
        self._run("sync", "--force-delete")

    def _run(self, *words: str) -> None:
        env = os.environ | {"VDIRSYNCER_CONFIG": str(self._config)}
        command = [str(BIN / "vdirsyncer"), "-v", "WARNING", *words]
        done = subprocess.run(command, env=env, input=b"y\n", capture_output=True, timeout=WITHIN, check=False)
        if done.returncode:
            raise AssertionError(done.stderr.decode() + done.stdout.decode())


class Subscription:
    """A calendar on the server that follows a feed: what the feed says is brought there item by item."""

    def __init__(self, server: CalendarServer, name: str) -> None:
        self._address, self._file = server.new(name), server.home / f"{name}.ics"
        mine = f'type = "singlefile"\npath = "{self._file}"\n'
        self._link = Link(server.home / f"{name}-link", mine, _server(self._address))

    def follow(self, feed: bytes) -> dict[str, Held]:
        """What the server holds once it has heard what the feed says now: uid -> item."""
        self._file.write_bytes(feed)
        self._link.sync()
        return fetch(self._address)


def fetch(address: str) -> dict[str, Held]:
    """What a calendar on the server holds."""
    host, _slash, path = address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=WITHIN)
    connection.request("GET", f"/{path}", headers=_SIGNED_IN)
    content = connection.getresponse().read().decode()
    connection.close()
    return read(content)


def read(content: str) -> dict[str, Held]:
    """The items of one or more calendars: uid -> item. Moments are UTC."""
    events = [event for one in vobject.readComponents(content) for event in one.contents.get("vevent", [])]
    return {
        event.uid.value: Held(
            sequence=int(event.sequence.value),
            starts_at=event.dtstart.value.astimezone(UTC),
            ends_at=event.dtend.value.astimezone(UTC),
            title=event.summary.value,
            place=event.location.value if hasattr(event, "location") else "",
            status=event.status.value,
        )
        for event in events
    }


def _server(address: str) -> str:
    return f'type = "caldav"\nurl = "{address}"\nusername = "leerlijn"\npassword = ""\n'


def _wait_until_ready(port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/.web/")
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"The calendar server did not start; {log.read_text()}")
