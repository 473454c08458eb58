"""A mail server with whims, and senders that can be killed: for the promises about mail.

The server runs in a process of its own and writes down every mail that it took before it says so. Its whims:
`accept`; `drop`, which takes a mail and sometimes hangs up before it says so; `421`, closed at once; `451`, not
now; `hang`, no word at all; `half`, hanging up on every other caller; `tls`, noise where encryption should begin. It is
away when the block of `listening` ends.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import ssl
import sys
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from tests.line import certificate
from tests.mail_server import free_port
from tests.promises.copies import Copy
from tools import places, processes

TAKES = 0.03  # seconds that the server needs for one mail
DROPS_ONE_IN = 30
NOBODY = "nobody"  # who is called so has no mailbox: 550


@dataclass(frozen=True)
class Taken:
    """One mail that the server took."""

    to: str
    id: str  # its Message-ID
    text: str
    answered: bool  # whether it said so
    at: float


class Sink:
    """The server as a promise sees it: how it behaves, and what it took."""

    def __init__(self, home: Path, *, secure: bool = False) -> None:
        self.home, self.port = home, free_port()
        self.certificate = certificate(home) if secure else None
        self.behave("accept")
        (home / "taken").touch()

    def behave(self, whim: str) -> None:
        """From the next caller on."""
        half = self.home / ".whim"
        half.write_text(whim)
        half.rename(self.home / "whim")

    def taken(self) -> list[Taken]:
        """What was taken, in order."""
        lines = (self.home / "taken").read_text().splitlines()
        return [Taken(**json.loads(line)) for line in lines]

    @contextmanager
    def listening(self) -> Iterator[None]:
        """The server is there for as long as the block lasts."""
        command = [sys.executable, "-m", "tests.promises.post", str(self.port), str(self.home)]
        with processes.running(command, log=places.LOGS / f"sink-{self.port}.log"):
            until(lambda: _answers(self.port), within=20)
            yield


class Senders:
    """Processes that run `send_mail`, each a copy of this one; `changed` takes a protection away in the copies."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self.changed, self.running, self.kills = changed, list[Copy](), 0

    def start(self) -> None:
        self.running.append(Copy("send_mail", changed=self.changed))

    def kill(self) -> None:
        """One of them dies, wherever it is."""
        self.running.pop(random.randrange(len(self.running))).kill()
        self.kills += 1

    def stop(self) -> None:
        while self.running:
            self.running.pop().kill()


@contextmanager
def sending(changed: Callable[[], None] = lambda: None) -> Iterator[Senders]:
    """Two senders, for as long as the block lasts."""
    senders = Senders(changed)
    try:
        for _sender in range(2):
            senders.start()
        yield senders
    finally:
        senders.stop()


def aim_at(sink: Sink, *, timeout: float, lease: float, first_wait: float, longest_wait: float = 30) -> None:
    """Let our mail go to `sink`, with waits in seconds, so much shorter than the real ones."""
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from people import outbox  # noqa: PLC0415  # the same

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, timeout
    settings.EMAIL_USE_TLS = sink.certificate is not None
    if sink.certificate:
        os.environ["SSL_CERT_FILE"] = str(sink.certificate.chain)  # whom OpenSSL trusts
    settings.MAIL_LEASE, settings.MAIL_LONGEST_WAIT = timedelta(seconds=lease), timedelta(seconds=longest_wait)
    outbox.FIRST_WAIT = timedelta(seconds=first_wait)


def until(holds: Callable[[], object], *, within: float) -> float:
    """Wait until it holds, and say how many seconds that took. Raises AssertionError when it takes too long."""
    started = time.monotonic()
    while not holds():
        if time.monotonic() - started > within:
            raise AssertionError(f"not within {within} seconds")
        time.sleep(0.1)
    return time.monotonic() - started


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


# the server itself


class _Server:
    """Speaks as much SMTP as a sender needs."""

    def __init__(self, home: Path) -> None:
        self.home, self.calls, self.mails = home, count(), count(1)
        self.ledger = (home / "taken").open("a")
        self.secure = _encryption(home)

    async def receive(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            await self._speak(reader, writer, (self.home / "whim").read_text())
        except (OSError, asyncio.IncompleteReadError):
            pass  # the caller hung up, or was killed
        finally:
            writer.close()

    async def _speak(self, reader: StreamReader, writer: StreamWriter, whim: str) -> None:
        if whim == "hang":
            await asyncio.sleep(60)
        if whim == "half" and next(self.calls) % 2:
            return
        writer.write(b"421 4.3.2 closed\r\n" if whim == "421" else b"220 sink\r\n")
        to = ""
        while whim != "421" and (line := await reader.readline()):
            word = line[:4].upper()
            if word == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                answer = (
                    b"550 5.1.1 unknown"
                    if to.startswith(NOBODY)
                    else b"451 4.7.1 later"
                    if whim == "451"
                    else b"250 ok"
                )
            elif word == b"DATA":
                writer.write(b"354 go on\r\n")
                text = (await reader.readuntil(b"\r\n.\r\n")).decode()
                if not await self._take(to, text, may_drop=whim == "drop"):
                    return
                answer = b"250 taken"
            elif word == b"STAR" and self.secure:
                writer.write(b"220 go on\r\n" + b"noise" * (whim == "tls"))
                await writer.drain()
                await writer.start_tls(self.secure)  # with noise before it, the caller hangs up
                continue
            elif word == b"EHLO" and self.secure:
                answer = b"250-sink\r\n250 STARTTLS"
            else:
                answer = b"221 bye" if word == b"QUIT" else b"250 ok"
            writer.write(answer + b"\r\n")
            await writer.drain()

    async def _take(self, to: str, text: str, *, may_drop: bool) -> bool:
        """Write the mail down, then say whether the caller will hear of it."""
        await asyncio.sleep(TAKES)
        answered = not (may_drop and next(self.mails) % DROPS_ONE_IN == 0)
        named = next(line for line in text.splitlines() if line.lower().startswith("message-id:"))
        taken = Taken(to, named.partition(":")[2].strip(), text.rpartition("\r\n\r\n")[2], answered, time.time())
        self.ledger.write(json.dumps(taken.__dict__) + "\n")
        self.ledger.flush()
        return answered


def _encryption(home: Path) -> ssl.SSLContext | None:
    """As the files say that `line.certificate` left there."""
    if not (home / "fullchain.pem").exists():
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(home / "fullchain.pem", home / "privkey.pem")
    return context


async def _serve(port: int, home: Path) -> None:
    server = await asyncio.start_server(_Server(home).receive, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
