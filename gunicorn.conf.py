"""What every gunicorn started in this folder takes as its own."""

import os

_PRODUCTION = os.environ.get("LEERLIJN_MODE", "production") == "production"

worker_class = "config.server.Worker"
limit_request_line = 8190  # bytes; our own limit is lower (config/middleware.py), so that the page is ours

# Its lines look as ours, and leave out what ours leave out.
logconfig_dict = {
    "formatters": {"line": {"()": f"config.logs.{'JsonFormatter' if _PRODUCTION else 'LineFormatter'}"}},
    "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
    "root": {"handlers": [], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["line"], "level": "INFO", "propagate": False}},
}
