"""Viruses: every file that is kept passes the scanner that the settings name (clamd's protocol, INSTREAM).

A scanner that is away lets nothing through: what nobody looked at is not taken.
"""

import logging
import socket
import struct

from django.conf import settings
from django.utils.translation import gettext as _

from people.errors import UploadRefused

WITHIN = 20.0  # seconds, for every word of the talk
PIECE = 64 * 1024  # bytes; clamd takes a stream in pieces, each with its length before it
LONGEST_ANSWER = 4096  # bytes
log = logging.getLogger(__name__)


def scan(content: bytes) -> None:
    """Have `content` looked at, where a scanner is set up. Raises UploadRefused."""
    if not settings.SCANNER:
        return
    try:
        said = _ask(content)
    except OSError as away:
        log.error("The virus scanner is away")
        raise UploadRefused(
            "scanner", _("De virusscanner is even niet bereikbaar. Probeer het straks nog eens.")
        ) from away
    if said.endswith("FOUND"):
        log.warning("The virus scanner refused a file: %s", said)
        raise UploadRefused("virus", _("De virusscanner houdt dit bestand tegen. Er is niets opgeslagen."))
    if not said.endswith("OK"):
        log.error("The virus scanner says: %s", said)
        raise UploadRefused("scanner", _("De virusscanner kon dit bestand niet bekijken. Er is niets opgeslagen."))


def _ask(content: bytes) -> str:
    with _line() as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        said = b""
        while b"\0" not in said and len(said) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
            said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _line() -> socket.socket:
    """To where `settings.SCANNER` says: a path is a socket on this machine."""
    if settings.SCANNER.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(WITHIN)
        try:
            line.connect(settings.SCANNER)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = settings.SCANNER.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=WITHIN)
