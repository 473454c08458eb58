"""Log lines: when, how bad, which request, whose, what. Never names, addresses, bodies, queries or tokens.

An exception is told by its kind and where it was raised: its own words may hold what somebody typed, or the row a
database refused.
"""

import json
import logging
import re
import traceback
from types import TracebackType

from people.origin import actor, request_id

# What follows these in an address is a secret: a personal link, a secret feed.
SECRET_PATHS = re.compile(
    r"(/(?:evaluatie|goedkeuring|mail-stoppen|agenda/mijn|agenda/zaal|account/password/reset/key)/)[^/\s?\"']+"
)
QUERIES = re.compile(r"\?[^\s\"']+")
ADDRESSES = re.compile(r"[^\s\"'<>(=]+@[^\s\"'<>)]+")
RAISED = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """One line per record; what would break the line is escaped, what is a secret or about a person is left out."""

    def format(self, record: logging.LogRecord) -> str:
        text = said(record).replace("\r", "\\r").replace("\n", "\\n")
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        return f"{moment} {record.levelname} {request_id.get()} {actor.get()} {record.name}: {text}"


class JsonFormatter(logging.Formatter):
    """The same facts as one JSON object per line, for the machine that collects them."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "request": request_id.get(),
            "actor": actor.get(),
            "logger": record.name,
            "text": said(record),
        }
        return json.dumps(facts, ensure_ascii=True)


def said(record: logging.LogRecord) -> str:
    """What a record says, without what nobody may read in a log."""
    if hasattr(record, "sql"):  # a statement holds what somebody typed
        return f"SQL ({getattr(record, 'duration', 0) or 0:.3f} s)"
    text = record.getMessage()
    if record.exc_info:
        text = f"{text}\n{raised(record.exc_info)}"
    text = QUERIES.sub("?…", SECRET_PATHS.sub(r"\1…", text))
    return ADDRESSES.sub("…@…", text)


def raised(problem: RAISED) -> str:
    """'IntegrityError' and the places it came through, the nearest last; not its words."""
    kind, _words, trail = problem
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trail)]
    return "\n".join([*places, kind.__name__ if kind else ""])
