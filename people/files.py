"""Files that people upload and others get to see: looked at, scanned, kept, and served (docs/files.md).

`look_at` refuses, and touches no database: a form field calls it. `keep` makes a row of what was looked at, in the
transaction of the deed. `answer` serves, after the caller has asked who may see it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from people import scanner, uploads
from people.errors import UploadRefused
from people.models import FileContent, StoredFile, User

Kind = StoredFile.Kind
LONGEST_NAME = 120  # characters, its ending included
TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Kind.TEXT: "text/plain; charset=utf-8",
    Kind.CSV: "text/csv; charset=utf-8",
}
SOURCES = ("default-src", "base-uri", "frame-src", "frame-ancestors", "form-action")
CLOSED = "; ".join(["sandbox", *(f"{source} 'none'" for source in SOURCES)])  # should a browser open it after all
MOST_TEXT = 1024 * 1024  # bytes; other kinds may have `settings.LARGEST_FILE`
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}  # kinds of mark, as Unicode names them
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')  # what Windows refuses
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)  # what Windows takes for a machine


@dataclass(frozen=True)
class Incoming:
    """A file that may come in."""

    name: str
    kind: Kind
    content: bytes


def look_at(file: UploadedFile[Any]) -> Incoming:
    """What `file` is and how we shall call it. Raises UploadRefused; never reads more than may come in."""
    if (file.size or 0) > settings.LARGEST_FILE:
        raise UploadRefused("large", uploads.REASONS["large"])
    content = file.read()
    found = uploads.kind(content)
    kind = _kind_by_name(found, file.name or "")
    if kind in (Kind.TEXT, Kind.CSV) and len(content) > MOST_TEXT:
        raise UploadRefused("large", _("Een tekst- of csv-bestand mag hooguit 1 MB zijn."))
    scanner.scan(content)
    return Incoming(shown_name(file.name or "", kind), kind, content)


def keep(incoming: Incoming, *, by: User) -> StoredFile:
    """The file in our database, under a name of our own."""
    stored = StoredFile.objects.create(
        name=incoming.name,
        kind=incoming.kind,
        size=len(incoming.content),
        fingerprint=hashlib.sha256(incoming.content).hexdigest(),
        added_by=by,
    )
    FileContent.objects.create(file=stored, data=incoming.content)
    return stored


def answer(stored: StoredFile) -> HttpResponse:
    """The file to keep, never to open in the page. Whoever calls this has asked who may see it."""
    response = HttpResponse(bytes(stored.content.data), content_type=TYPES[Kind(stored.kind)])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stored.name)
    response["Content-Security-Policy"] = CLOSED
    response["Cache-Control"] = "private, no-store"
    return response


def shown_name(name: str, kind: Kind) -> str:
    """`name` as any system can keep it and any reader sees it: no folders, nothing hidden, one ending, not endless."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(mark for mark in last if unicodedata.category(mark) not in UNSEEN)
    plain = " ".join(seen.split()).rstrip(". ")
    stem = NOT_IN_NAMES.sub("-", plain.removesuffix(_ending(plain))).strip(". ")
    if DEVICE.match(stem):
        stem = f"-{stem}"
    ending = f".{kind.value}"
    return f"{stem[: LONGEST_NAME - len(ending)].strip('. ') or _('bestand')}{ending}"


def _kind_by_name(found: str, name: str) -> Kind:
    """The kind that was found, if the name says the same; both kinds of text look alike, so there the name tells."""
    kinds = {Kind.TEXT, Kind.CSV} if found == "text" else {Kind(found)}
    named = _ending(name).lstrip(".").lower()
    if not named:
        return min(kinds, key=list(Kind).index)
    if named not in kinds:
        raise UploadRefused("name", _("De naam van dit bestand past niet bij wat erin staat. Bewaar het opnieuw."))
    return Kind(named)


def _ending(name: str) -> str:
    """'.pdf' as written at the end of `name`; empty if there is none."""
    found = re.search(r"\.[^./\\]+$", name.rstrip(". "))
    return found.group() if found else ""
