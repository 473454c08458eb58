"""Log lines: when, how bad, which request, what. Never names, addresses, bodies or tokens."""

import logging

from people.origin import request_id


class LineFormatter(logging.Formatter):
    """One line per record; what would break the line is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record).replace("\r", "\\r").replace("\n", "\\n")
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        return f"{moment} {record.levelname} {request_id.get()} {record.name}: {text}"
