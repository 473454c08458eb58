"""What can keep somebody from a seat."""

from collections.abc import Collection

from enrolments.rules import Code, Obstacle


class EnrolmentRefused(Exception):
    """Nobody was enrolled. `obstacles` says why; `str()` says it in the participant's words."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        self.obstacles = obstacles
        super().__init__(" ".join(obstacle.sentence for obstacle in obstacles))

    @property
    def is_in_already(self) -> bool:
        return any(obstacle.code is Code.ALREADY_IN for obstacle in self.obstacles)


class AttendanceRefused(Exception):
    """Nothing was marked; `str()` says why. `conflicts` are enrolments that somebody else marked meanwhile."""

    def __init__(self, sentence: str, conflicts: Collection[int] = ()) -> None:
        self.conflicts = frozenset(conflicts)
        super().__init__(sentence)


class DecisionRefused(Exception):
    """The request stays as it is; `str()` says why."""


class WithdrawalRefused(Exception):
    """The enrolment stays as it was; `str()` says why."""
