"""Days before which somebody of this service must act: told from a month ahead, wherever somebody may look."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

TOLD_AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class WatchedDay:
    """`day` is the last on which all is well; `task` says what is to be done."""

    name: str  # in /readyz and in the log
    day: date
    title: str
    task: str

    @property
    def days_left(self) -> int:
        """By the real day: what is promised to others knows no demo clock."""
        return (self.day - timezone.localdate()).days

    @property
    def state(self) -> str:
        if self.days_left < 0:
            return "past"
        return "soon" if self.days_left <= TOLD_AHEAD.days else "ok"


def days() -> list[WatchedDay]:
    """All of them, in the language of the page."""
    return [
        WatchedDay(
            "security_txt",
            settings.SECURITY_EXPIRES,
            _("security.txt verloopt"),
            _("Wie een kwetsbaarheid vindt, kan er tot en met deze dag op bouwen. Verleng hem in de instellingen."),
        ),
        WatchedDay(
            "accessibility",
            settings.ACCESSIBILITY_REVIEW_BY,
            _("De toegankelijkheidsverklaring moet opnieuw bekeken worden"),
            _("Leg haar uiterlijk op deze dag naast de site, en schrijf op wat er veranderde."),
        ),
    ]


def near() -> list[WatchedDay]:
    """Those that ask for somebody now."""
    return [day for day in days() if day.state != "ok"]
