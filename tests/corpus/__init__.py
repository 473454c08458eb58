"""What people, programs and attackers type: values by kind, each with an id. The files are data, beside this one.

A value is a text, or a table that makes one: `{ repeat = "x", times = 300, before = "…", after = "…" }`.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
WORDS = ("names", "text", "headers", "sql", "html", "template", "spreadsheet", "calendar", "path", "log")

# Kind of field -> the files whose values are typed into it.
FILES = {
    "text": WORDS,
    "web": WORDS,  # the address of a page
    "name": ("names", "text", "headers", "html"),
    "number": ("numbers",),
    "day": ("dates",),
    "clock": ("clock",),
    "address": ("addresses", "headers"),
    "choice": ("sql", "path"),
    "file": ("path", "names", "text", "headers", "html"),  # what a file is called
    "place": ("path", "headers"),  # where a form or an address leads to
}


def values(kind: str) -> dict[str, str]:
    """Id -> what is typed into a field of this kind."""
    return {f"{file}.{name}": text for file in FILES[kind] for name, text in of_file(file).items()}


def of_file(name: str) -> dict[str, str]:
    """Id -> text, in the order of the file."""
    known = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return {key: _text(value) for key, value in known.items()}


@dataclass(frozen=True)
class Together:
    """Values of several fields of one form, and whether they may not go together."""

    form: str  # the name of its entrance
    typed: dict[str, str]
    refused: bool


def together() -> dict[str, Together]:
    """Id -> what is typed into several fields at once; days and keys still to be filled in."""
    known = tomllib.loads((FOLDER / "together.toml").read_text(encoding="utf-8"))
    return {key: Together(**value) for key, value in known.items()}


def _text(value: str | dict[str, str | int]) -> str:
    if isinstance(value, str):
        return value
    repeated = str(value["repeat"]) * int(value["times"])
    return f"{value.get('before', '')}{repeated}{value.get('after', '')}"
