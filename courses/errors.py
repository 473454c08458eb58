"""What can keep an edition from being planned."""

from courses.rules import Clash


class EditionRefused(Exception):
    """Nothing was saved. `clashes` says which room or trainer stands in the way; `str()` says it in words."""

    def __init__(self, clashes: list[Clash], message: str = "") -> None:
        self.clashes = clashes
        super().__init__(message or " ".join(clash.sentence for clash in clashes))


class FactsRefused(Exception):
    """The facts stay as they are; `str()` says why."""


class AnswerRefused(Exception):
    """The answers of the trainer stay as they were; `str()` says why."""
