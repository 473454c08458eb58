"""How gunicorn serves: with our own page where it would send one of its own."""

from typing import Any

from django.conf import settings
from gunicorn import util
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker with threads that says in our words that an address is too long."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        if isinstance(exc, LimitRequestLine):
            util.write(client, too_long())
        else:
            super().handle_error(req, client, addr, exc)


def too_long() -> bytes:
    """The page as it goes over the line, shield included: no middleware stands between."""
    from config import statements  # noqa: PLC0415  # Django stands once the application is loaded

    page = statements.too_long()
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(page.content))} | settings.SHIELD
    policy = "; ".join(f"{name} {' '.join(v)}" for name, v in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items())
    lines = [f"{name}: {value}" for name, value in {**headers, "Content-Security-Policy": policy}.items()]
    head = "\r\n".join(["HTTP/1.1 414 URI Too Long", "Connection: close", *lines])
    return f"{head}\r\n\r\n".encode("latin-1") + page.content
