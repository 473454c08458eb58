"""What can keep somebody from a seat."""

from collections.abc import Collection

from django.utils.translation import gettext as _

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


class OfferRefused(Exception):
    """The offer stays as it is; `str()` says why it was not answered."""


class InterestRefused(Exception):
    """Nobody will be told; `str()` says why."""


class InvitationRefused(Exception):
    """Nobody was invited, or the invitation stays; `str()` says why."""


class SubstitutionRefused(Exception):
    """The seat stays whose it is; `str()` says why."""


class MoveRefused(Exception):
    """The seat stays where it is; `str()` says why."""


class WaiverRefused(Exception):
    """What leaving cost stays due; `str()` says why."""


class NeedsRefused(Exception):
    """Nothing was kept; `str()` says why."""

    def __init__(self) -> None:
        super().__init__(_("Een wens doorgeven kan zolang u bent ingeschreven en de uitvoering niet voorbij is."))


class ChoiceRefused(Exception):
    """The choice of workshops stays as it was. `reasons` say why, as does `str()`."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class ListRefused(Exception):
    """The list of attendants stays as it is; `str()` says why."""

    def __init__(self) -> None:
        super().__init__(_("Op de lijst staan kan wie een plaats heeft, tot een maand na de laatste dag."))


class WithdrawalRefused(Exception):
    """The enrolment stays as it was; `str()` says why."""


class SeatsRefused(Exception):
    """Seats and what is kept of them stay as they were; `str()` says why, at the field `at` if it is about one."""

    def __init__(self, sentence: str, at: str = "") -> None:
        self.at = at
        super().__init__(sentence)
