"""One form of the site."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entrance:
    """One form: who fills it in, what with, and which kind of value each field takes."""

    name: str
    role: str
    address: str
    data: dict[str, str]
    kinds: dict[str, str]
    form: str = ""  # the class that reads it
    method: str = "POST"
    keeps: tuple[str, ...] = ()  # model, and the fields that hold what was typed
    names: dict[str, str] = field(default_factory=dict)  # field of the model -> field of the form
    files: dict[str, bytes] = field(default_factory=dict)  # field -> what is in its file; `data` has its name
    row: str = ""  # the number of the row that the form changes; empty: the newest
