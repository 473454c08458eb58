"""A real mail server on this machine, for as long as a test lasts."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What came in, and what the server answers: a status per recipient, or to the text of every mail."""

    received: list[EmailMessage] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    to_recipient: dict[str, str] = field(default_factory=dict)
    to_text: str = "250 OK"
    hangs_up: bool = False  # after it took a mail, without a word

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tried[address] += 1
        answer = self.to_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the same
        if self.to_text.startswith("250"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.received.append(message_from_bytes(content, _class=EmailMessage, policy=policy.default))
        if self.hangs_up and server.transport:
            server.transport.close()
        return self.to_text

    @property
    def subjects(self) -> list[str]:
        """In the order in which they came."""
        return [str(mail["Subject"]) for mail in self.received]


def text_of(mail: EmailMessage) -> str:
    """What is read by who reads mail as plain text."""
    body = mail.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


def html_of(mail: EmailMessage) -> str:
    """What is read by everybody else."""
    body = mail.get_body(("html",))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listening(port: int) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield mailbox
    finally:
        server.stop()
