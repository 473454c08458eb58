"""gunicorn reads this by itself: what it says of a request is a log line of ours, without the secret of an address."""

from typing import Any

from config.logs import LineFormatter


def on_starting(server: Any) -> None:
    for handler in server.log.error_log.handlers:
        handler.setFormatter(LineFormatter())
