"""What needs somebody now, as each floor tells it to the home page."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Matter:
    """One thing that needs the reader: what, why in one sentence, by when, and where to go."""

    title: str
    why: str
    url: str
    due: date | None = None
    urgent: bool = False
