"""`make access` writes docs/access.md from the access table (tests/walk/access.py); `wrong` tells when it is stale."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from tests.walk import access
from tests.walk.access import Door
from tools import places
from tools.terminal import ending

FILE = places.ROOT / "docs" / "access.md"
HEAD = """# Who may come where

Made by `make access` from the table that the walk keeps (`tests/walk/access.py`); `make check` says when it is stale.
"Others" is what everybody else is told: 403 is a page of another role, 404 looks as if it were not there. A visitor
who does not get in is sent to sign-in first, unless the address hides itself from everybody.

| address | method | object | who | others |
|---|---|---|---|---|
"""


def text() -> str:
    """The whole page. Starts Django, for the addresses; asks no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LEERLIJN_MODE", "test")
    import django  # noqa: PLC0415  # only for who writes this page

    django.setup()
    from django.urls import get_resolver  # noqa: PLC0415  # Django must stand first

    paths = dict(_paths(get_resolver().url_patterns, "/", ""))
    rows = [
        f"| `{paths[door.route]}` | {door.method} | {door.thing} | {_who(door.opens_to)} | {_others(door)} |"
        for door in access.DOORS
    ]
    rows += [f"| `{paths[route]}` | any | | everybody | |" for route in sorted(access.ACCOUNT_OPEN)]
    rows += [f"| `{paths[route]}` | any | | signed in, the own account | |" for route in sorted(access.ACCOUNT_CLOSED)]
    return HEAD + "\n".join(rows) + "\n"


def _paths(patterns: Iterable[Any], before: str, space: str) -> Iterator[tuple[str, str]]:
    """The name and the address of each route, with `<name>` where an object is named."""
    for one in patterns:
        path = f"{before}{one.pattern}"
        if hasattr(one, "url_patterns"):
            yield from _paths(one.url_patterns, path, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", _readable(path)


def _readable(path: str) -> str:
    """`<pk>` for `<int:pk>` and for a regular expression."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", path)
    return re.sub(r"<\w+:", "<", named).replace("^", "").replace("$", "").replace("\\Z", "")


def _who(opens_to: set[str]) -> str:
    if opens_to == access.EVERYONE:
        return "everybody"
    if opens_to == access.SIGNED_IN:
        return "whoever is signed in"
    return ", ".join(sorted(opens_to)) or "nobody"


def _others(door: Door) -> str:
    if door.opens_to == access.EVERYONE:
        return ""
    return access.LOGIN if door.opens_to == access.SIGNED_IN else door.others


def main() -> int:
    wanted = text()
    if "--check" not in sys.argv:
        FILE.write_text(wanted)
    elif not FILE.exists() or FILE.read_text() != wanted:
        print("docs/access.md is stale: run `make access`.")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(ending(main))
