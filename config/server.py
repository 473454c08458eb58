"""How gunicorn serves: with our own pages where it would send one of its own."""

from typing import Any

from gunicorn import util
from gunicorn.http.errors import LimitRequestLine, ParseException
from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker with threads that says in our words what it cannot read, or that an address is too long."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        if isinstance(exc, LimitRequestLine):
            util.write(client, too_long())
        elif isinstance(exc, ParseException):
            util.write(client, unreadable())
        else:
            super().handle_error(req, client, addr, exc)


def too_long() -> bytes:
    from config import statements  # noqa: PLC0415  # Django stands once the application is loaded

    return _raw("414 URI Too Long", statements.too_long().content)


def unreadable() -> bytes:
    from config import statements  # noqa: PLC0415  # the same

    return _raw("400 Bad Request", statements.unreadable().content)


def _raw(status: str, page: bytes) -> bytes:
    """The page as it goes over the line, shield included: no middleware stands between."""
    from config import shield  # noqa: PLC0415  # the same

    facts = {"Connection": "close", "Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(page))}
    lines = [f"{name}: {value}" for name, value in {**facts, **shield.headers()}.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", *lines])
    return f"{head}\r\n\r\n".encode("latin-1") + page
