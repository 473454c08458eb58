"""What can go wrong on the ground floor."""

from django.utils.translation import gettext as _


class OtherDeed(Exception):
    """The key of a form came back with another question; nothing was done."""

    def __init__(self) -> None:
        super().__init__(_("Dit formulier is al eerder verstuurd met andere gegevens. Probeer het hier opnieuw."))


class NothingToMint(Exception):
    """What a mail has a personal link to is over; the mail need not leave."""


class ChangeRefused(Exception):
    """Nothing was changed. `faults` says why per field of the form; "" is the form as a whole."""

    def __init__(self, faults: dict[str, str]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults.values()))


class UploadRefused(Exception):
    """A file was not taken; `reason` and `where` (a cell or line, if it is about one) for code, `str()` for people."""

    def __init__(self, reason: str, words: object, where: str = "") -> None:
        self.reason, self.where = reason, where
        super().__init__(str(words))


def changed_meanwhile() -> str:
    """To who would overwrite what somebody else saved since the page was opened."""
    return _("Iemand anders heeft dit intussen gewijzigd. Kijk het na en sla opnieuw op.")
