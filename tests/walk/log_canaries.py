"""What reaches the log when people with markers in every field use the site, and everything breaks (promise P34)."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.messages.middleware import MessageMiddleware
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests import make
from tests.walk import access, doors, hostile
from tests.walk.entrances import entrances
from tests.walk.scene import Scene

MARK = "kanarie7f3a"
FIELDS = {"text", "name", "address"}


def heard(scene: Scene) -> str:
    """Everything logged at DEBUG while markers are typed into every form, rows are refused and pages break."""
    with _listening() as lines, hostile.undone():
        for entrance in entrances(scene):
            marked = {field: f"{MARK}@example.org" for field, kind in entrance.kinds.items() if kind in FIELDS}
            method, rest = entrance.method, hostile.request_of(entrance, entrance.data | marked)
            doors.browser(scene, entrance.role).generic(method, *rest)
        _refused_by_the_database()
        _broken_page(scene)
        Client().get(f"/evaluatie/{MARK}/")
        Client().get(f"/agenda/mijn/{MARK}.ics")
        Client().get(f"/agenda/zaal/{MARK}.ics")
    return lines.getvalue()


def _refused_by_the_database() -> None:
    make.user(f"{MARK}@example.com")
    try:
        with transaction.atomic():
            make.user(f"{MARK}@example.com")
    except IntegrityError:
        logging.getLogger("people").exception("refused")


def _broken_page(scene: Scene) -> None:
    """A page that raises, with a marker in the words of what it raises."""

    def breaks(*_arguments: object) -> None:
        raise RuntimeError(MARK)

    whole = MessageMiddleware.process_request
    MessageMiddleware.process_request = breaks  # type: ignore[method-assign, assignment]  # a page that breaks
    try:
        doors.browser(scene, access.PARTICIPANT).get(f"/aanbod/?zoek={MARK}")
    finally:
        MessageMiddleware.process_request = whole  # type: ignore[method-assign]  # whole again


@contextmanager
def _listening() -> Iterator[io.StringIO]:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logging._handlers["stderr"].formatter)  # type: ignore[attr-defined]  # the one of the settings
    root = logging.getLogger()
    level, debug = root.level, connection.force_debug_cursor
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    connection.force_debug_cursor = True
    try:
        yield lines
    finally:
        connection.force_debug_cursor = debug
        root.setLevel(level)
        root.removeHandler(handler)
