"""Log lines: when, how bad, which request, what. Never names, addresses, bodies or tokens."""

import logging
import re

from people.origin import request_id

# What follows these in an address is a secret: a personal link, a private feed.
SECRET_PATHS = re.compile(r"(/(?:evaluatie|goedkeuring|agenda/mijn)/)[^/\s?\"']+")


class LineFormatter(logging.Formatter):
    """One line per record; what would break the line is escaped, what is a secret is left out."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record).replace("\r", "\\r").replace("\n", "\\n")
        text = SECRET_PATHS.sub(r"\1…", text)
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        return f"{moment} {record.levelname} {request_id.get()} {record.name}: {text}"
