"""What every gunicorn started in this folder takes as its own; gunicorn reads it by itself."""

from typing import Any

from config.logs import LineFormatter

worker_class = "config.server.Worker"
limit_request_line = 8190  # bytes; our own limit is lower (config/middleware.py), so that the page is ours


def on_starting(server: Any) -> None:
    """What gunicorn says of a request is a log line of ours, without the secret of an address."""
    for handler in server.log.error_log.handlers:
        handler.setFormatter(LineFormatter())
