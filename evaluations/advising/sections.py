"""Which sections an advice has: data, in Dutch and English."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "data" / "advice.toml"
PROGRAMME, FINDINGS = "programme", "findings"  # where figures of progress and of answers go by themselves


@dataclass(frozen=True)
class Section:
    """One section: its code, its heading and what belongs in it."""

    code: str
    title: str
    title_en: str
    hint: str
    hint_en: str


@cache
def sections() -> dict[str, Section]:
    """By code, in the order of the document."""
    with FILE.open("rb") as file:
        return {one["code"]: Section(**one) for one in tomllib.load(file)["sections"]}
