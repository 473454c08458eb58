"""The mail sink of demo mode: each mail is one .eml file in `DEMO_MAIL`; nothing leaves the machine."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

CODE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", re.MULTILINE)  # on a line of its own, as our letters have it

NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]{6}")  # of a file, without its ending


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sink = Path(settings.DEMO_MAIL)
        sink.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}.eml"
            half = sink / f".{name}"
            half.write_bytes(email.message().as_bytes())
            half.rename(sink / name)
        return len(email_messages)


@dataclass(frozen=True)
class SunkMail:
    """One mail of the sink, as its reader sees it."""

    name: str
    to: str
    subject: str
    text: str
    code: str  # to sign in or confirm with; empty in most mails
    calendars: int
    at: datetime


def latest(limit: int = 50) -> list[SunkMail]:
    """The newest mails of the sink."""
    files = sorted(Path(settings.DEMO_MAIL).glob("[0-9]*.eml"), reverse=True)[:limit]
    return [_read(file) for file in files]


def html_of(name: str) -> str:
    """The HTML part of one mail of the sink; empty when there is no such mail."""
    file = Path(settings.DEMO_MAIL) / f"{name}.eml"
    body = _parsed(file).get_body(("html",)) if NAME.fullmatch(name) and file.exists() else None
    return str(body.get_content()) if body else ""


def _parsed(file: Path) -> Parsed:
    return message_from_bytes(file.read_bytes(), _class=Parsed, policy=policy.default)


def _read(file: Path) -> SunkMail:
    parsed = _parsed(file)
    body = parsed.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    found = CODE.search(text)
    invitations = [part for part in parsed.iter_attachments() if part.get_content_type() == "text/calendar"]
    return SunkMail(
        name=file.stem,
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        text=text,
        code=found[0] if found else "",
        calendars=len(invitations),
        at=datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone()),
    )
