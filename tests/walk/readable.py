"""All that can be read in an answer or a mail, whatever it is packed in."""

import io
import zipfile
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.core.mail import get_connection
from django.http.response import HttpResponseBase
from pypdf import PdfReader

from people import outbox
from people.models import Message


def of_answer(answer: HttpResponseBase) -> str:
    """Its headers, its cookies and its body."""
    body = b"".join(answer) if answer.streaming else getattr(answer, "content", b"")
    return f"{answer.headers}{answer.cookies}{of_bytes(body)}"


def of_mail(message: Message) -> str:
    """A mail as it leaves: every header, every part."""
    raw = outbox._email(message, get_connection()).message().as_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    packed = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    parts = [of_bytes(body) for body in packed if isinstance(body, bytes)]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


def of_bytes(body: bytes) -> str:
    """A page, a workbook, a document, a calendar."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    if body.startswith(b"%PDF") and b"startxref" in body:  # what the tests upload as a paper is none
        document = PdfReader(io.BytesIO(body))
        return "".join(page.extract_text() for page in document.pages) + str(document.metadata)
    return body.replace(b"\r\n ", b"").decode(errors="replace")  # calendars fold their lines
