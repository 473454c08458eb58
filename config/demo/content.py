"""Reads the files of the story."""

import tomllib
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"


def read(name: str) -> dict[str, Any]:
    """The file `content/<name>.toml`."""
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def read_all(folder: str) -> list[dict[str, Any]]:
    """Every file of `content/<folder>/`, in order of name."""
    return [read(f"{folder}/{path.stem}") for path in sorted((CONTENT / folder).glob("*.toml"))]
