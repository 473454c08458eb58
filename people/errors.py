"""What can go wrong on the ground floor."""

from django.utils.translation import gettext as _


class OtherDeed(Exception):
    """The key of a form came back with another question; nothing was done."""

    def __init__(self) -> None:
        super().__init__(_("Dit formulier is al eerder verstuurd met andere gegevens. Probeer het hier opnieuw."))
